"""Neighbors and accuracies against scikit-learn."""

import numpy as np
import pytest
import torch
from sklearn.metrics import balanced_accuracy_score
from sklearn.neighbors import NearestNeighbors

from pitfalls.measures.neighbors import TEMPERATURE, accuracy, balanced_accuracy, nearest_neighbors


def clouds(count: int, seed: int, classes: int = 4, width: int = 12, spread: float = 2.0):
    generator = torch.Generator().manual_seed(seed)
    centers = torch.randn(classes, width, generator=torch.Generator().manual_seed(99))
    labels = torch.randint(classes, (count,), generator=generator)
    return centers[labels] + spread * torch.randn(count, width, generator=generator), labels


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


def test_more_neighbors_than_there_are_are_all():
    train, test = clouds(10, 1), clouds(50, 2)
    assert torch.equal(nearest_neighbors(train, test[0], 4, 1000), nearest_neighbors(train, test[0], 4, 10))


def test_balanced_accuracy_is_that_of_scikit_learn():
    truth = torch.tensor([0] * 90 + [1] * 10)
    guess = torch.zeros(100, dtype=torch.long)
    assert accuracy(guess, truth) == pytest.approx(0.9)
    assert balanced_accuracy(guess, truth, 2) == pytest.approx(balanced_accuracy_score(truth, guess))


def test_an_accuracy_is_a_whole_number_of_hits():
    truth = torch.zeros(3000, dtype=torch.long)
    for hits in (1, 999, 2999):
        guess = (torch.arange(3000) >= hits).long()
        assert accuracy(guess, truth) == hits / 3000
