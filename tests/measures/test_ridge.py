"""The ridge probe against scikit-learn, with more images than numbers and with fewer."""

import numpy as np
import pytest
import torch
from sklearn.linear_model import Ridge, RidgeClassifier

from pitfalls.measures.neighbors import accuracy
from pitfalls.measures.ridge import PENALTIES, ridge_probe, standardized, weights_of

SHAPES = [(400, 12), (60, 200), (50, 50)]


def clouds(count: int, seed: int, classes: int = 4, width: int = 12, spread: float = 2.0):
    generator = torch.Generator().manual_seed(seed)
    centers = torch.randn(classes, width, generator=torch.Generator().manual_seed(99))
    labels = torch.randint(classes, (count,), generator=generator)
    return centers[labels] + spread * torch.randn(count, width, generator=generator), labels


@pytest.mark.parametrize("count,width", SHAPES)
@pytest.mark.parametrize("penalty", [10.0, 0.1, 1e-4])
def test_weights_are_those_of_scikit_learn(count, width, penalty):
    """Ours is a mean over images and theirs a sum, so that their alpha is n times our penalty."""
    features, labels = clouds(count, 0, width=width)
    (features,) = standardized(features)
    features = features.double() - features.double().mean(0)
    targets = torch.nn.functional.one_hot(labels, 4).double()
    targets -= targets.mean(0)
    ours = weights_of(features, targets, torch.tensor([penalty, 2 * penalty], dtype=torch.float64))
    for found, factor in zip(ours, (1, 2), strict=True):
        theirs = Ridge(alpha=count * penalty * factor, fit_intercept=False, solver="svd").fit(features, targets)
        np.testing.assert_allclose(found.numpy(), theirs.coef_.T, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("count,width", SHAPES)
def test_the_probe_guesses_what_scikit_learn_guesses(count, width):
    train, validation, test = (clouds(size, seed, width=width) for size, seed in ((count, 0), (300, 1), (500, 2)))
    first, second, third = standardized(train[0], validation[0], test[0])
    guess, penalty = ridge_probe((first, train[1]), (second, validation[1]), third, 4)
    models = {each: RidgeClassifier(alpha=count * each, solver="svd") for each in PENALTIES}
    right = {
        each: int((model.fit(first.double(), train[1]).predict(second.double()) == validation[1].numpy()).sum())
        for each, model in models.items()
    }
    assert right[penalty] == max(right.values())
    assert penalty == max(each for each in PENALTIES if right[each] == max(right.values()))
    assert np.array_equal(models[penalty].predict(third.double()), guess.numpy())


def test_of_penalties_that_guess_alike_the_largest_is_taken():
    """Two clouds so far apart that every penalty tells them."""
    features = torch.tensor([[-1.0], [1.0]]).repeat(20, 1)
    labels = torch.tensor([0, 1]).repeat(20)
    guess, penalty = ridge_probe((features, labels), (features, labels), features, 2)
    assert torch.equal(guess, labels) and penalty == max(PENALTIES)


def test_the_grid_ends_where_the_end_is_not_chosen():
    """Smooth enough for noise, and low enough for a fine difference that is drowned by a coarse one."""
    assert list(PENALTIES) == sorted(PENALTIES, reverse=True)
    generator = torch.Generator().manual_seed(0)
    coarse = torch.randn(2000, 1, generator=generator)
    labels = torch.randint(2, (2000,), generator=generator)
    fine = coarse + 0.02 * (2 * labels[:, None] - 1)
    (features,) = standardized(torch.cat([coarse, fine], 1))
    halves = [(features[rows], labels[rows]) for rows in (slice(0, 1000), slice(1000, 2000))]
    guess, penalty = ridge_probe(halves[0], halves[1], halves[1][0], 2)
    assert accuracy(guess, halves[1][1]) == 1 and min(PENALTIES) < penalty < 1e-2


def test_the_probe_learns_nothing_from_noise():
    generator = torch.Generator().manual_seed(5)
    train, validation, test = (torch.randn(600, 200, generator=generator) for _ in range(3))
    labels = torch.randint(4, (600,), generator=generator)
    guess, _ = ridge_probe((train, labels), (validation, labels.roll(1)), test, 4)
    assert abs(accuracy(guess, labels.roll(2)) - 0.25) < 4 * (0.25 * 0.75 / 600) ** 0.5


def test_a_class_without_training_images_is_never_guessed():
    train, validation, test = clouds(40, 0), clouds(300, 1), clouds(300, 2)
    some = train[1] < 2
    guess, _ = ridge_probe((train[0][some], train[1][some]), validation, test[0], 9)
    assert set(guess.tolist()) <= {0, 1}


def test_two_images_are_enough_and_a_feature_that_is_constant_does_no_harm():
    train, validation = clouds(2, 3), clouds(50, 1)
    sets = standardized(*(torch.cat([each[0], torch.full((len(each[0]), 1), 7.0)], 1) for each in (train, validation)))
    assert all(each.isfinite().all() and (each[:, -1] == 0).all() for each in sets)
    guess, penalty = ridge_probe((sets[0], train[1]), (sets[1], validation[1]), sets[1], 4)
    assert guess.shape == (50,) and penalty in PENALTIES


def test_sets_are_standardized_by_the_first():
    train, other = clouds(500, 0)[0] * 3 + 5, clouds(200, 1)[0] * 3 + 5
    first, second = standardized(train, other)
    assert first.mean(0).abs().max() < 1e-5 and (first.std(0) - 1).abs().max() < 1e-5
    assert torch.allclose(second, (other - train.mean(0)) / train.std(0), atol=1e-5)
