"""Rows as CSV: tidy on the knobs that differ, without blobs and formulas, every column explained; and kept whole."""

import csv
import io

import pytest

from pitfalls.ledger.columns import COLUMNS, explained
from pitfalls.ledger.factors import factors
from pitfalls.ledger.sheet import from_csv, tidy, to_csv

NAMES = ["=1+1", "+2", "-gap", "@sum", "'=1", "''-x", "plain", "a=b", "\tx", "it's"]


def part(name, **fields):
    return {"type": f"pitfalls.tasks.{name.lower()}:{name}", "fields": fields}


def trial(**fields):
    return part(
        "Trial", **({"task": part("Jigsaw", grid=3), "cues": [], "defenses": [], "seed": 0, "lr": 0.1} | fields)
    )


ARMS = {
    "clean": trial(),
    "gap": trial(defenses=[part("Gap", size=6)], seed=3),
    "both": trial(defenses=[part("Gap", size=2), part("Gap", size=4)], cues=[part("Fringe", strength=2.0)]),
    "other": trial(task=part("Rotation"), lr=0.2, encoder={"type": "m:Given", "digest": "abcdef0123"}),
}
PLAN = {"name": "tiny", "arms": ARMS}


def row(arm, seed=0, **more):
    return {"arm": arm, "seed": seed, "status": "ok", "probe": 0.5, "hits": "ff", "env": "e", "key": "k"} | more


def read(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_a_knob_that_differs_between_arms_is_a_column():
    rows = {each["arm"]: each for each in read(tidy([(PLAN, [row(arm) for arm in (*ARMS, "ceiling")])]))}
    assert "seed" in rows["clean"] and "lr" in rows["clean"] and "task" in rows["clean"]
    told = {name: [rows[arm][name] for arm in ARMS] for name in rows["clean"] if name not in COLUMNS and name != "kind"}
    assert told == {
        "task": ["Jigsaw", "Jigsaw", "Jigsaw", "Rotation"],
        "task.grid": ["3", "3", "3", ""],
        "cues": ["", "", "Fringe", ""],
        "defenses": ["", "Gap", "Gap+Gap", ""],
        "lr": ["0.1", "0.1", "0.1", "0.2"],
        "defenses.Gap.size": ["", "6", "", ""],
        "cues.Fringe.strength": ["", "", "2.0", ""],
        "defenses.Gap1.size": ["", "", "2", ""],
        "defenses.Gap2.size": ["", "", "4", ""],
        "encoder": ["", "", "", "Given abcdef01"],
    }


def test_the_ceiling_is_told_apart():
    rows = read(tidy([(PLAN, [row("clean"), row("ceiling")])]))
    assert [each["kind"] for each in rows] == ["arm", "ceiling"] and rows[1]["task"] == ""


def test_arms_that_differ_in_nothing_have_no_columns():
    assert factors({"arms": {"a": trial(seed=1), "b": trial(seed=2), "c": {}}})["c"]["lr"] == ""
    assert factors({"arms": {"a": trial(seed=1), "b": trial(seed=2)}}) == {"a": {}, "b": {}}


def test_blobs_stand_there_where_they_are_asked_for():
    assert "hits" not in read(tidy([(PLAN, [row("clean")])]))[0]
    assert read(tidy([(PLAN, [row("clean")])], hits=True))[0]["hits"] == "ff"


def test_several_claims_have_one_head():
    other = {"name": "other", "arms": {"x": trial(), "y": trial(lr=0.5)}}
    rows = read(tidy([(PLAN, [row("gap")]), (other, [row("y")])], named=True))
    assert [each["experiment"] for each in rows] == ["tiny", "other"]
    assert (rows[0]["lr"], rows[1]["lr"], rows[1]["defenses"]) == ("0.1", "0.5", "")


@pytest.mark.parametrize("name", NAMES)
def test_no_cell_is_a_formula_and_names_come_back(name):
    rows = [row(name)]
    assert from_csv(to_csv(rows)) == rows
    plan = {"name": name, "arms": {name: part("Trial", **{name: 1}), "b": part("Trial", **{name: "=2"})}}
    for text in (to_csv(rows), tidy([(plan, [*rows, row("b")])], named=True)):
        for line in csv.reader(io.StringIO(text)):
            assert not any(cell.startswith(tuple("=+-@\t\r")) for cell in line)


def test_numbers_below_nothing_stay_numbers():
    assert from_csv(to_csv([row("a", penalty=-0.5)]))[0]["penalty"] == -0.5


def test_control_characters_are_told():
    assert "\x1b" not in tidy([(PLAN, [row("\x1b[2J")])]) and r"\x1b[2J" in tidy([(PLAN, [row("\x1b[2J")])])


def test_columns_of_knobs_are_passed_over_when_rows_are_read():
    assert from_csv(tidy([(PLAN, [row("gap")])], hits=True)) == [row("gap")]


def test_every_column_is_explained():
    told = {name: meaning for name, _, meaning in explained()}
    heads = read(tidy([(PLAN, [row("clean")])], hits=True, named=True))[0]
    knobs = {name for arm in factors(PLAN).values() for name in arm}
    assert set(heads) - knobs <= set(told) and all(told.values())
