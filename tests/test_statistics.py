"""Pairs, effects and intervals: against scipy, against simulation, and where they must not move."""

import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.special import gamma

from pitfalls.frozen import Refused
from pitfalls.statistics.contrast import Contrast, four_contrasts
from pitfalls.statistics.effects import arm_means, boot_t, effect, paired
from pitfalls.statistics.noise import Noise, crossed

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


def packed(hits):
    return {"hits": np.packbits(hits).tobytes().hex(), "n_test": len(hits), "probe": float(np.mean(hits))}


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


@pytest.mark.parametrize("fresh", [True, False])
@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("keep", [True, False])
def test_the_width_is_never_zero_and_never_leaves_the_range(fresh, share, keep):
    hits = np.arange(372) < 372 * share
    more = packed(hits) | {"fresh": fresh} | ({} if keep else {"hits": ""})
    rows = [row(arm, seed, **more) for seed in range(5) for arm in "ab"]
    for terms, least in ((DIFFERENCE, -1), ({"a": 1}, 0)):
        found = effect(rows, terms, "probe")
        assert least <= found.low <= found.estimate <= found.high <= 1
        assert found.high - found.low > 1e-3
        assert math.isfinite(found.g)


def test_more_images_narrow_what_agreeing_seeds_leave_open():
    widths = []
    for count in (100, 400):
        rows = [row(arm, seed, 0.5, knn=0.5, n_test=count, fresh=False) for seed in range(9) for arm in "ab"]
        found = effect(rows, DIFFERENCE, "knn")
        widths.append(found.high - found.low)
        t = stats.t.ppf(0.975, count - 1)
        seeds = stats.t.ppf(0.975, 8) ** 2 * 2 / count**2 / 9
        assert math.isclose(widths[-1] / 2, math.sqrt(t**2 * 2 * 0.25 / count + seeds), rel_tol=1e-6)
    assert widths[0] > 1.9 * widths[1]


def test_a_proxy_counts_its_questions_and_an_unknown_count_is_taken_as_small():
    few, many = ({"questions": count, "proxy": 0.5, "n_test": 1000} for count in (100, 1000))
    width = lambda rows, outcome: np.subtract(*reversed(arm_means(rows, (outcome,))["a"][outcome][1:]))
    with_count = lambda more: [row("a", seed, 0.5, **more) for seed in range(5)]
    assert width(with_count(few), "proxy") > 3 * width(with_count(many), "proxy")
    assert width(with_count(few), "probe") == width(with_count(many), "probe")
    unknown = [{"arm": "a", "seed": seed, "status": "ok", "other": 0.5} for seed in range(5)]
    assert width(unknown, "other") > 0.1


def test_tables_hold_what_was_measured_in_the_order_of_the_rows():
    rows = rows_of([0.1, 0.2, 0.3, 0.1, 0.2])
    rows[0]["knn"] = 0.4
    means = arm_means(rows, ("knn", "probe", "second"))
    assert list(means) == ["a", "b"] and list(means["a"]) == ["knn", "probe"] and list(means["b"]) == ["probe"]
    mean, low, high = means["b"]["probe"]
    data = np.array([0.2, 0.3, 0.4, 0.2, 0.3])
    assert np.allclose((mean, low, high), (data.mean(), *stats.t.interval(0.95, 4, data.mean(), stats.sem(data))))
    assert means["a"]["knn"] == (0.4, 0, 1)


def test_the_image_component_is_that_of_the_analysis_of_variance():
    rng = np.random.default_rng(0)
    found = []
    for _ in range(300):
        table = 0.3 * rng.normal(size=(6, 1)) + 0.5 * rng.normal(size=(1, 80)) + rng.normal(size=(6, 80))
        found.append(crossed(table))
    assert abs(np.mean(found) - 0.25 / 80) < 5 * np.std(found) / math.sqrt(300)
    assert crossed(np.ones((4, 9))) == 0
    same = np.tile(rng.normal(size=50), (5, 1))
    assert math.isclose(crossed(same), same[0].var(ddof=1) / 50)
    assert math.isclose(crossed(same[:1]), same[0].var(ddof=1) / 50)


@pytest.mark.parametrize("seeds", [5, 10])
def test_intervals_cover_when_all_seeds_share_372_test_images(seeds):
    rng, trials, images, truth = np.random.default_rng(seeds), 300, 372, 0.4 * 0.15
    covered = plain = 0
    for _ in range(trials):
        first = rng.uniform(0.05, 0.85, images)  # how often each image is told right
        second = np.where(rng.random(images) < 0.4, rng.uniform(0.25, 0.95, images), first)
        rows = []
        for seed in range(seeds):
            luck = rng.random(images)
            for arm, level in (("a", first), ("b", second)):
                hits = luck < level + 0.01 * rng.normal()
                rows.append(row(arm, seed, fresh=False, **packed(hits)))
        found = effect(rows, DIFFERENCE, "probe")
        covered += found.low < truth < found.high
        data = paired(rows, DIFFERENCE, "probe")[0]
        plain += abs(data.mean() - truth) < Noise(data.var(ddof=1), 0, 1).half(seeds, 0.95)
    assert stats.binom.ppf(0.001, trials, 0.95) <= covered < trials  # and not merely wide
    assert plain < stats.binom.ppf(0.001, trials, 0.95)  # the seeds alone would not do


def test_intervals_cover_when_every_seed_has_images_of_its_own():
    rng, trials = np.random.default_rng(1), 400
    covered = 0
    for _ in range(trials):
        rows = []
        for seed in range(5):
            luck, own = rng.random(200), 0.05 * rng.normal()
            rows += [row("a", seed, **packed(luck < 0.5))]
            rows += [row("b", seed, **packed(luck < 0.6 + own))]
        found = effect(rows, DIFFERENCE, "probe")
        covered += found.low < 0.1 < found.high
    assert stats.binom.ppf(0.001, trials, 0.95) <= covered <= stats.binom.ppf(0.9999, trials, 0.97)


def test_the_studentized_bootstrap_is_keyed_equivariant_and_covers_a_skewed_mean():
    rng = np.random.default_rng(2)
    data = rng.exponential(size=8)
    low, high = boot_t(data, 0.95, 3)
    assert (low, high) == boot_t(data, 0.95, 3) != boot_t(data, 0.95, 4)
    assert np.allclose(boot_t(-2 * data, 0.95, 3), (-2 * high, -2 * low), rtol=0.05)
    assert np.allclose(boot_t(data + 5, 0.95, 3), (low + 5, high + 5))
    assert boot_t(np.full(6, 0.1)) is None
    with pytest.raises(Refused, match="at least 5"):
        boot_t(data[:4])
    hits = sum(low < 1 < high for low, high in (boot_t(rng.exponential(size=8), 0.95, rng) for _ in range(150)))
    assert hits >= stats.binom.ppf(0.001, 150, 0.92)


def test_the_four_contrasts_are_the_two_by_two():
    arms = {"clean": 0.6, "planted": 0.4, "clean_on": 0.57, "planted_on": 0.52}
    found = {
        each.name: (each.sign, sum(w * arms[arm] for arm, w in each.terms.items())) for each in four_contrasts(*arms)
    }
    assert {name: (sign, round(size, 6)) for name, (sign, size) in found.items()} == {
        "harm": (-1, -0.2),
        "leak left": (-1, -0.05),
        "price": (-1, -0.03),
        "rescue": (1, 0.15),
    }


@pytest.mark.parametrize("terms", [{}, {"a": 1}, {"a": 1, "b": 0}, {"a": 0, "b": 0}, {"a": 2, "b": -1}])
def test_weights_that_are_no_contrast_are_refused(terms):
    with pytest.raises(Exception, match="nonzero and sum to zero"):
        Contrast("x", terms)


def test_reading_statistics_imports_nothing_heavy():
    code = (
        "import sys, pitfalls.statistics.verdict; "
        "print([n for n in ('torch', 'pandas', 'scipy', 'seaborn') if n in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"
