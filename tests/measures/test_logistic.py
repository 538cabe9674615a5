"""The logistic probe against scikit-learn."""

import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression

from pitfalls.measures.logistic import PENALTIES, fit, logistic_probe
from pitfalls.measures.neighbors import accuracy
from pitfalls.measures.ridge import ridge_probe, standardized


def clouds(count: int, seed: int, classes: int = 4, width: int = 12, spread: float = 2.0):
    generator = torch.Generator().manual_seed(seed)
    centers = torch.randn(classes, width, generator=torch.Generator().manual_seed(99))
    labels = torch.randint(classes, (count,), generator=generator)
    return centers[labels] + spread * torch.randn(count, width, generator=generator), labels


@pytest.mark.parametrize("penalty", [0.01, 0.1, 1.0])
def test_the_probe_finds_the_minimum_that_scikit_learn_finds(penalty):
    features, labels = clouds(400, 0)
    ours = fit(features, labels, 4, penalty)
    theirs = LogisticRegression(C=1 / (penalty * len(labels)), max_iter=5000, tol=1e-8).fit(features, labels)
    logits = torch.nn.functional.pad(features, (0, 1), value=1.0) @ ours
    agree = (logits.argmax(1).numpy() == theirs.predict(features.numpy())).mean()
    assert agree > 0.995
    np.testing.assert_allclose(logits.softmax(1).numpy(), theirs.predict_proba(features.numpy()), atol=5e-3)


def test_the_probe_learns_what_is_linear_and_nothing_from_noise():
    train, validation, test = clouds(600, 1, spread=1.0), clouds(300, 2, spread=1.0), clouds(600, 3, spread=1.0)
    first, second, third = standardized(train[0], validation[0], test[0])
    guess, _ = logistic_probe((first, train[1]), (second, validation[1]), third, 4)
    best = LogisticRegression(max_iter=2000).fit(first, train[1]).score(third, test[1])
    assert accuracy(guess, test[1]) > best - 0.02
    blind = torch.randn(600, 12, generator=torch.Generator().manual_seed(5))
    other = torch.randn(300, 12, generator=torch.Generator().manual_seed(6))
    guess, penalty = logistic_probe((blind, train[1]), (other, validation[1]), third, 4)
    assert accuracy(guess, test[1]) < 0.5 and penalty >= 0.1 and penalty in PENALTIES


def test_it_guesses_about_as_right_as_the_probe_in_closed_form():
    train, validation, test = (clouds(1500, seed, width=60, spread=3.0) for seed in (1, 2, 3))
    first, second, third = standardized(train[0], validation[0], test[0])
    found = [
        accuracy(probe((first, train[1]), (second, validation[1]), third, 4)[0], test[1])
        for probe in (logistic_probe, ridge_probe)
    ]
    assert found[0] == pytest.approx(found[1], abs=0.02) and found[0] > 0.6
