"""The logistic probe: multinomial logistic regression by L-BFGS, its penalty chosen on a validation split."""

import torch
from torch import Tensor
from torch.nn import functional as F

PENALTIES = (10.0, 1.0, 1e-1, 1e-2, 1e-3)  # from the smoothest down; each fit starts from the one before


def fit(features: Tensor, labels: Tensor, classes: int, penalty: float, start: Tensor | None = None) -> Tensor:
    """Weights (D + 1, classes) that minimize mean cross-entropy + penalty / 2 * |W|^2; the bias (last row) is free."""
    design = F.pad(features, (0, 1), value=1.0)
    if start is None:
        start = torch.zeros(design.shape[1], classes, device=features.device)
    weights = start.clone().requires_grad_()
    solver = torch.optim.LBFGS(
        [weights], max_iter=200, tolerance_grad=1e-5, tolerance_change=1e-8, line_search_fn="strong_wolfe"
    )

    def objective() -> Tensor:
        solver.zero_grad()
        loss = F.cross_entropy(design @ weights, labels) + penalty / 2 * weights[:-1].square().sum()
        loss.backward()
        return loss

    solver.step(objective)
    return weights.detach()


def logistic_probe(
    train: tuple[Tensor, Tensor], validation: tuple[Tensor, Tensor], test: Tensor, classes: int
) -> tuple[Tensor, float]:
    """Guesses (n_test,) and the penalty with the least loss on validation, from standardized features and labels."""
    first, second = train[0], validation[0]
    best, chosen, weights, kept = float("inf"), PENALTIES[0], None, None
    for penalty in PENALTIES:
        weights = fit(first, train[1], classes, penalty, weights)
        loss = float(F.cross_entropy(F.pad(second, (0, 1), value=1.0) @ weights, validation[1]))
        if loss < best:
            best, chosen, kept = loss, penalty, weights
        else:
            break
    assert kept is not None
    return (F.pad(test, (0, 1), value=1.0) @ kept).argmax(1), chosen
