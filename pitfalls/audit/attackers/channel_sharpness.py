"""How sharp the channels of a view are against each other: what a lens must not tell beside the displacement."""

import torch
from torch import Tensor

from pitfalls.audit.attackers.base import Attacker
from pitfalls.frozen import frozen

FAINT = 1e-7  # energy of less than a level of gray out of 255: two flat channels are equally sharp


@frozen
class ChannelSharpness(Attacker):
    """How much sharper red and blue are than green, along x and along y, in each view: 4 features.

    Sharpness is the logarithm of the energy of second differences over that of first ones; each channel is seen by
    itself, so that where it lies against the others tells nothing.
    """

    def count(self, channels: int) -> int:
        return 4

    def read(self, views: Tensor) -> Tensor:
        found = []
        for axis in (-1, -2):
            slope, bend = views.diff(dim=axis), views.diff(n=2, dim=axis)
            energy = lambda each: (each.square().mean((-2, -1)) + FAINT).log()
            sharp = energy(bend) - energy(slope)
            found += [sharp[:, 0] - sharp[:, 1], sharp[:, 2] - sharp[:, 1]]
        return torch.stack(found, 1)[..., None, None]
