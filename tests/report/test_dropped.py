"""Why a seed does not count whole stands with the table: what failed, and what was made in another environment."""

from rich.console import Console

from pitfalls.ledger.files import REVISION
from pitfalls.ledger.ledger import Ledger
from pitfalls.ledger.rows import rows_of
from pitfalls.report.dropped import dropped
from pitfalls.report.page import page
from pitfalls.report.shown import show

OLD = {"fingerprint": "e1", "pillow": "13.0.0", "torch": "2.14", "processor": "x"}
NEW = OLD | {"fingerprint": "e2", "pillow": "13.0.1", "processor": "y"}
OUTCOME = {"probe": 0.5, "proxy": 0.5, "chance": 0.2}


def plan(seeds=3):
    cells = [{"arm": arm, "seed": seed, "key": f"{arm}{seed}", "attack": ""} for seed in range(seeds) for arm in "ab"]
    known = {"name": "tiny", "revision": REVISION, "question": "Does it?", "outcome": "probe", "delta": 0.02}
    known |= {"alpha": 0.05, "exploratory": False, "fresh": True, "arms": {"a": {}, "b": {}}, "cells": cells}
    return known | {"contrasts": [{"name": "harm", "terms": {"a": 1, "b": -1}, "sign": -1}]}


def finish(ledger, env, *keys, status="ok"):
    for key in keys:
        ledger.finish(key, {"status": status, "outcome": OUTCOME if status == "ok" else {}, "env": env})


def test_a_change_of_a_library_in_the_middle_is_named_with_what_mends_it(tmp_path):
    ledger = Ledger(tmp_path)
    finish(ledger, OLD, "a0", "b0", "a1", "a2")
    finish(ledger, NEW, "b1", "b2")
    rows = rows_of(plan(), ledger)
    told = "b at seeds 1, 2, which was run with pillow 13.0.1 in the place of 13.0.0 for the rest of its seed"
    assert dropped(plan(), rows) == [f"Without a pair: {told}; the next run makes that seed whole."]
    console = Console(width=400)
    with console.capture() as out:
        show(plan(), rows, console)
    assert told in out.get() and told in page(plan(), rows)


def test_failures_are_told_with_their_error(tmp_path):
    ledger = Ledger(tmp_path)
    finish(ledger, OLD, "a0", "a1", "a2")
    finish(ledger, OLD, "b0", status="nan")
    for key, times in {"b1": 2, "b2": 1}.items():
        for _ in range(times):
            ledger.attempt(key, "e1", {"status": "error", "error": "KeyError: 'x'\nmore"})
    assert dropped(plan(), rows_of(plan(), ledger)) == [
        "Without a pair: b at seed 0, whose weights or features became infinite.",
        "Without a pair: b at seed 1, which failed twice and is tried no more (KeyError: 'x').",
        "Without a pair: b at seed 2, which failed and is tried again by the next run (KeyError: 'x').",
    ]


def test_what_is_still_to_come_is_no_failure(tmp_path):
    ledger = Ledger(tmp_path)
    finish(ledger, OLD, "a0", "b0", "a1")
    assert dropped(plan(), rows_of(plan(), ledger)) == []
