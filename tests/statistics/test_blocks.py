"""Tables with holes: least squares with seed blocks, which seeds count, and the pool."""

import numpy as np
import pytest

from pitfalls.statistics.blocks import fitted, residuals, table_of
from pitfalls.statistics.effects import effect
from pitfalls.statistics.pooled import pool_of

INTERACTION = {"a": 1, "b": -1, "c": -1, "d": 1}


def rows_of(values, holes=(), status="nan"):
    """Rows of arms a, b, ... (arms, seeds); holes are (arm, seed)."""
    return [
        {"arm": "abcdefgh"[arm], "seed": seed, "status": status if (arm, seed) in holes else "ok", "env": "e"}
        | {"fresh": True, "n_test": 10**9, "probe": float(value)}
        for arm, line in enumerate(values)
        for seed, value in enumerate(line)
    ]


def dense(values, weights):
    """The effect and its weights by plain least squares on indicators of arms and seeds."""
    arms, seeds = np.nonzero(np.isfinite(values))
    design = np.concatenate([np.eye(len(values))[arms], np.eye(values.shape[1])[seeds]], axis=1)
    on = np.concatenate([weights, np.zeros(values.shape[1])]) @ np.linalg.pinv(design)
    answer = values[arms, seeds]
    return on @ answer, on, answer - design @ np.linalg.lstsq(design, answer, rcond=None)[0]


@pytest.mark.parametrize("share", [0.0, 0.15, 0.3])
def test_holes_are_fitted_as_plain_least_squares_does(share):
    rng = np.random.default_rng(int(100 * share))
    values = 0.5 + 0.1 * rng.normal(size=(4, 9))
    values[rng.random(values.shape) < share] = np.nan
    weights = np.array([1.0, -1, -1, 1])
    fit, (estimate, on, left) = fitted(values, weights), dense(values, weights)
    there = np.isfinite(values)
    assert np.isclose(fit.estimate, estimate) and np.allclose(fit.weights[there], on)
    assert np.allclose(fit.residuals[there], left) and not fit.weights[~there].any()
    assert residuals(values)[1] == there.sum() - there.any(0).sum() - 3


def test_a_seed_that_lacks_an_arm_still_tells_what_it_knows():
    values = 0.5 + 0.05 * np.random.default_rng(1).normal(size=(4, 6))
    rows = rows_of(values, {(0, 2), (3, 4)})
    found = effect(rows, INTERACTION, "probe")
    assert (found.pairs, found.dropped, found.holes) == (6, 0, 2)
    whole = effect([row for row in rows if row["seed"] not in (2, 4)], INTERACTION, "probe")
    assert found.estimate != whole.estimate and found.high - found.low < whole.high - whole.low
    two = effect(rows, {"a": 1, "b": -1}, "probe")
    assert (two.pairs, two.dropped, two.holes) == (5, 1, 0)  # one arm alone tells nothing of a difference
    lost = rows_of(values, {(0, seed) for seed in range(6)})
    assert effect(lost, INTERACTION, "probe").pairs == 0  # without an arm there is no effect
    assert effect(lost, INTERACTION, "probe").dropped == 6


@pytest.mark.parametrize("share", [0.1, 0.2])
def test_intervals_with_holes_cover(share):
    rng, trials, covered = np.random.default_rng(2), 400, 0
    for _ in range(trials):
        values = 0.5 + np.array([[0.02], [0.03], [0.02], [0.01]]) * rng.normal(size=(4, 7)) + 0.1 * rng.normal(size=7)
        holes = set(zip(*np.nonzero(rng.random(values.shape) < share), strict=True))
        found = effect(rows_of(values, holes), INTERACTION, "probe")
        covered += found.low < 0 < found.high
    assert 0.92 < covered / trials < 0.985


def test_a_seed_counts_in_the_environment_that_has_most_of_its_arms():
    rows = rows_of(np.full((4, 2), 0.5))
    rows[0]["env"] = "f"  # a at seed 0 was computed elsewhere
    table = table_of(rows, tuple("abcd"), "probe")
    assert [sorted(found) for _, found in table.counted] == [["b", "c", "d"], ["a", "b", "c", "d"]]
    rows.append(dict(rows[0], env="e", probe=0.7))
    rows += [dict(row, env="f", probe=0.1) for row in rows if row["seed"] == 0 and row["arm"] in "bc"]
    (_, first), _ = table_of(rows, tuple("abcd"), "probe").counted
    assert {row["env"] for row in first.values()} == {"e"} and first["a"]["probe"] == 0.7


def test_a_run_still_to_come_leaves_its_seed_open_and_a_failed_one_does_not():
    values = np.full((4, 3), 0.5)
    for status, counted, still in (("failed", [0, 1, 2], set()), ("nan", [0, 1, 2], set())):
        table = table_of(rows_of(values, {(1, 1)}, status), tuple("abcd"), "probe")
        assert [seed for seed, _ in table.counted] == counted and table.open == still
    for status in ("missing", "interrupted", "error"):
        table = table_of(rows_of(values, {(1, 1)}, status), tuple("abcd"), "probe")
        assert [seed for seed, _ in table.counted] == [0, 2] and table.open == {1}
    lost = rows_of(values, {(0, 1), (1, 1), (2, 1)})
    lost[10]["status"] = "missing"  # d at seed 1: whatever becomes of it, nothing is to be compared with it
    assert table_of(lost, tuple("abcd"), "probe").open == set() and table_of(lost, tuple("abcd"), "probe").dropped == 1


def test_the_pool_is_the_residual_variance_of_all_arms_and_narrows_what_five_seeds_leave_open():
    values = 0.5 + 0.03 * np.random.default_rng(3).normal(size=(4, 5)) + np.linspace(0, 0.2, 5)
    plan = {"outcome": "probe", "contrasts": [{"terms": INTERACTION}] * 4}
    rows = rows_of(values)
    pool = pool_of(rows, plan)
    left = values - values.mean(0)
    left -= left.mean(1, keepdims=True)
    assert pool.freedom == 12 and pool.variance == pytest.approx((left**2).sum() / 12) and pool.spend == 1
    own, blended = (effect(rows, {"a": 1, "b": -1}, "probe", 0.99, 1, each) for each in (None, pool))
    assert own.estimate == blended.estimate and blended.high - blended.low < own.high - own.low
    assert pool_of(rows, plan | {"ordered": True}).spend == 0.25
    assert pool_of(rows, {"outcome": "probe", "contrasts": [{"terms": {"a": 1, "b": -1}}]}) is None


def test_an_effect_that_varies_clearly_more_than_the_others_keeps_its_own_variance():
    values = 0.5 + 0.01 * np.random.default_rng(4).normal(size=(8, 5))
    values[0] += np.array([0.3, -0.3, 0.3, -0.3, 0.0])
    plan = {"outcome": "probe", "contrasts": [{"terms": {"a": 1, other: -1}} for other in "bcdefgh"]}
    rows = rows_of(values)
    pool = pool_of(rows, plan)
    wild, calm = {"a": 1, "b": -1}, {"g": 1, "h": -1}
    assert effect(rows, wild, "probe", 0.99, 1, pool) == effect(rows, wild, "probe", 0.99)
    assert effect(rows, calm, "probe", 0.99, 1, pool).high > effect(rows, calm, "probe", 0.99).high
    few = pool_of(rows, plan | {"ordered": True})  # where alpha is not shared, the calm one may keep its own
    assert effect(rows, calm, "probe", 0.99, 1, few) == effect(rows, calm, "probe", 0.99)
