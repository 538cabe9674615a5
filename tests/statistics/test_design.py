"""What a design can decide: its power against simulation, its spreads, its sentences."""

import math

import numpy as np
import pytest
from scipy import stats

from pitfalls.statistics.design import grouped, level_of, smallest_confirmable
from pitfalls.statistics.looks import levels_of
from pitfalls.statistics.noise import Noise
from pitfalls.statistics.pooled import spend_of
from pitfalls.statistics.power import POWER, seeds_needed, smallest
from pitfalls.statistics.simulated import FOUR, OVER, WITHIN, half, planned, runs
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


def row(arm, seed, probe, **more):
    known = {"arm": arm, "seed": seed, "status": "ok", "env": "e", "fresh": True, "n_test": HUGE, "probe": float(probe)}
    return known | FINE | more


def rows_of(effects, first=0, **more):
    """Rows of arm b, at .4, and of arms 0, 1, ..., which differ from it as given: effects (contrasts, seeds)."""
    rows = []
    for seed, column in enumerate(np.transpose(effects), first):
        rows.append(row("b", seed, 0.4, **more))
        rows += [row(str(arm), seed, 0.4 + each, **more) for arm, each in enumerate(column)]
    return rows


def many(count, delta=0.02, sign=1, **more):
    return plan_of([(f"c{k}", {str(k): 1, "b": -1}, sign) for k in range(count)], delta, **more)


def test_the_seeds_needed_bracket_what_the_design_formula_gives():
    level = 0.99
    for estimate in (0.05, 0.08, -0.06):
        low, high = seeds_needed(estimate, Noise(0.03**2, 0.0, 1), 5, level, 0.02)
        exact = next(n for n in range(6, 1000) if smallest(Noise(0.03**2, 0.0, 1), n, level, 0.02) <= abs(estimate))
        assert 6 <= low <= exact <= high
    assert low < high and seeds_needed(0.02, Noise(0.03**2, 0.0, 1), 5, level, 0.02) is None
    assert seeds_needed(0.05, Noise(0.03**2, 0.02**2, 372), 5, level, 0.02) is None  # the images alone forbid it
    assert seeds_needed(0.03, Noise(0.05**2, 0.0, 1), 5, level, 0.02)[1] == 1000
    wide = judge(many(1), rows_of([[0.0, 0.05, -0.02, 0.08, 0.04]]))[0]
    assert wide.word == "undecided" and f"{wide.seeds_needed[0]} to {wide.seeds_needed[1]} seeds" in wide.sentence


def test_a_design_says_what_it_cannot_confirm():
    plain = smallest_confirmable(many(1, seeds=5))
    assert [each["planned"] for each in plain] == [True, False, False] and plain[0]["spread"] == 0.03
    assert (
        "but the plan has 5" in plain[1]["sentence"]
        and f"{100 * plain[0]['effect']:.1f} points" in plain[0]["sentence"]
    )
    assert all("cannot confirm anything" in each["sentence"] for each in smallest_confirmable(many(1, seeds=4)))
    hopeless = smallest_confirmable(many(1), spread=0.9)
    assert hopeless[0]["effect"] is None and "cannot confirm anything" in hopeless[0]["sentence"]
    shared = many(1, fresh=False, n_test=372)
    few = smallest_confirmable(shared)
    assert all("372 test images shared by all seeds" in each["sentence"] for each in few)
    assert few[2]["effect"] > plain[2]["effect"] + 0.05
    level = level_of(shared)
    never = 0.02 + (stats.t.ppf((1 + level) / 2, 371) + stats.norm.ppf(0.8)) * math.sqrt(0.5 / 372)
    assert f"limit this to {100 * never:.1f} points, however many seeds" in few[0]["sentence"]


def test_a_design_takes_the_spread_that_was_seen_once_there_is_one():
    values = 0.05 * np.random.default_rng(7).normal(size=(1, 6))
    seen = smallest_confirmable(many(1), rows_of(values))[0]
    assert math.isclose(seen["spread"], values.std(ddof=1), rel_tol=1e-6)
    assert smallest_confirmable(many(1), rows_of(values[:, :4]))[0]["spread"] == 0.03
    assert smallest_confirmable(many(1), rows_of(values), spread=0.01)[0]["spread"] == pytest.approx(0.01)
    told = smallest_confirmable(many(1, fresh=False), rows_of(values[:, :2], n_test=372, fresh=False))
    assert "372 test images shared" in told[0]["sentence"] and "assumed" in told[0]["sentence"]


def test_contrasts_of_which_the_same_is_said_are_named_together():
    found = grouped(many(3), smallest_confirmable(many(3)))
    assert found[0] == "c0, c1, c2:" and len(found) == 5
    assert found[-1] == "  the standard deviation of the paired differences is 3.0 points, assumed."
    few = many(3, seeds=2)
    assert grouped(few, smallest_confirmable(few)) == ["2 seeds cannot confirm anything, for the first look is at 5."]


@pytest.mark.parametrize("order", [False, True])
@pytest.mark.parametrize("sign", [0, 1])
def test_the_powers_are_those_of_the_procedure(order, sign):
    """One contrast of four arms alike, with the effect that was promised, and with none."""
    spread, tables, delta = 0.02, 8000, 0.03
    plan = planned(FOUR, delta, (sign,) * 4, ordered=order, cells=[{"seed": seed} for seed in range(20)])
    promised = {each["look"]: each for each in smallest_confirmable(plan, spread=spread) if each["contrast"] == "c0"}
    values = runs("normal", (spread / math.sqrt(2),) * 4, tables, np.random.default_rng(4))
    for look in (5, 10, 20):
        for truth, word, chance in (
            (promised[look]["effect"], OVER, POWER),
            (0.0, WITHIN, promised[look]["equivalent"]),
        ):
            found = single(values, plan, truth, look) == word
            reach = 4 * math.sqrt(chance * (1 - chance) * (1 / tables + 1 / 20_000)) + 0.001
            assert abs(found.mean() - chance) < reach, (look, word)
    assert promised[20]["equivalent"] > 0.9 > promised[5]["equivalent"]


def single(values, plan, truth, look):
    """The word at a look, whatever the ones before it say."""
    seen = values[:, :, :look]
    effects = np.einsum("a,tas->ts", FOUR[0], seen)
    left = seen - seen.mean(1, keepdims=True)
    left = left - left.mean(2, keepdims=True)
    pooled = 2 * (left**2).sum((1, 2)) / (3 * (look - 1))
    beyond, within = (
        half(effects.var(-1, ddof=1), pooled, look, 3 * (look - 1), level, spend_of(plan))
        for level in levels_of(plan, plan["contrasts"][0]["sign"])
    )
    mean, delta = effects.mean(-1) + truth, plan["delta"]
    return np.where(mean - beyond > delta, OVER, np.where(np.abs(mean) + within < delta, WITHIN, 0))


def test_a_plan_says_its_order_its_scale_and_what_is_expected():
    plan = many(2, ordered=True)
    assert grouped(plan, smallest_confirmable(plan))[-1].endswith("each once all before it have their words: c0, c1.")
    none = many(1, sign=0, delta=0.03)
    lines = grouped(none, smallest_confirmable(none, spread=0.02))
    assert "sees a true effect of" in lines[1] and "says equivalent of no effect in" in lines[1]
    expecting, wanting = (
        smallest_confirmable(many(1, sign=sign, delta=0.03), spread=0.02)[1]["equivalent"] for sign in (0, 1)
    )
    assert expecting > wanting + 0.02  # what is expected is more often said
    wide = plan_of([("c", {"0": 2, "b": -2}, 1)])
    scaled = plan_of([("c", {"0": 2, "b": -2}, 1)], roles={"scale": 2.0})
    rows = rows_of(0.05 * np.random.default_rng(3).normal(size=(1, 6)))
    assert smallest_confirmable(wide, rows)[0]["spread"] == pytest.approx(
        2 * smallest_confirmable(scaled, rows)[0]["spread"]
    )
