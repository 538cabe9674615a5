"""Folders of results come from other people: whatever stands in them is shown, or refused in one sentence."""

import json
import re

import pytest
from rich.console import Console

from pitfalls.frozen import Refused
from pitfalls.ledger.files import REVISION, SCHEMA
from pitfalls.ledger.ledger import Ledger
from pitfalls.ledger.sheet import tidy
from pitfalls.ledger.stored import claims, kept_rows
from pitfalls.report.publish import publish
from pitfalls.report.screen import Screen
from pitfalls.report.shown import show

KEY = "0123456789abcdef01234567"
PNG = b"\x89PNG\r\n\x1a\nsecret"
HARM = {"name": "harm", "terms": {"a": 1, "b": -1}, "sign": -1}
CLAIM = {"schema": SCHEMA, "name": "tiny", "revision": REVISION, "question": "Does it?", "outcome": "probe"}
CLAIM |= {"delta": 0.02, "alpha": 0.05, "ordered": False, "learning": False, "exploratory": False, "fresh": True}
CLAIM |= {"contrasts": [HARM], "arms": {"a": {}, "b": {}}}
CLAIM |= {"cells": [{"arm": arm, "seed": 0, "key": KEY + arm, "attack": ""} for arm in "ab"]}
OUTCOME = {"probe": 0.5, "proxy": 0.5, "chance": 0.2, "n_test": 16, "hits": "00ff"}
RECORD = {"status": "ok", "outcome": OUTCOME, "env": {"fingerprint": "f"}}


def cells(**more):
    return [CLAIM["cells"][0] | more, CLAIM["cells"][1]]


CLAIMS = {
    "a list": [1],
    "an outcome that is none": CLAIM | {"outcome": "hits"},
    "a delta that is text": CLAIM | {"delta": "0.02"},
    "a delta of nothing": CLAIM | {"delta": 0},
    "a level without end": CLAIM | {"alpha": 1e400},
    "a truth that is text": CLAIM | {"ordered": "yes"},
    "contrasts that are text": CLAIM | {"contrasts": "harm"},
    "a weight that is text": CLAIM | {"contrasts": [HARM | {"terms": {"a": "1"}}]},
    "a sign of two": CLAIM | {"contrasts": [HARM | {"sign": 2}]},
    "arms that are a list": CLAIM | {"arms": ["a", "b"]},
    "cues that are a number": CLAIM | {"arms": {"a": {"fields": {"cues": 3}}, "b": {}}},
    "a key out of the folder": CLAIM | {"cells": cells(key="../../claims/tiny/claim")},
    "an attack out of the folder": CLAIM | {"cells": cells(attack="../x")},
    "a seed beyond counting": CLAIM | {"cells": cells(seed=10**9)},
    "a seed that is text": CLAIM | {"cells": cells(seed="0")},
    "a picture out of the folder": CLAIM | {"picture": "../../secret.png"},
    "a picture by its full path": CLAIM | {"picture": "/etc/passwd"},
    "a revision out of the folder": CLAIM | {"revision": "../../x"},
    "an arm that clears the terminal": CLAIM | {"cells": cells(arm="\x1b[2J")},
    "a question that is a number": CLAIM | {"question": 7},
    "a question that sets the title": CLAIM | {"question": "\x1b]0;mine\x07"},
    "settings that are a number": CLAIM | {"settings": 3, "exploratory": True},
    "named late by text": CLAIM | {"named_late": "never"},
}
RECORDS = {
    "an accuracy of 7.5": RECORD | {"outcome": OUTCOME | {"probe": 7.5}},
    "an accuracy below nothing": RECORD | {"outcome": OUTCOME | {"floor_knn": -0.1}},
    "an accuracy that is text": RECORD | {"outcome": OUTCOME | {"probe": "0.5"}},
    "an accuracy that is a truth": RECORD | {"outcome": OUTCOME | {"proxy": True}},
    "layers that are one number": RECORD | {"outcome": OUTCOME | {"layers": 0.5}},
    "hits of other images": RECORD | {"outcome": OUTCOME | {"hits": "ff"}},
    "hits that are none": RECORD | {"outcome": OUTCOME | {"hits": "zzzz"}},
    "images below none": RECORD | {"outcome": OUTCOME | {"n_test": -16}},
    "an outcome that names its arm": RECORD | {"outcome": OUTCOME | {"arm": "b"}},
    "an outcome that is a list": RECORD | {"outcome": [0.5]},
    "an environment out of the folder": RECORD | {"env": {"fingerprint": "../f"}},
    "another environment": RECORD | {"env": {"fingerprint": "g"}},
    "the record of another run": RECORD | {"key": KEY + "b"},
    "warnings that are a number": RECORD | {"warnings": 3},
    "files that are text": RECORD | {"files": {"own.py": "here"}},
    "an encoder without a digest": RECORD | {"encoder": {}},
    "a status of its own": RECORD | {"status": "excellent"},
}


@pytest.fixture
def ledger(tmp_path):
    """A folder of results with a claim and its two records."""
    made = Ledger(tmp_path / "results")
    for arm in "ab":
        write(made.path(KEY + arm, "f"), RECORD | {"schema": SCHEMA, "key": KEY + arm})
    write(made.folder / "claims" / "tiny" / "claim.json", CLAIM)
    return made


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(data if isinstance(data, str) else json.dumps(data))


def shown(ledger):
    """All that the commands make of the folder: what is printed, the rows and the page."""
    told, screen = [], Screen(width=120, record=False)
    with screen.capture() as out:
        for claim, rows in claims("tiny", ledger, told.append):
            show(claim, rows, screen)
            told += [tidy([(claim, rows)]), publish(claim, ledger).read_text()]
    return out.get() + "\n".join(told)


def test_what_is_well_formed_is_shown(ledger):
    assert "harm is undecided" in shown(ledger) and "50.0" in shown(ledger)


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_a_claim_of_wrong_types_is_one_sentence(ledger, claim):
    write(ledger.folder / "claims" / "tiny" / "claim.json", claim)
    with pytest.raises(Refused, match=r"claim\.json is damaged, or was never a claim: ") as refused:
        shown(ledger)
    assert "\n" not in str(refused.value) and "\x1b" not in str(refused.value)


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_a_record_that_is_not_believed_is_named_and_computed_again(ledger, record):
    write(ledger.path(KEY + "a", "f"), {"schema": SCHEMA, "key": KEY + "a"} | record)
    assert ledger.find(KEY + "a") is None and not ledger.settled(KEY + "a", "f")
    text = shown(ledger)
    assert f"1 record could not be read: {ledger.path(KEY + 'a', 'f')} (" in text
    (told,) = ledger.faults(KEY + "a")
    assert "\n" not in told and told in text


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a": ' * 50_000, '{"schema": 2, "key": ' + "1" * 5000 + "}"])
def test_what_would_break_the_reader_is_damage(ledger, text):
    write(ledger.path(KEY + "a", "f"), text)
    assert ledger.find(KEY + "a") is None and "it is damaged" in shown(ledger)
    write(ledger.folder / "claims" / "tiny" / "claim.json", text)
    with pytest.raises(Refused, match="is damaged"):
        shown(ledger)


def test_numbers_that_are_none_are_damage(ledger):
    text = json.dumps(RECORD | {"schema": SCHEMA, "key": KEY + "a"}).replace("0.5", "NaN")
    write(ledger.path(KEY + "a", "f"), text)
    assert ledger.find(KEY + "a") is None


@pytest.mark.parametrize("attempt", [{"status": "ok"}, {"status": 3}, {"status": "error", "error": 3}, {"tries": "x"}])
def test_an_attempt_of_wrong_types_is_none(ledger, attempt):
    ledger.path(KEY + "a", "f").unlink()
    write(ledger.attempt_path(KEY + "a", "f"), attempt)
    assert ledger.attempted(KEY + "a") is None and "harm is undecided" in shown(ledger)


def test_markup_and_formulas_are_letters(ledger):
    arm, other = "</script><img src=x onerror=alert(1)>", "=1+1"
    named = [{"arm": name, "seed": 0, "key": KEY + key, "attack": ""} for name, key in ((arm, "a"), (other, "b"))]
    claim = CLAIM | {"arms": {arm: {}, other: {}}, "cells": named, "question": "<b>Is it?</b>"}
    claim |= {"contrasts": [HARM | {"name": "<i>x", "terms": {arm: 1, other: -1}}]}
    write(ledger.folder / "claims" / "tiny" / "claim.json", claim)
    text = shown(ledger)
    page = text[text.index("<!DOCTYPE") :]
    assert "<img src=x" not in page and "<b>Is" not in page and "<i>x" not in page and "&lt;img" in page
    assert re.search(r"^'=1\+1,0,arm,", text, re.MULTILINE)


@pytest.mark.parametrize("name", [r"$\foo$", "$x^{$ and $", "a $ b", "\\alpha"])
def test_dollars_are_no_formula(ledger, name):
    text = json.dumps(CLAIM).replace('"a"', json.dumps(name)).replace("Does it?", json.dumps(name)[1:-1])
    write(ledger.folder / "claims" / "tiny" / "claim.json", text)
    assert "harm is undecided" in shown(ledger)


def test_a_picture_is_one_that_lies_there(ledger, tmp_path):
    folder = ledger.folder / "claims" / "tiny"
    write(folder / "claim.json", CLAIM | {"picture": "picture.png"})
    (tmp_path / "secret.png").write_bytes(PNG)
    (folder / "picture.png").symlink_to(tmp_path / "secret.png")
    assert "data:image" not in shown(ledger)
    (folder / "picture.png").unlink()
    (folder / "picture.png").write_text("no picture")
    assert "data:image" not in shown(ledger)
    (folder / "picture.png").write_bytes(PNG)
    assert "data:image" in shown(ledger)


def test_escape_sequences_of_a_record_are_shown_and_not_sent(ledger):
    ledger.path(KEY + "a", "f").unlink()
    ledger.attempt(KEY + "a", "f", {"status": "error", "error": "\x1b[2J\x9bboom"})
    text = shown(ledger)
    assert "\x1b" not in text and "\x9b" not in text and r"\x1b[2J\x9bboom" in text


def test_a_screen_keeps_its_own_colors_and_sends_nobody_elses():
    screen = Screen(force_terminal=True, color_system="standard", width=40)
    with screen.capture() as out:
        screen.print("[red]word[/red] \x1b]0;title\x07", highlight=False)
    assert "\x1b[31mword" in out.get() and "\x1b]0" not in out.get() and r"\x1b]0;title" in out.get()
    assert isinstance(screen, Console)


@pytest.mark.parametrize("line", ["a,0,ok,x", "a,0,ok,7.5", "a,zero,ok,0.5", "a,-1,ok,0.5", "a,0,ok,nan"])
def test_kept_rows_of_wrong_types_are_one_sentence(tmp_path, line):
    write(tmp_path / "tiny.json", CLAIM)
    (tmp_path / "tiny.csv").write_text(f"arm,seed,status,probe\n{line}\n")
    with pytest.raises(Refused, match=r"tiny\.csv is damaged: "):
        kept_rows([tmp_path], "tiny")
