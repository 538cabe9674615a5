"""A claim beside its rows: named once, grown by seeds and arms, never overwritten, never lost."""

import copy
import json

import pytest
from rich.console import Console

from pitfalls.commands.live import Board
from pitfalls.frozen import Refused
from pitfalls.ledger.claims import changed, seeds_of, store_claim
from pitfalls.ledger.files import REVISION, SCHEMA
from pitfalls.ledger.ledger import Ledger
from pitfalls.ledger.rows import from_csv, row_of, rows_of, to_csv
from pitfalls.ledger.stored import claim_files, claims, kept_rows, path_of, read_claim, sharing
from pitfalls.report.page import page
from pitfalls.report.shown import show
from pitfalls.report.tables import beside, notes, summary

RUN = {"status": "ok", "outcome": {"probe": 0.5, "proxy": 0.5, "chance": 0.2}, "env": {"fingerprint": "f"}}


ROLES = {"clean": "a", "planted": "b", "sham": "", "attacker": ""}
HARM = {"name": "harm", "terms": {"a": 1, "b": -1}, "scale": 1.0, "sign": -1} | ROLES
MORE = HARM | {"name": "more", "sign": 1}


def plan(seeds=2, arms=("a", "b"), **more):
    cells = [{"arm": arm, "seed": seed, "key": f"{arm}{seed}", "attack": ""} for seed in range(seeds) for arm in arms]
    contrasts = [HARM]
    known = {"schema": SCHEMA, "name": "tiny", "revision": REVISION, "question": "Does it?", "outcome": "probe"}
    known |= {"delta": 0.02, "alpha": 0.05, "ordered": False, "learning": False, "named_late": 0}
    known |= {"exploratory": False, "fresh": True, "contrasts": contrasts, "arms": {arm: {} for arm in arms}}
    return known | {"cells": cells} | more


@pytest.fixture
def ledger(tmp_path):
    """A ledger with the claim and one finished row of it."""
    ledger = Ledger(tmp_path)
    assert store_claim(ledger, plan()) == (plan(), "")
    ledger.finish("a0", RUN)
    return ledger


def stored(ledger):
    return read_claim(path_of(ledger, "tiny"))


def test_a_claim_comes_back_and_grows_by_seeds_and_by_arms(ledger):
    assert stored(ledger) == plan() and seeds_of(ledger, "tiny") == 2 and seeds_of(ledger, "other") == 0
    more = plan(5, ("a", "b", "c"), question="Does it, in other words?")
    assert store_claim(ledger, more)[1] == "" and stored(ledger) == more and seeds_of(ledger, "tiny") == 5


def test_the_attack_of_more_arms_is_no_change():
    new = plan()
    new["cells"][0]["attack"] = "k"
    assert changed(plan(), new) == ""


CHANGES = {
    "delta was 0.02 and is 0.01 now": {"delta": 0.01},
    "outcome was 'probe' and is 'knn' now": {"outcome": "knn"},
    "alpha was 0.05": {"alpha": 0.1},
    "ordered was False": {"ordered": True},
    "learning was False": {"learning": True},
    "the contrast 'harm' was changed": {"contrasts": [HARM | {"sign": 0}]},
    "the contrast 'harm' is gone": {"contrasts": []},
    "the contrast 'more' is new": {"contrasts": [HARM, MORE]},
    "the arm 'b' is gone": {"cells": [each for each in plan()["cells"] if each["arm"] == "a"]},
    "the arm 'a' is another trial now": {"cells": [each | {"key": "x" + each["key"]} for each in plan()["cells"]]},
}
ROLE = [("planted", "a"), ("clean", "b"), ("sham", "b"), ("attacker", "border_differences"), ("scale", 2.0)]
CHANGES |= {f"the contrast 'harm' was changed: {name}": {"contrasts": [HARM | {name: to}]} for name, to in ROLE}


@pytest.mark.parametrize("told,changes", CHANGES.items(), ids=CHANGES)
def test_what_was_named_before_the_rows_cannot_be_changed_after_them(ledger, told, changes):
    with pytest.raises(Refused, match=told.partition(":")[0]) as refused:
        store_claim(ledger, plan() | changes)
    assert "another --results" in str(refused.value) and stored(ledger) == plan()


def test_a_claim_without_rows_may_still_be_changed(tmp_path):
    ledger = Ledger(tmp_path)
    store_claim(ledger, plan())
    ledger.attempt("a0", "f", {"status": "error", "error": "x"})
    assert store_claim(ledger, plan(delta=0.5))[1] == "" and stored(ledger)["delta"] == 0.5


def test_the_claim_of_another_revision_is_kept_beside_the_new_one(ledger):
    old = plan(revision="0", cells=[each | {"key": "o" + each["key"]} for each in plan()["cells"]])
    ledger.finish("oa0", RUN)
    path_of(ledger, "tiny").write_text(json.dumps(old))
    assert seeds_of(ledger, "tiny") == 0
    for number, name in enumerate(("tiny~r0", "tiny~r0.1")):
        path_of(ledger, "tiny").write_text(json.dumps(old))
        assert f"they are kept as {name}." in store_claim(ledger, plan())[1]
        assert len(claim_files(ledger)) == 2 + number and stored(ledger)["named_late"] == 1
        kept = read_claim(path_of(ledger, name))
        assert kept == old | {"name": name} and rows_of(kept, ledger)[0]["status"] == "ok"
    assert stored(ledger) == plan(named_late=1)


def test_the_table_of_another_revision_says_so(ledger):
    console = Console(width=200)
    for revision, told in (("0", True), (REVISION, False)):
        with console.capture() as out:
            show(plan(revision=revision), rows_of(plan(), ledger), console)
        assert ("of revision 0 of the lab" in out.get().splitlines()[0]) == told


def test_a_claim_of_another_version_is_refused_and_kept(ledger):
    path = path_of(ledger, "tiny")
    text = json.dumps(plan(schema=SCHEMA + 1))
    path.write_text(text)
    for call in (lambda: store_claim(ledger, plan()), lambda: read_claim(path), lambda: seeds_of(ledger, "tiny")):
        with pytest.raises(Refused, match=r"claim.json was written by another version of the lab \(schema"):
            call()
    assert path.read_text() == text


@pytest.mark.parametrize("text", ["", "[]", '{"name": ', "{}", json.dumps(plan(cells=[1])), json.dumps(plan(cells=[]))])
def test_a_damaged_claim_is_named_and_a_run_writes_it_anew(ledger, text):
    path_of(ledger, "tiny").write_text(text)
    with pytest.raises(Refused, match=r"claim.json is damaged"):
        stored(ledger)
    assert seeds_of(ledger, "tiny") == 0 and "was written anew" in store_claim(ledger, plan())[1]
    assert stored(ledger) == plan(named_late=1)


def test_one_bad_claim_hides_no_other(ledger):
    for name, text in (("damaged", "{"), ("later", json.dumps(plan(schema=SCHEMA + 1)))):
        path_of(ledger, name).parent.mkdir()
        path_of(ledger, name).write_text(text)
    shown = claims(None, ledger, print)
    assert next(shown)[0] == plan()
    with pytest.raises(Refused, match=r"damaged.claim.json is damaged.*; .*later.claim.json was written by another"):
        next(shown)
    assert next(claims("tiny.py", ledger, print))[0]["name"] == "tiny"
    with pytest.raises(Refused, match="did you mean 'tiny'"):
        next(claims("tinny", ledger, print))


def test_rows_that_are_kept_are_found_by_their_stem(tmp_path, ledger):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "tiny@my.photos.json").write_text(json.dumps(plan()))
    (tmp_path / "deep" / "tiny@my.photos.csv").write_text(to_csv(rows_of(plan(), ledger)))
    ((claim, rows, _),) = kept_rows([tmp_path], "tiny@my.photos")
    assert claim["name"] == "tiny@my.photos" and rows[0]["probe"] == 0.5
    assert kept_rows([tmp_path], "/tmp/x") == [] == kept_rows([tmp_path], "tiny**")
    (tmp_path / "deep" / "tiny@my.photos.csv").write_text("arm,seed\na,one\n")
    with pytest.raises(Refused, match="damaged"):
        kept_rows([tmp_path], "tiny@my.photos")


def test_a_run_whose_attack_is_not_there_has_the_status_of_the_attack(ledger):
    cell = plan()["cells"][0] | {"attack": "k"}
    asked = lambda: row_of(cell, plan(), ledger, "f")
    assert asked()["status"] == "missing" and asked()["probe"] == 0.5
    for status in ("error", "failed"):
        ledger.attempt("k", "f", {"status": "error", "error": "boom"})
        assert (asked()["status"], asked()["error"]) == (status, "boom")
    ledger.finish("k", RUN | {"outcome": {"proxy": 0.9, "chance": 0.2}})
    assert (asked()["status"], asked()["attack"], asked()["attack_chance"]) == ("ok", 0.9, 0.2)
    ledger.finish("k", RUN | {"status": "nan", "outcome": {}})
    assert asked()["status"] == "ok" and "attack" not in asked()


def finish(ledger, env, *keys):
    for key in keys:
        ledger.finish(key, RUN | {"env": {"fingerprint": env}})


def test_the_rows_of_a_seed_are_of_one_environment(tmp_path):
    ledger, there = Ledger(tmp_path), plan(4, ("a", "b", "c"))
    finish(ledger, "old", "a0", "b0", "c0", "a1", "b1", "a2")
    finish(ledger, "new", "c0", "a1", "b1", "c1", "b2")
    rows = {(row["arm"], row["seed"]): row for row in rows_of(there, ledger)}
    of = lambda seed: [(rows[arm, seed]["status"], rows[arm, seed].get("env")) for arm in "abc"]
    assert of(0) == [("ok", "old")] * 3 and of(1) == [("ok", "new")] * 3
    # level: the one that has more of the whole claim, and no row of the other
    assert of(2) == [("ok", "old"), ("missing", None), ("missing", None)]
    assert of(3) == [("missing", None)] * 3
    finish(ledger, "new", "b3")
    finish(ledger, "old", "a3")
    finish(ledger, "mid", "a3")
    assert of(3)[0] == ("missing", None) and rows_of(there, ledger)[9]["env"] == "old"


def test_an_attack_counts_for_its_environment_and_is_never_another_ones(tmp_path):
    ledger, there = Ledger(tmp_path), plan(1, ("a",), contrasts=[])
    there["cells"][0]["attack"] = "k"
    finish(ledger, "one", "a0", "k")
    finish(ledger, "another", "a0")
    (row,) = rows_of(there, ledger)
    assert row["env"] == "one" and row["attack"] == 0.5
    ledger.path("k", "one").unlink()
    (row,) = rows_of(there, ledger)
    assert (row["env"], row["status"]) == ("another", "missing")


def test_a_cell_that_failed_for_good_is_told_where_its_seed_is(tmp_path):
    ledger, there = Ledger(tmp_path), plan(1)
    finish(ledger, "f", "a0")
    failing = lambda env: ledger.attempt("b0", env, {"status": "error", "error": "boom"})
    told = lambda: [(row["status"], row.get("error")) for row in rows_of(there, ledger)]
    failing("e")
    assert told() == [("ok", None), ("error", "boom")]
    failing("e")
    assert told() == [("ok", None), ("missing", None)], "it may run here"
    failing("f"), failing("f")
    assert told() == [("ok", None), ("failed", "boom")]


def test_a_damaged_record_is_named(ledger):
    ledger.path("a0", "f").write_text("{")
    row = rows_of(plan(), ledger)[0]
    assert row["status"] == "missing" and row["damaged"] == f"{ledger.path('a0', 'f')} (it is damaged)"


def test_what_was_named_after_its_rows_says_so_for_good(tmp_path):
    ledger = Ledger(tmp_path)
    store_claim(ledger, plan())
    finish(ledger, "f", "a0", "b0", "a1")
    assert store_claim(ledger, plan(3))[0]["named_late"] == 0, "named before them"
    late = plan(name="late", delta=0.001)
    assert store_claim(ledger, late)[0]["named_late"] == 3
    finish(ledger, "f", "b1")
    assert store_claim(ledger, late)[0]["named_late"] == 3 == read_claim(path_of(ledger, "late"))["named_late"]
    path_of(ledger, "tiny").unlink()
    assert store_claim(ledger, plan())[0]["named_late"] == 4, "a claim that was deleted is named anew"


def test_a_claim_that_is_changed_before_its_own_rows_is_late_for_those_of_others(tmp_path):
    ledger, other = Ledger(tmp_path), plan(cells=[each | {"key": "o" + each["key"]} for each in plan()["cells"]])
    finish(ledger, "f", "a0")
    assert store_claim(ledger, other)[0]["named_late"] == 0
    assert store_claim(ledger, plan())[0]["named_late"] == 1


def test_claims_that_share_rows_are_named(tmp_path):
    kept = {"one": plan(), "two": plan(cells=[each | {"key": "o" + each["key"]} for each in plan()["cells"]])}
    above = {"arm": "ceiling", "seed": 0, "key": "c0", "attack": ""}
    kept["three"] = kept["two"] | {"cells": [*kept["two"]["cells"], above]}
    for name, claim in kept.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(claim))
    (tmp_path / "old.json").write_text(json.dumps(plan(schema=SCHEMA - 1)))
    (tmp_path / "no_claim.json").write_text("[]")
    own = plan(name="new", cells=[*plan()["cells"], above])
    assert sharing(own, [tmp_path]) == ["one"] and sharing(own | {"name": "one"}, [tmp_path]) == []


def test_rows_go_through_text_and_back_with_all_that_was_measured(tmp_path):
    row = FULL | {"arm": "a", "seed": 3, "key": "k", "exploratory": False, "overlap": 0.2, "learned": True}
    row |= {"layers": [0.25, 1 / 3], "floor_layers": [0.1, 0.2], "penalty": 1e-05, "probe_1": 0.3, "hits": "ff"}
    thin = {"arm": "b", "seed": 0, "status": "failed", "env": "", "key": "k", "hits": "", "fresh": False}
    text = to_csv([row, thin])
    assert from_csv(text) == [row, thin] and to_csv(from_csv(text)) == text


def test_names_that_look_like_markup_are_shown_as_they_are(ledger):
    odd, console = "[/run] [red]:smile:", Console(width=200)
    text = json.dumps(plan(arms=("a", "b"), question=odd)).replace('"b"', json.dumps(odd))
    there = json.loads(text)
    with console.capture() as out:
        show(
            there | {"attacker": odd},
            [each | {"attack": 0.5, "status": "ok", "proxy": 0.5} for each in rows_of(there, ledger)],
            console,
        )
        board = Board(odd, [(odd, 0)], set(), console)
        console.print(board)
        board.watch({"cell": 0, "status": "ok"})
    assert out.get().count(odd) >= 5


def test_nothing_is_cut_at_eighty_columns():
    row = {"status": "ok", "env": "f", "fresh": True, "n_test": 100, "questions": 100, "second": 0.5, "knn": 0.5}
    row |= {"probe": 0.5, "balanced": 0.6, "proxy": 0.5, "proxy_removed": 0.5, "proxy_reversed": 0.5, "floor_knn": 0.1}
    arms = ("clean", "planted+defense")
    rows = [row | {"arm": arm, "seed": seed} for seed in range(10) for arm in arms]
    console = Console(width=80)
    with console.capture() as out:
        show(plan(10, arms, contrasts=[]), rows, console)
    words = {word for line in summary(rows) for text in line for word in text.split()}
    assert "…" not in out.get() and words <= set(out.get().split())
    assert max(map(len, out.get().splitlines())) <= 80


def test_the_order_of_the_contrasts_counts_only_where_it_is_that_of_the_tests():
    one, two = plan(contrasts=[HARM, MORE]), copy.deepcopy(plan(contrasts=[MORE, HARM]))
    assert changed(one, two) == ""
    assert "in another one" in changed(one | {"ordered": True}, two | {"ordered": True})


def test_a_finished_ceiling_pins_no_claim(tmp_path):
    ledger, cells = Ledger(tmp_path), [*plan()["cells"], {"arm": "ceiling", "seed": 0, "key": "c0", "attack": ""}]
    store_claim(ledger, plan(cells=cells))
    ledger.finish("c0", RUN)
    mended = [each | {"key": "x" + each["key"]} for each in cells[:-1]] + cells[-1:]
    assert store_claim(ledger, plan(cells=mended))[1] == "" and stored(ledger)["cells"] == mended


def test_two_folders_of_one_name_are_told_apart(tmp_path):
    ledger = Ledger(tmp_path)
    arm = lambda path, steps=5: {"fields": {"steps": steps, "images": {"type": "m:Folder", "fields": {"path": path}}}}
    of = lambda path, sha, key, steps=5: (
        plan(
            images={name: sha for name in "ab"},
            cells=[each | {"key": key + each["key"]} for each in plan()["cells"]],
        )
        | {"arms": {name: arm(path, steps) for name in "ab"}}
    )
    store_claim(ledger, of("flat", "1", "k"))
    ledger.finish("ka0", RUN)
    assert store_claim(ledger, of("moved/flat", "1", "k"))[1] == ""
    with pytest.raises(Refused, match=r"^other/flat does not hold the pictures that tiny was run on; take another --"):
        store_claim(ledger, of("other/flat", "2", "m"))
    with pytest.raises(Refused, match="steps of the arm 'a' was 5 and is 6 now; take another --results"):
        store_claim(ledger, of("other/flat", "2", "m", steps=6))


FULL = {"status": "ok", "env": "f", "fresh": True, "n_test": 100, "questions": 100, "chance": 0.1, "proxy": 0.7}
FULL |= {"proxy_removed": 0.6, "proxy_reversed": 0.5, "probe": 0.5, "balanced": 0.6, "knn": 0.4, "second": 0.3}


@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_head_is_broken_inside_a_word(width):
    arms = ("clean", "planted+defense", "ceiling")
    rows = [FULL | {"arm": arm, "seed": seed, "attack": 0.9} for seed in range(2) for arm in arms]
    there, console = plan(2, arms[:2], contrasts=[], attacker="channel_displacement"), Console(width=width)
    with console.capture() as out:
        show(there, rows, console)
    words = {word for line in summary(rows) for text in line for word in text.split()}
    assert words <= set(out.get().split()) and max(map(len, out.get().splitlines())) <= width
    assert out.get().count("±:") == 1


def test_one_seed_has_no_interval_and_the_ceiling_no_proxy():
    rows = [FULL | {"arm": arm, "seed": 0, "floor_probe": 0.2} for arm in ("a", "b", "ceiling")]
    lines = {line[0]: dict(zip(summary(rows)[0], line, strict=True)) for line in summary(rows)}
    assert lines["a"]["proxy"] == "70.0" and lines["floor (untrained)"]["probe"] == "20.0"
    assert lines["ceiling"]["proxy"] == lines["ceiling"]["cue removed"] == "" and lines["ceiling"]["probe"] == "50.0"
    assert "±" not in str(summary(rows) + beside(plan(), rows))
    assert [line[0] for line in summary([each | {"floor_probe": None} for each in rows])] == [
        "arm",
        "a",
        "b",
        "ceiling",
    ]


def test_what_the_clean_arm_is_meant_to_leave_out_is_no_note():
    cue = {"type": "pitfalls.shortcuts.x:Cue", "fields": {"strength": 0.0, "way": "out"}}
    there = plan() | {"arms": {"a": {"fields": {"cues": [cue]}}, "b": {}}}
    rows = []
    for arm, strength in (("a", 0.0), ("b", 0.0), ("b", 1.0)):
        rows.append({"arm": arm, "warnings": [f"Cue(strength={strength}, way='out') changes nothing."]})
    assert notes(there, rows) == ["Note on b: Cue(strength=1.0, way='out') changes nothing."]


def test_the_page_says_a_word_once_and_explains_its_words(ledger):
    rows = [FULL | {"arm": arm, "seed": 0, "key": "k"} for arm in "ab"]
    text = page(plan(exploratory=True, settings=["task.permutations=20"]), rows)
    assert '<li>harm is <span class="word undecided">undecided</span>: 5 complete seeds' in text
    assert "task.permutations=20" in text
    assert all(f"<dt><b>{word}</b>" in text for word in ("sham", "floor", "ceiling", "attacker", "kNN", "2nd probe"))
