"""Why a contrast is not testable."""

import numpy as np
import pytest

from pitfalls.statistics.design import grouped, smallest_confirmable
from pitfalls.statistics.obstacles import obstacles as reasons
from pitfalls.statistics.verdict import judge

ALPHA, HUGE = 0.05, 10**9
FINE = {"proxy": 0.8, "chance": 0.25, "questions": 500, "attack": 0.9, "attack_chance": 0.25}


def plan_of(contrasts, delta=0.02, seeds=20, fresh=True, roles=None, **more):
    named = [
        {"name": name, "terms": terms, "sign": sign, "scale": 1.0} | (roles or {}) for name, terms, sign in contrasts
    ]
    cells = [{"seed": seed} for seed in range(seeds)]
    plan = {"outcome": "probe", "delta": delta, "alpha": ALPHA, "contrasts": named, "cells": cells, "fresh": fresh}
    return plan | {"arms": {}} | more


def obstacles(plan, rows):
    """Those of the only contrast."""
    (contrast,) = plan["contrasts"]
    return reasons(plan, contrast, rows)


def row(arm, seed, probe, **more):
    known = {"arm": arm, "seed": seed, "status": "ok", "env": "e", "fresh": True, "n_test": HUGE, "probe": float(probe)}
    return known | FINE | more


def full(count=5, **changes):
    """Rows of a testable claim with an effect, and per-arm changes to them."""
    rng, rows = np.random.default_rng(6), []
    for seed in range(count):
        for arm, level in {"clean": 0.6, "planted": 0.45, "sham": 0.6}.items():
            rows.append(row(arm, seed, level + 0.004 * rng.normal()) | changes.get(arm, {}))
    return rows


ROLES = {"clean": "clean", "planted": "planted", "sham": "sham", "attacker": ""}
CLAIM = plan_of([("harm", {"planted": 1, "clean": -1}, -1)], roles=ROLES)


def test_a_testable_claim_meets_no_obstacle():
    assert obstacles(CLAIM, full()) == [] and judge(CLAIM, full())[0].word == "holds"
    assert obstacles(CLAIM, []) == [] and obstacles(CLAIM, full(1)) == []
    unasked = [{name: value for name, value in each.items() if name not in FINE} for each in full()]
    assert obstacles(CLAIM, unasked) == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"clean": {"proxy": 0.26}}, "Of the 5 runs of 'clean', 0 learned the proxy task, fewer than 80 %"),
        ({"planted": {"proxy": 0.26}}, "Of the 5 runs of 'planted', 0 learned the proxy task"),
        (
            {arm: {"floor_probe": 0.7} for arm in ("clean", "planted")},
            "Training took knowledge away in every arm ('planted', 'clean')",
        ),
        ({"planted": {"attack": 0.25}}, "cannot be read by its own attacker: 25.0 % where chance is 25.0 %"),
        ({"sham": {"probe": 0.5}}, "The sham differs from 'clean' by -10."),
        ({"sham": {"probe": 0.7}}, "The sham differs from 'clean' by +9.9 points"),
        ({"planted": {"status": "nan"}}, "Of the 5 runs of 'planted' that ended, 5 failed"),
    ],
)
def test_each_obstacle_alone_makes_every_word_not_testable(changes, reason):
    rows = full(**changes)
    (told,) = obstacles(CLAIM, rows)
    assert reason in told
    for judgment in judge(CLAIM, rows):
        assert judgment.word == "not testable" and reason[4:] in judgment.sentence
        assert judgment.next_look is None and judgment.seeds_needed is None


def test_an_attack_that_is_still_to_come_is_an_obstacle():
    (harm,) = CLAIM["contrasts"]
    plan = CLAIM | {"contrasts": [harm | {"attacker": "channel_displacement"}]}
    assert obstacles(plan, full()) == [] and obstacles(plan, []) == []
    rows = [each | ({"attack": None} if each["arm"] == "planted" else {}) for each in full()]
    assert obstacles(plan, rows) == ["The cue planted in 'planted' was not read by its attacker yet."]
    assert "not read by its attacker yet" in judge(plan, rows)[0].sentence and obstacles(CLAIM, rows) == []
    rows[1]["attack"] = 0.9  # one that was read says enough about those to come
    assert obstacles(plan, rows) == []


def test_a_sham_within_delta_or_uncertain_is_no_obstacle():
    assert obstacles(CLAIM, full(sham={"probe": 0.585})) == []
    rows = full()
    for seed, probe in enumerate((0.1, 0.9, 0.3, 0.6, 0.2)):
        rows[3 * seed + 2]["probe"] = probe
    assert obstacles(CLAIM, rows) == []


def test_a_fifth_of_failed_runs_is_borne_and_waiting_ones_do_not_count():
    rows = full(10)
    for seed in (0, 1):
        rows[3 * seed]["status"] = "nan"
    assert obstacles(CLAIM, rows) == []
    rows[3 * 5]["status"] = "error"
    assert len(obstacles(CLAIM, rows)) == 1
    rows[3 * 5]["status"] = "missing"
    assert len(obstacles(CLAIM, rows)) == 1  # two of nine that ended
    rows += [row("ceiling", seed, 0, status="nan") for seed in range(9)]
    rows[0]["status"] = "interrupted"
    assert obstacles(CLAIM, rows) == []


def test_an_outcome_that_is_not_there_is_named_first():
    rows = [{name: value for name, value in each.items() if name != "probe"} for each in full(clean={"proxy": 0.26})]
    assert obstacles(CLAIM, rows)[0] == "The outcome is the probe, and no finished run has one."
    plan = CLAIM | {"lacking": "these pictures have no labels"}
    assert obstacles(plan, [])[0] == "The outcome is the probe, and these pictures have no labels."
    (told,) = grouped(plan, smallest_confirmable(plan))
    assert told == "The plan cannot confirm anything: the outcome is the probe, and these pictures have no labels."


def test_a_fifth_of_unlearned_runs_is_borne_and_a_plan_may_ask_about_learning_itself():
    rows = full(10)
    for seed in (0, 1):
        rows[3 * seed]["proxy"] = 0.26
    assert obstacles(CLAIM, rows) == []
    rows[6]["proxy"] = 0.26
    assert obstacles(CLAIM, rows) == ["Of the 10 runs of 'clean', 7 learned the proxy task, fewer than 80 %."]
    asked = CLAIM | {"learning": True}
    (told,) = judge(asked, rows)
    assert told.word == "holds" and told.learned["clean"].learned == 5 - 3 and told.share is not None
    assert "learned: 5 of 5 in planted, 2 of 5 in clean, +60 points (95 % interval" in told.sentence
    assert judge(CLAIM, full())[0].share is None
    others = [each | {"arm": "other", "proxy": 0.25} for each in rows if each["arm"] == "sham"]
    assert obstacles(CLAIM, full() + others) == []  # an arm of other contrasts closes those only


def test_arms_above_or_about_their_floor_are_no_obstacle_and_proxies_have_none():
    assert obstacles(CLAIM, full(clean={"floor_probe": 0.7}, planted={"floor_probe": 0.4})) == []
    low = full(clean={"floor_probe": 0.7}, planted={"floor_probe": 0.7})
    assert len(obstacles(CLAIM, low)) == 1 and obstacles(CLAIM | {"learning": True}, low) == []
    assert "Training took" not in str(obstacles(CLAIM | {"outcome": "proxy"}, low))
    unsure = full(clean={"floor_probe": 0.61}, planted={"floor_probe": 0.46}, **{"sham": {}})
    for each in unsure:
        each["floor_probe"] = each.get("floor_probe", 0.5) + 0.1 * (-1) ** each["seed"]
    assert obstacles(CLAIM, unsure) == []


def test_a_gate_is_judged_on_the_rows_of_the_look_that_decided():
    rows = full(8)
    for row in rows[15:]:
        if row["arm"] == "sham":
            row["probe"] = 0.1
    assert judge(CLAIM, rows)[0].word == "holds"  # the sham exploded after the look
    early = full(5, sham={"probe": 0.5}) + [each | {"seed": each["seed"] + 5} for each in full(4)]
    assert judge(CLAIM, early)[0].word == "not testable" and judge(CLAIM, early)[0].look == 5


def test_the_harm_is_also_told_against_the_sham():
    (told,) = judge(CLAIM, full(sham={"probe": 0.595}))
    assert told.sham.estimate == pytest.approx(-0.145, abs=0.005) and "against the sham -14." in told.sentence
    (plain,) = CLAIM["contrasts"]
    bare = judge(CLAIM | {"contrasts": [plain | {"sham": ""}]}, full())[0]
    assert bare.sham is None and "against the sham" not in bare.sentence
