"""What test images bring to an interval: shared ones, own ones, few ones."""

import math

import numpy as np
import pytest
from scipy import stats

from pitfalls.statistics.effects import arm_means, effect, paired
from pitfalls.statistics.hits import crossed
from pitfalls.statistics.noise import Noise

HUGE = 10**9  # so many test images that they bring no noise
DIFFERENCE = {"b": 1, "a": -1}


def row(arm, seed, probe=None, **more):
    return {"arm": arm, "seed": seed, "status": "ok", "env": "e", "fresh": True, "n_test": HUGE, "probe": probe} | more


def packed(hits):
    return {"hits": np.packbits(hits).tobytes().hex(), "n_test": len(hits), "probe": float(np.mean(hits))}


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
