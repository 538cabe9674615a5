"""Looks: what they wait for, what they see, and contrasts that are tested in order."""

import numpy as np
import pytest

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


def test_a_look_waits_for_the_runs_before_its_last_but_not_for_failed_ones():
    values = np.array([[0.1, 0.11, 0.1, 0.09, 0.1, 0.1]])
    rows = rows_of(values)
    rows[3]["status"] = "interrupted"
    assert judge(many(1), rows)[0].look is None
    rows[3]["status"] = "missing"
    assert judge(many(1), rows)[0].look is None
    rows[3]["status"] = "error"  # it will be tried again: whether it fails must not choose the sample
    assert judge(many(1), rows)[0].look is None
    rows[3]["status"] = "nan"
    found = judge(many(1), rows)[0]
    assert (found.look, found.word, found.effect.dropped) == (5, "holds", 1) and "1 dropped" in found.sentence
    rows[2]["status"] = "missing"  # whatever becomes of it, its pair is lost
    assert judge(many(1), rows)[0].look == 5
    later = rows_of(values) + [row("0", 6, 0, status="missing")]
    assert judge(many(1), later)[0].look == 5


def test_a_run_that_failed_for_good_holds_up_nothing():
    rows = rows_of(np.array([[0.1, 0.11, 0.1, 0.09, 0.1, 0.1]]))
    rows[3]["status"] = "failed"
    found = judge(many(1), rows)[0]
    assert (found.look, found.word, found.effect.dropped) == (5, "holds", 1)
    rows[3]["status"] = "error"
    assert judge(many(1), rows)[0].look is None


def test_a_look_waits_for_its_roles_and_for_the_arms_its_spread_is_pooled_with():
    values = np.random.default_rng(0).normal(0.1, 0.01, (2, 5))
    rows = rows_of(values)
    assert [each.look for each in judge(many(2), rows)] == [5, 5]
    rows[-1]["status"] = "missing"  # arm 1 at the last seed
    assert [each.look for each in judge(many(2), rows)] == [None, None]
    rows[-1]["status"] = "failed"
    assert [each.look for each in judge(many(2), rows)] == [5, None]
    one = plan_of([("c", {"0": 1, "b": -1}, 1)], roles={"clean": "b", "planted": "0", "sham": "s"})
    alone = rows_of(values[:1])
    sham = [row("s", seed, 0.4, status="missing" if seed == 2 else "ok") for seed in range(5)]
    assert judge(one, alone + sham)[0].look is None
    assert judge(one, alone + [each | {"status": "ok"} for each in sham])[0].look == 5


def ordered(*effects, seeds=20):
    """The judgments of an ordered plan of contrasts with these true effects, hardly any noise, seen at `seeds`."""
    noise = 0.004 * np.random.default_rng(1).normal(size=(len(effects), seeds))
    return judge(many(len(effects), ordered=True), rows_of(np.array(effects)[:, None] + noise))


def test_an_ordered_plan_tests_each_contrast_once_all_before_it_have_their_words():
    assert [each.word for each in ordered(0.1, 0.0, -0.1, seeds=5)] == ["holds", "equivalent", "contradicted"]
    first, stuck, behind = ordered(0.1, 0.02, 0.1)  # the second is exactly delta
    assert (first.word, first.look) == ("holds", 5)
    assert (stuck.word, stuck.look, stuck.next_look) == ("undecided", 20, None)
    assert (behind.word, behind.look, behind.after) == ("undecided", None, "c1")
    assert "it is tested once c1, named before it, has its word" in behind.sentence
    level = 1 - ALPHA / 3
    assert first.effect.level == pytest.approx(level)


def test_a_contrast_behind_one_decided_late_has_its_looks_from_there_on():
    late = np.concatenate([np.full(5, 0.05) + 0.03 * np.array([-1, 1, -1, 1, 0]), np.full(5, 0.07)])
    rows = rows_of(np.stack([late, 0.1 + 0.01 * np.sin(np.arange(10))]))
    first, second = judge(many(2, ordered=True), rows)
    assert (first.word, first.look) == ("holds", 10) and (second.word, second.look) == ("holds", 10)
    alone, free = judge(many(2), rows)
    assert free.look == 5 and alone.name == first.name


def test_a_contrast_that_is_not_testable_lets_none_pass():
    rows = rows_of(np.full((2, 5), 0.1) + 0.003 * np.random.default_rng(2).normal(size=(2, 5)))
    rows = [each | ({"proxy": 0.2} if each["arm"] == "0" else {}) for each in rows]
    first, second = judge(many(2, ordered=True), rows)
    assert first.word == "not testable" and (second.word, second.after) == ("undecided", "c0")
    assert [each.word for each in judge(many(2), rows)] == ["not testable", "holds"]
