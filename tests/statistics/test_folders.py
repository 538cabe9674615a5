"""Coverage on a folder whose splits are re-drawn by seed: what its training and its test images bring."""

import math

import numpy as np
import pytest

from pitfalls.statistics.effects import effect
from pitfalls.statistics.hits import PERSISTENT
from pitfalls.statistics.noise import Noise

PICTURES, TEST = 3000, 372
TRAIN = PICTURES - 2 * TEST
OVERLAP = TEST / TRAIN


def folders(seeds, spread, tables, rng, resplit=True):
    """Effects (tables, seeds) on folders, what is true of each, and the variance of one by its own test images.

    A picture in the training set moves the effect, so that training sets drawn from one folder differ by `spread`; a
    picture in the test set has an effect of its own, a ninth of the variance over test images; the rest of that
    and 2 points of seed noise are drawn anew each time.
    """
    effects, truths, within = np.empty((tables, seeds)), np.empty(tables), 0.21
    lasting = math.sqrt(within / 9)
    for table in range(tables):
        pulls, own = rng.normal(size=PICTURES), lasting * rng.normal(size=PICTURES)
        split = np.argpartition(rng.random((seeds if resplit else 1, PICTURES)), (TEST, 2 * TEST), axis=1)
        test, train = split[:, :TEST], split[:, 2 * TEST :]
        unit = spread / math.sqrt((1 - TRAIN / PICTURES) / TRAIN)
        effects[table] = unit * (pulls[train].mean(1) - pulls.mean()) + own[test].mean(1)
    effects += math.sqrt(within * 8 / 9 / TEST) * rng.normal(size=effects.shape) + 0.02 * rng.normal(size=effects.shape)
    truths[:] = 0.0
    return effects, truths, within / TEST


def coverage(effects, truths, noise):
    seeds = effects.shape[1]
    reach = np.sqrt([float(noise(each).half(seeds, 0.95)) ** 2 for each in effects.var(1, ddof=1)])
    return (np.abs(effects.mean(1) - truths) < reach).mean()


@pytest.mark.parametrize("seeds", [10, 20])
@pytest.mark.parametrize("spread", [0.0, 0.02, 0.04])
def test_intervals_on_resplit_folders_cover(seeds, spread):
    effects, truths, within = folders(seeds, spread, 900, np.random.default_rng(seeds))
    ours = lambda own: Noise(own, within * PERSISTENT * OVERLAP / (1 + OVERLAP), TEST)
    assert 0.93 <= coverage(effects, truths, ours) <= 0.975
    whole = lambda own: Noise(own * (1 + seeds * OVERLAP), 0.0, TEST)  # Nadeau and Bengio (2003)
    assert coverage(effects, truths, whole) > 0.975


def test_one_split_for_all_seeds_leaves_out_what_the_training_images_bring():
    effects, truths, within = folders(10, 0.02, 600, np.random.default_rng(1), resplit=False)
    assert coverage(effects, truths, lambda own: Noise(own, within / 9, TEST)) < 0.85


def test_rows_that_overlap_carry_the_lasting_part_of_their_test_images():
    rng = np.random.default_rng(2)
    values = 0.6 + 0.01 * rng.normal(size=(2, 10))
    rows = [
        {"arm": "ab"[arm], "seed": seed, "status": "ok", "env": "e", "fresh": True, "n_test": TEST, "overlap": OVERLAP}
        | {"knn": float(values[arm, seed])}
        for arm in range(2)
        for seed in range(10)
    ]
    apart = [each | {"overlap": 0.0} for each in rows]
    half = lambda found: (found.high - found.low) / 2
    own, plain = (half(effect(each, {"b": 1, "a": -1}, "knn")) for each in (rows, apart))
    within = sum((p * (1 - p)).mean() / TEST for p in (values * TEST + 1) / (TEST + 2))
    t = half(effect(apart, {"b": 1, "a": -1}, "knn")) / plain
    images = 1.96635**2 * within * PERSISTENT * OVERLAP / (1 + OVERLAP)
    assert t == 1 and own == pytest.approx(math.sqrt(plain**2 + images), rel=1e-4)
    alone, without = (half(effect(each, {"a": 1}, "knn")) for each in (rows, apart))
    assert alone**2 - without**2 > 3 * images  # an arm by itself is hard on the same images in every seed
