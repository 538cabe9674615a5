"""How much of a number is told by features in a straight line: R squared on images not fitted on."""

import torch
from torch import Tensor

from pitfalls.measures.ridge import PENALTIES, standardized, weights_of


def decodability(
    train: tuple[Tensor, Tensor], validation: tuple[Tensor, Tensor], test: tuple[Tensor, Tensor]
) -> Tensor:
    """The share of the variance of each target that a ridge regression finds, (K,), at most 1; 0 is the mean's.

    Each split is features (n, D) and targets (n, K); each target has the penalty that does best on validation.
    """
    first, second, third = (each.double() for each in standardized(train[0], validation[0], test[0]))
    center = train[1].double().mean(0)
    penalties = torch.tensor(PENALTIES, dtype=torch.float64, device=first.device)
    weights = weights_of(first, train[1].double() - center, penalties)
    error = lambda features, targets: (features @ weights + center - targets.double()).square().mean(1)
    best = error(second, validation[1]).argmin(0)
    left = error(third, test[1]).gather(0, best[None])[0]
    return 1 - left / (test[1].double() - center).square().mean(0).clamp(min=1e-12)
