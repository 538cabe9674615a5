"""The linear probe: ridge regression on classes in closed form, its penalty chosen on a validation split.

One eigendecomposition serves all penalties. It guesses as right as multinomial logistic regression does, in a tenth
of the time. (Hoerl and Kennard, 1970; for features read so: Alain and Bengio, 2016.)
"""

import torch
from torch import Tensor
from torch.nn import functional as F

PENALTIES = tuple(10.0 ** (1 - k / 2) for k in range(15))  # from 10 down to 1e-6, of the mean variance of a feature


def standardized(train: Tensor, *others: Tensor) -> tuple[Tensor, ...]:
    """All sets of features with the mean and the standard deviation of the first."""
    mean, scale = train.mean(0), train.std(0).clamp(min=1e-6)
    return tuple((each - mean) / scale for each in (train, *others))


def weights_of(features: Tensor, targets: Tensor, penalties: Tensor) -> Tensor:
    """Weights (P, D, K) that minimize |X W - Y|^2 / n + penalty |W|^2, from X (n, D) and Y (n, K), for P penalties."""
    count, size = features.shape
    wide = size > count  # then the eigenvectors of X X' are fewer than those of X' X
    gram = (features @ features.T if wide else features.T @ features) / count
    values, vectors = torch.linalg.eigh(gram)
    right = targets if wide else features.T @ targets
    inner = (vectors.T @ right / count) / (values.clamp(min=0) + penalties[:, None])[..., None]
    dual = vectors @ inner
    return features.T @ dual if wide else dual


def ridge_probe(
    train: tuple[Tensor, Tensor], validation: tuple[Tensor, Tensor], test: Tensor, classes: int
) -> tuple[Tensor, float]:
    """Guesses (n_test,) and the penalty that guesses most of validation right (the largest, of equals).

    train, validation: features (n, D), standardized, and labels (n,); test: features (n_test, D).
    """
    precise = lambda each: each.to(torch.float32 if each.device.type == "mps" else torch.float64)
    features = precise(train[0])
    center = features.mean(0)
    targets = precise(F.one_hot(train[1], classes))
    offset = targets.mean(0)
    penalties = torch.tensor(PENALTIES, dtype=features.dtype, device=features.device)
    weights = weights_of(features - center, targets - offset, penalties)
    scores = (precise(validation[0]) - center) @ weights + offset
    right = (scores.argmax(-1) == validation[1]).sum(-1)
    best = int(right.argmax())
    return ((precise(test) - center) @ weights[best] + offset).argmax(-1), PENALTIES[best]
