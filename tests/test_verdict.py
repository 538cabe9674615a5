"""Verdicts: the words, the looks, false alarms of the whole procedure, power, and why a claim is not testable."""

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from pitfalls.statistics.contrast import four_contrasts
from pitfalls.statistics.design import POWER, grouped, level_of, seeds_needed, smallest
from pitfalls.statistics.effects import effect
from pitfalls.statistics.noise import Noise
from pitfalls.statistics.obstacles import obstacles
from pitfalls.statistics.verdict import LOOKS, judge, smallest_confirmable, word_of

ALPHA, HUGE = 0.05, 10**9
FINE = {"proxy": 0.8, "chance": 0.25, "questions": 500, "attack": 0.9, "attack_chance": 0.25}


def plan_of(contrasts, delta=0.02, seeds=20, fresh=True, **roles):
    named = [{"name": name, "terms": terms, "sign": sign} for name, terms, sign in contrasts]
    cells = [{"seed": seed} for seed in range(seeds)]
    plan = {"outcome": "probe", "delta": delta, "alpha": ALPHA, "contrasts": named, "cells": cells, "fresh": fresh}
    return plan | {"arms": {}, "clean": "", "planted": "", "sham": ""} | roles


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


def words(values, level, delta):
    """The procedure at once for effects (..., 20): the words of the three looks, (3, ...)."""
    found = []
    for look in LOOKS:
        seen = values[..., :look]
        half = Noise(seen.var(axis=-1, ddof=1), 0.0, 1).half(look, level)
        low, high = seen.mean(-1) - half, seen.mean(-1) + half
        inside = (low > -delta) & (high < delta)
        names = ["holds", "contradicted", "equivalent"]
        found.append(np.select([low > delta, high < -delta, inside], names, "undecided"))
    return np.array(found)


def first_words(values, level, delta):
    one, two, three = words(values, level, delta)
    return np.where(one != "undecided", one, np.where(two != "undecided", two, three))


def test_the_words():
    assert word_of(0.021, 0.03, 0.02) == "holds" and word_of(-0.03, -0.021, 0.02) == "contradicted"
    assert word_of(-0.019, 0.019, 0.02) == "equivalent" and word_of(0.001, 0.019, 0.02) == "equivalent"
    for low, high in ((0.02, 0.03), (-0.02, 0.01), (-0.01, 0.02), (-0.03, -0.02), (-1, 1)):
        assert word_of(low, high, 0.02) == "undecided"


def test_the_judge_says_what_the_vectorized_procedure_says():
    rng = np.random.default_rng(0)
    values = rng.choice([-0.05, 0, 0.02, 0.05], (12, 3, 1)) + rng.choice([0.004, 0.03], (12, 3, 1)) * rng.normal(
        size=(12, 3, 20)
    )
    plan = many(3)
    expected = first_words(values, level_of(plan), 0.02)
    assert len(set(expected.flat)) == 4
    for each, told in zip(values, expected, strict=True):
        found = judge(plan, rows_of(each))
        assert [judgment.word for judgment in found] == list(told)
        for judgment, series in zip(found, each, strict=True):
            low, high = stats.t.interval(
                1 - ALPHA / 9, judgment.look - 1, series[: judgment.look].mean(), stats.sem(series[: judgment.look])
            )
            assert np.allclose((judgment.effect.low, judgment.effect.high), (low, high), atol=1e-7)


@pytest.mark.parametrize("count", [1, 4])
@pytest.mark.parametrize("truth", ["zero", "delta"])
def test_false_words_of_the_whole_procedure_stay_below_alpha(count, truth):
    """No effect with next to no margin, and an effect of exactly delta: the two hardest cases."""
    trials, delta = 20_000, 1e-9 if truth == "zero" else 0.02
    values = 0.03 * np.random.default_rng(count).normal(size=(trials, count, 20))
    values += 0 if truth == "zero" else delta
    wrong = ("holds", "contradicted") if truth == "zero" else ("holds", "contradicted", "equivalent")
    adjusted = np.isin(first_words(values, level_of(many(count)), delta), wrong).any(axis=1)
    assert adjusted.sum() <= stats.binom.ppf(0.999, trials, ALPHA)
    unadjusted = np.isin(first_words(values, 1 - ALPHA, delta), wrong).any(axis=1)
    if truth == "zero" or count > 1:
        assert unadjusted.sum() > stats.binom.ppf(0.999, trials, ALPHA)
    if truth == "zero":
        assert adjusted.mean() > ALPHA / 2  # nor is it needlessly strict
    if truth == "zero" and count == 1:
        assert 0.10 < unadjusted.mean() < 0.14


def test_the_two_by_two_keeps_alpha_with_all_its_parts():
    """Real rows with per-image hits on shared test images, all four contrasts, no effect anywhere."""
    rng, trials = np.random.default_rng(5), 120
    contrasts = [(each.name, each.terms, each.sign) for each in four_contrasts("c", "p", "c+", "p+")]
    plan, alarms = plan_of(contrasts, delta=0.001, fresh=False, clean="c", planted="p"), 0
    for _ in range(trials):
        hard, rows = rng.uniform(0.3, 0.9, 372), []
        for seed in range(10):
            for arm in ("c", "p", "c+", "p+"):
                hits = rng.random(372) < hard + 0.02 * rng.normal()
                more = {"hits": np.packbits(hits).tobytes().hex(), "n_test": 372, "fresh": False}
                rows.append(row(arm, seed, hits.mean(), **more))
        alarms += any(each.word in ("holds", "contradicted") for each in judge(plan, rows))
    assert alarms <= stats.binom.ppf(0.999, trials, ALPHA)


def test_a_planted_effect_is_found_with_the_power_that_was_promised():
    plan, rng, trials = many(2), np.random.default_rng(3), 20_000
    promised = {each["look"]: each["effect"] for each in smallest_confirmable(plan, spread=0.03)}
    assert promised[5] > promised[10] > promised[20] > 0.02
    for at, look in enumerate(LOOKS):
        values = promised[look] + 0.03 * rng.normal(size=(trials, 20))
        found = (words(values, level_of(plan), 0.02)[at] == "holds").sum()
        assert stats.binom.ppf(0.001, trials, POWER) < found < stats.binom.ppf(0.999, trials, POWER)


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


def test_the_sentence_gives_points_and_the_word():
    plan = plan_of([("harm", {"p": 1, "c": -1}, -1)])
    rows = [row(arm, seed, 0.6 - (arm == "p") * (0.1 + seed / 1000)) for seed in range(5) for arm in "cp"]
    found = judge(plan, rows)[0]
    assert found.sentence.startswith("harm holds beyond the 2.0 points that count: -10.2 points (98.3 % interval -10.")
    assert found.sentence.endswith("pairs: 5).") and found.effect.estimate < 0 and found.sign == -1
    assert "opposite" in judge(plan_of([("harm", {"p": 1, "c": -1}, 1)]), rows)[0].sentence
    assert judge(many(1), rows_of(np.zeros((1, 5))))[0].word == "equivalent"


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


def full(count=5, **changes):
    """Rows of a testable claim with an effect, and per-arm changes to them."""
    rng, rows = np.random.default_rng(6), []
    for seed in range(count):
        for arm, level in {"clean": 0.6, "planted": 0.45, "sham": 0.6}.items():
            rows.append(row(arm, seed, level + 0.004 * rng.normal()) | changes.get(arm, {}))
    return rows


CLAIM = plan_of([("harm", {"planted": 1, "clean": -1}, -1)], clean="clean", planted="planted", sham="sham")


def test_a_testable_claim_meets_no_obstacle():
    assert obstacles(CLAIM, full()) == [] and judge(CLAIM, full())[0].word == "holds"
    assert obstacles(CLAIM, []) == [] and obstacles(CLAIM, full(1)) == []
    unasked = [{name: value for name, value in each.items() if name not in FINE} for each in full()]
    assert obstacles(CLAIM, unasked) == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"clean": {"proxy": 0.26}}, "The proxy of 'clean' cannot be told from chance on unseen images: 26.0 %"),
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
    plan = CLAIM | {"attacker": "channel_displacement"}
    assert obstacles(plan, full()) == [] and obstacles(plan, []) == []
    rows = [each | ({"attack": None} if each["arm"] == "planted" else {}) for each in full()]
    assert obstacles(plan, rows) == ["The cue planted in 'planted' was not read by its attacker yet."]
    assert "not read by its attacker yet" in judge(plan, rows)[0].sentence and obstacles(CLAIM, rows) == []
    rows[1]["attack"] = 0.9  # one that was read says enough about those to come
    assert obstacles(plan, rows) == []


def test_the_planted_arm_may_sit_at_chance_and_the_clean_one_may_be_unreadable():
    assert obstacles(CLAIM, full(planted={"proxy": 0.25}, clean={"attack": 0.25}, sham={"proxy": 0.25})) == []


def test_above_chance_takes_the_seeds_and_the_questions_into_account():
    rows = full()
    for seed, proxy in enumerate((0.27, 0.9, 0.2, 0.24, 0.26)):  # one seed of five has learned the task
        rows[3 * seed]["proxy"] = proxy
    assert len(obstacles(CLAIM, rows)) == 1
    one = lambda proxy, questions: obstacles(CLAIM, full(1, clean={"proxy": proxy, "questions": questions}))
    edge = 0.25 + stats.norm.ppf(0.95) * math.sqrt(0.25 * 0.75 / 400)
    assert one(edge - 1e-4, 400) and not one(edge + 1e-4, 400)
    for level, stands in ((0.94, False), (0.96, True)):  # around the one-sided 95 % bound of t over the seeds
        spread = np.array([-0.1, 0.1, 0.0, -0.05, 0.05])
        shift = stats.t.ppf(level, 4) * stats.sem(spread)
        for seed, proxy in enumerate(0.25 + shift + spread):
            rows[3 * seed]["proxy"] = proxy
        assert (obstacles(CLAIM, rows) == []) == stands
    rows = full(10, clean={"proxy": 0.3})
    rows[0] |= {"status": "nan", "proxy": 0.0}
    assert obstacles(CLAIM, rows) == []  # a failed run has no proxy
    five = lambda fresh: obstacles(CLAIM, full(clean={"proxy": 0.27, "questions": 400, "fresh": fresh}))
    assert not five(True) and five(False)  # shared images are not five times as many


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


def test_more_contrasts_widen_each_interval():
    rows = rows_of(np.random.default_rng(8).normal(size=(3, 5)) / 100)
    widths = []
    for count in (1, 3):
        found = judge(many(count), rows)[0].effect
        assert found == effect(rows, {"0": 1, "b": -1}, "probe", 1 - ALPHA / (3 * count))
        widths.append(found.high - found.low)
    assert widths[0] < widths[1]


def test_the_order_of_arms_in_the_terms_does_not_matter():
    rows = rows_of(np.random.default_rng(9).normal(size=(3, 5)) / 50)
    terms = {"0": 1, "1": -1, "2": -1, "b": 1}
    found = {effect(rows, dict(order), "probe") for order in permutations(terms.items())}
    assert len(found) == 1


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


def test_an_outcome_that_is_not_there_is_named_first():
    rows = [{name: value for name, value in each.items() if name != "probe"} for each in full(clean={"proxy": 0.26})]
    assert obstacles(CLAIM, rows)[0] == "The outcome is the probe, and no finished run has one."
    plan = CLAIM | {"lacking": "these pictures have no labels"}
    assert obstacles(plan, [])[0] == "The outcome is the probe, and these pictures have no labels."
    (told,) = grouped(plan, smallest_confirmable(plan))
    assert told == "The plan cannot confirm anything: the outcome is the probe, and these pictures have no labels."


def test_contrasts_of_which_the_same_is_said_are_named_together():
    found = grouped(many(3), smallest_confirmable(many(3)))
    assert found[0] == "c0, c1, c2:" and len(found) == 5
    assert found[-1] == "  the standard deviation of the paired differences is 3.0 points, assumed."
    few = many(3, seeds=2)
    assert grouped(few, smallest_confirmable(few)) == ["2 seeds cannot confirm anything, for the first look is at 5."]
