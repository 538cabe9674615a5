"""Project the green-magenta axis out of color space (Doersch, Gupta and Efros, 2015)."""

import torch
from torch import Tensor

from pitfalls.frozen import frozen, knob
from pitfalls.shortcuts.base import ColorDefense
from pitfalls.streams import Rng

AXIS = (-1.0, 2.0, -1.0)  # green against red and blue


@frozen
class Projection(ColorDefense):
    """Map each color c to c - strength * (a . c / a . a) a, a = (-1, 2, -1): green's distance from both others goes.

    At strength 1 green becomes the mean of red and blue, hence it closes an aberration of green against both
    to first order, and none of red against blue.
    """

    strength: float = knob(default=1.0, ge=0, le=1, help="how much of the axis is taken out; 0 is off")

    @property
    def idle(self) -> bool:
        return self.strength == 0

    @property
    def deterministic(self) -> bool:
        return True

    def matrix(self, mean: Tensor, rng: Rng) -> Tensor:
        parts = [
            1.0 * (row == column) - self.strength * AXIS[row] * AXIS[column] / 6
            for row in range(3)
            for column in range(3)
        ]
        return _held(tuple(parts), mean).expand(*mean.shape[:2], 3, 4)


def _held(parts: tuple[float, ...], like: Tensor) -> Tensor:
    """A constant affine map (3, 4) on the device of `like`, filled in there so that nothing is uploaded."""
    zero = torch.zeros((), device=like.device)
    rows = [torch.stack([zero + each for each in (*parts[3 * row : 3 * row + 3], 0.0)]) for row in range(3)]
    return torch.stack(rows)
