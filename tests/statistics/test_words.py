"""The words, the looks and the sentences of a judgment."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pitfalls.statistics.design import level_of
from pitfalls.statistics.effects import effect
from pitfalls.statistics.looks import levels_of, word_of
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


def test_the_words():
    at = lambda low, high, sign=1: word_of((low, high), (low, high), 0.02, sign)
    assert at(0.021, 0.03) == "holds" and at(-0.03, -0.021) == "contradicted"
    assert at(0.021, 0.03, -1) == "contradicted" and at(-0.03, -0.021, -1) == "holds"
    assert at(0.021, 0.03, 0) == at(-0.03, -0.021, 0) == "contradicted"  # none was expected, so nothing can hold
    for sign in (-1, 0, 1):
        assert at(-0.019, 0.019, sign) == "equivalent" and at(0.001, 0.019, sign) == "equivalent"
        for low, high in ((0.02, 0.03), (-0.02, 0.01), (-0.01, 0.02), (-0.03, -0.02), (-1, 1)):
            assert at(low, high, sign) == "undecided"
    assert word_of((-0.03, 0.03), (-0.01, 0.01), 0.02, 0) == "equivalent"  # each word has its own interval


def test_the_levels_share_what_a_look_may_take():
    four = many(4)
    assert level_of(four) == pytest.approx(1 - ALPHA / 12) and levels_of(four, -1) == (level_of(four),) * 2
    beyond, within = levels_of(four, 0)
    assert 1 - beyond == pytest.approx(ALPHA / 24) and 1 - within == pytest.approx(ALPHA / 8)
    ordered = many(4, ordered=True)
    assert level_of(ordered) == pytest.approx(1 - ALPHA / 3)
    assert levels_of(ordered, 0)[1] == pytest.approx(1 - ALPHA / 2)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(-150, 150), min_size=0, max_size=23), st.randoms(use_true_random=False))
def test_the_word_depends_on_neither_order_nor_sign_convention(thousandths, random):
    values = np.array([thousandths, [each / 7 for each in thousandths]]).reshape(2, -1) / 1000
    rows = rows_of(values)
    plan = many(2)
    found = judge(plan, rows)
    assert judge(plan, random.sample(rows, len(rows))) == found
    back = judge(plan | {"contrasts": plan["contrasts"][::-1]}, rows)
    assert [each.word for each in back[::-1]] == [each.word for each in found]
    turned = [
        each | {"sign": -1, "terms": {arm: -weight for arm, weight in each["terms"].items()}}
        for each in plan["contrasts"]
    ]
    for one, two in zip(found, judge(plan | {"contrasts": turned}, rows), strict=True):
        assert (one.word, one.look, one.next_look, one.seeds_needed) == (
            two.word,
            two.look,
            two.next_look,
            two.seeds_needed,
        )
    against = judge(many(2, sign=-1), rows)
    swap = {"holds": "contradicted", "contradicted": "holds"}
    assert [each.word for each in against] == [swap.get(each.word, each.word) for each in found]


def test_between_the_looks_nothing_moves():
    rng = np.random.default_rng(4)
    values = 0.03 + 0.04 * rng.normal(size=(1, 20))
    at = {count: judge(many(1), rows_of(values[:, :count]))[0] for count in range(1, 21)}
    assert [at[count].look for count in (1, 4, 5, 9, 10, 19, 20)] == [None, None, 5, 5, 10, 10, 20]
    assert at[10].word == "undecided" and [at[count].next_look for count in (4, 5, 10, 20)] == [5, 10, 20, None]
    for count in (6, 7, 8, 9):
        assert at[count].effect == at[5].effect and at[count].word == at[5].word
        assert at[count].seeds_needed == at[5].seeds_needed is not None
        assert f"all {count} pairs together" in at[count].sentence
    assert (
        at[4].word == "undecided"
        and "5 complete seeds are needed for a first look, there are 4" in at[4].sentence
        and at[4].seeds_needed is None
    )


def test_the_first_look_that_decides_decides():
    values = np.concatenate([[0.1, 0.11, 0.1, 0.09, 0.1], -0.1 * np.ones(15)])[None]
    found = judge(many(1), rows_of(values))[0]
    assert (found.word, found.look, found.next_look, found.effect.pairs) == ("holds", 5, None, 5)
    assert "+10.0 points" in found.sentence and "all 20 pairs together: -5.0 points" in found.sentence


def test_the_sentence_gives_points_and_the_word():
    plan = plan_of([("harm", {"p": 1, "c": -1}, -1)])
    rows = [row(arm, seed, 0.6 - (arm == "p") * (0.1 + seed / 1000)) for seed in range(5) for arm in "cp"]
    found = judge(plan, rows)[0]
    assert found.sentence.startswith("harm holds beyond the 2.0 points that count: -10.2 points (98.33 % interval -10.")
    assert found.sentence.endswith("pairs: 5).") and found.effect.estimate < 0 and found.sign == -1
    assert "opposite" in judge(plan_of([("harm", {"p": 1, "c": -1}, 1)]), rows)[0].sentence
    assert judge(many(1), rows_of(np.zeros((1, 5))))[0].word == "equivalent"


def test_before_a_look_and_without_a_pair_the_sentence_says_what_is_missing():
    two = judge(many(1), rows_of(np.array([[0.1, 0.1]])))[0].sentence
    assert two.startswith("c0 is undecided: 5 complete seeds are needed for a first look, there are 2; so far +10.0")
    one = judge(many(1), rows_of(np.array([[0.1]])))[0].sentence
    assert "interval" not in one and one.endswith("so far +10.0 points (pairs: 1).")
    lost = [each | {"status": "nan"} for each in rows_of(np.array([[0.1, 0.1]]))]
    assert judge(many(1), lost)[0].sentence.endswith("more than a fifth (2 of 2 pairs dropped).")
    late = rows_of(np.full((1, 6), 0.1))
    late[1]["status"] = "missing"
    assert "a run of an earlier seed is still to come" in judge(many(1), late)[0].sentence


def test_the_order_of_arms_in_the_terms_does_not_matter():
    rows = rows_of(np.random.default_rng(9).normal(size=(3, 5)) / 50)
    terms = {"0": 1, "1": -1, "2": -1, "b": 1}
    found = {effect(rows, dict(order), "probe") for order in permutations(terms.items())}
    assert len(found) == 1
