"""Pairs, effects and intervals: against scipy, and where they must not move."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.special import gamma

from pitfalls.statistics.effects import arm_means, effect, paired

HUGE = 10**9  # so many test images that they bring no noise
DIFFERENCE = {"b": 1, "a": -1}
values = st.lists(st.integers(200, 800), min_size=3, max_size=12)


def row(arm, seed, probe=None, **more):
    return {"arm": arm, "seed": seed, "status": "ok", "env": "e", "fresh": True, "n_test": HUGE, "probe": probe} | more


def rows_of(differences, base=0.1, **more):
    """Rows of two arms whose paired differences are as given."""
    return [
        row(arm, seed, base + (each if arm == "b" else 0), **more)
        for seed, each in enumerate(differences)
        for arm in "ab"
    ]


@settings(max_examples=40, deadline=None)
@given(values, st.floats(0.5, 0.999))
def test_the_interval_is_that_of_paired_t(thousandths, level):
    data = np.array(thousandths) / 1000
    if data.std() < 1e-3:
        return
    found = effect(rows_of(data), DIFFERENCE, "probe", level)
    low, high = stats.t.interval(level, len(data) - 1, data.mean(), stats.sem(data))
    assert np.allclose((found.estimate, found.low, found.high), (data.mean(), max(low, -1), min(high, 1)), atol=1e-8)
    assert (found.pairs, found.dropped, found.level) == (len(data), 0, level)
    freedom = len(data) - 1
    factor = gamma(freedom / 2) / (math.sqrt(freedom / 2) * gamma((freedom - 1) / 2))
    assert math.isclose(found.g, factor * data.mean() / data.std(ddof=1), rel_tol=1e-6)


@settings(max_examples=40, deadline=None)
@given(values, st.randoms(use_true_random=False))
def test_sign_order_of_rows_seeds_and_names_do_not_matter(thousandths, random):
    data = np.array(thousandths) / 1000
    rows = rows_of(data)
    one = effect(rows, DIFFERENCE, "probe")
    turned = effect(rows, {"a": 1, "b": -1}, "probe")
    assert (turned.estimate, turned.low, turned.high, turned.g) == (-one.estimate, -one.high, -one.low, -one.g)
    assert turned.superiority == pytest.approx(1 - one.superiority)
    mixed = random.sample(rows, len(rows))
    assert effect(mixed, DIFFERENCE, "probe") == one
    again = [each | {"seed": 7 * each["seed"] + 3} for each in rows]
    assert effect(again, DIFFERENCE, "probe") == one
    renamed = [each | {"arm": {"a": "z", "b": "y"}[each["arm"]]} for each in rows]
    assert effect(renamed, {"z": -1, "y": 1}, "probe") == one
    other = np.array(random.sample(list(data), len(data)))
    assert math.isclose(effect(rows_of(other), DIFFERENCE, "probe").high, one.high, rel_tol=1e-9)


@settings(max_examples=30, deadline=None)
@given(values, st.floats(0.1, 0.9), st.floats(0.0, 0.09))
def test_the_unit_and_a_common_shift_pass_through(thousandths, unit, shift):
    data = np.array(thousandths) / 1000
    if data.std() < 1e-3:
        return
    one = effect(rows_of(data), DIFFERENCE, "probe", 0.5)
    scaled = effect(rows_of(unit * data), DIFFERENCE, "probe", 0.5)
    assert np.allclose((scaled.low, scaled.high), (unit * one.low, unit * one.high), atol=1e-9)
    assert math.isclose(scaled.g, one.g, rel_tol=1e-5)
    moved = effect(rows_of(data, base=0.1 + shift), DIFFERENCE, "probe", 0.5)
    assert np.allclose((moved.low, moved.high), (one.low, one.high), atol=1e-9)


def test_superiority_halves_ties_that_only_floating_point_breaks():
    rows = [row("a", 0, 0.3), row("b", 0, 0.1 + 0.2), row("a", 1, 0.5), row("b", 1, 0.6)]
    assert 0.1 + 0.2 != 0.3 and effect(rows, DIFFERENCE, "probe").superiority == 0.75


def test_a_pair_with_a_failed_run_is_dropped_whole_and_counted_and_one_still_to_come_is_not():
    rows = rows_of([0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
    rows[1]["status"] = "nan"
    rows[2] |= {"status": "missing"}
    del rows[5]["probe"]
    rows[7]["probe"] = math.nan
    rows += [row("a", 9, 0, status="missing"), row("b", 9, 0, status="missing"), row("other", 11, 0.5)]
    data, seeds, dropped = paired(rows, DIFFERENCE, "probe")
    assert np.allclose(data, [0.5, 0.6]) and seeds == [4, 5]
    assert dropped == 3  # seed 9 was never begun, and seed 1 is not over
    found = effect(rows, DIFFERENCE, "probe")
    assert (found.pairs, found.dropped) == (2, 3)
    assert paired(rows[:1], DIFFERENCE, "probe")[2] == 1


def test_runs_of_different_environments_are_not_paired():
    rows = rows_of([0.1, 0.2, 0.3])
    rows[0]["env"] = "another"
    rows[4]["env"] = rows[5]["env"] = "another"
    data, seeds, dropped = paired(rows, DIFFERENCE, "probe")
    assert np.allclose(data, [0.2, 0.3]) and seeds == [1, 2] and dropped == 1
    rows.append(row("a", 0, 0.15))  # computed again where the other arm was
    assert np.allclose(paired(rows, DIFFERENCE, "probe")[0], [0.05, 0.2, 0.3])


def test_without_two_pairs_the_interval_is_all_there_is():
    none, one = effect([], DIFFERENCE, "probe"), effect(rows_of([0.2]), DIFFERENCE, "probe")
    assert math.isnan(none.estimate) and (none.low, none.high, none.pairs) == (-1, 1, 0)
    assert (one.low, one.high, one.pairs) == (-1, 1, 1) and math.isclose(one.estimate, 0.2)


def test_tables_hold_what_was_measured_in_the_order_of_the_rows():
    rows = rows_of([0.1, 0.2, 0.3, 0.1, 0.2])
    rows[0]["knn"] = 0.4
    means = arm_means(rows, ("knn", "probe", "second"))
    assert list(means) == ["a", "b"] and list(means["a"]) == ["knn", "probe"] and list(means["b"]) == ["probe"]
    mean, low, high = means["b"]["probe"]
    data = np.array([0.2, 0.3, 0.4, 0.2, 0.3])
    assert np.allclose((mean, low, high), (data.mean(), *stats.t.interval(0.95, 4, data.mean(), stats.sem(data))))
    assert means["a"]["knn"] == (0.4, 0, 1)


def test_a_scale_divides_effect_interval_and_range():
    rows = rows_of([0.1, 0.2, 0.3, 0.25])
    one, half = effect(rows, DIFFERENCE, "probe"), effect(rows, DIFFERENCE, "probe", scale=2)
    assert np.allclose((half.estimate, half.low, half.high), np.array((one.estimate, one.low, one.high)) / 2)
    assert half.g == pytest.approx(one.g) and effect(rows[:2], DIFFERENCE, "probe", scale=2).high == 0.5
