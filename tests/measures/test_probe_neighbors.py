"""The measures against scikit-learn."""

import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score
from sklearn.neighbors import NearestNeighbors

from pitfalls.measures.neighbors import TEMPERATURE, accuracy, balanced_accuracy, nearest_neighbors
from pitfalls.measures.probe import fit, linear_probe, standardized


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
    guess, _ = linear_probe(train, validation, test, 4)
    best = (
        LogisticRegression(max_iter=2000)
        .fit(*standardized(train[0])[:1], train[1])
        .score(standardized(train[0], test[0])[1], test[1])
    )
    assert accuracy(guess, test[1]) > best - 0.02
    blind = torch.randn(600, 12, generator=torch.Generator().manual_seed(5))
    guess, penalty = linear_probe((blind, train[1]), (torch.randn(300, 12), validation[1]), test, 4)
    assert accuracy(guess, test[1]) < 0.5 and penalty >= 0.1


def test_neighbors_vote_as_the_definition_says():
    train, test = clouds(300, 1), clouds(50, 2)
    guess = nearest_neighbors(train, test[0], 4, 20)
    center = train[0].mean(0)
    known = torch.nn.functional.normalize(train[0] - center, dim=1).numpy()
    asked = torch.nn.functional.normalize(test[0] - center, dim=1).numpy()
    distance, index = NearestNeighbors(n_neighbors=20, metric="cosine").fit(known).kneighbors(asked)
    votes = np.zeros((50, 4))
    for row in range(50):
        for d, i in zip(distance[row], index[row], strict=True):
            votes[row, int(train[1][i])] += np.exp(-d / TEMPERATURE)
    assert (votes.argmax(1) == guess.numpy()).mean() > 0.98


def test_balanced_accuracy_is_that_of_scikit_learn():
    truth = torch.tensor([0] * 90 + [1] * 10)
    guess = torch.zeros(100, dtype=torch.long)
    assert accuracy(guess, truth) == pytest.approx(0.9)
    assert balanced_accuracy(guess, truth, 2) == pytest.approx(balanced_accuracy_score(truth, guess))
