"""How sharp a view is along each direction: what coma plants, and any blur that has a direction."""

import torch
from torch import Tensor

from pitfalls.audit.attackers.base import Attacker
from pitfalls.frozen import frozen

FAINT = 1e-7  # energy of less than a level of gray out of 255: a flat view is as sharp along any direction


@frozen
class DirectionalSharpness(Attacker):
    """How sharp the gray of each view is along x, y and both diagonals: 4 features.

    Sharpness is the logarithm of the energy of second differences over that of first ones, so that contrast tells
    nothing.
    """

    colors = 1

    def count(self, channels: int) -> int:
        return 4

    def read(self, views: Tensor) -> Tensor:
        gray, found = views.mean(1), []
        height, width = gray.shape[-2:]
        for down, across in ((0, 1), (1, 0), (1, 1), (1, -1)):
            before, here, after = (
                gray[:, 1 + step * down : height - 1 + step * down, 1 + step * across : width - 1 + step * across]
                for step in (-1, 0, 1)
            )
            energy = lambda each: each.square().mean((-2, -1)) + FAINT
            found.append((energy(before - 2 * here + after) / energy((after - before) / 2)).log())
        return torch.stack(found, 1)[..., None, None]
