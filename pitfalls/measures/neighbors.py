"""Exact k-nearest-neighbor classification by cosine similarity. (Wu, Xiong, Yu and Lin, 2018.)"""

import torch
from torch import Tensor
from torch.nn import functional as F

TEMPERATURE = 0.07
CHUNK = 1024


def nearest_neighbors(train: tuple[Tensor, Tensor], test: Tensor, classes: int, k: int) -> Tensor:
    """Guesses (n_test,): the k most similar training features vote, each with weight exp(similarity / 0.07)."""
    center = train[0].mean(0)
    known = F.normalize(train[0] - center, dim=1)
    k = min(k, len(known))
    guesses = []
    for chunk in (test - center).split(CHUNK):
        similarity, index = (F.normalize(chunk, dim=1) @ known.T).topk(k, dim=1)
        votes = torch.zeros(len(chunk), classes, device=test.device)
        votes.scatter_add_(1, train[1][index], ((similarity - 1) / TEMPERATURE).exp())
        guesses.append(votes.argmax(1))
    return torch.cat(guesses)


def accuracy(guess: Tensor, labels: Tensor) -> float:
    """Share of right guesses, in [0, 1]."""
    return float((guess == labels).double().mean())


def balanced_accuracy(guess: Tensor, labels: Tensor, classes: int) -> float:
    """Mean over the classes present of the share of right guesses, in [0, 1]."""
    count = torch.bincount(labels, minlength=classes)
    right = torch.bincount(labels[guess == labels], minlength=classes)
    return float((right[count > 0] / count[count > 0]).mean())
