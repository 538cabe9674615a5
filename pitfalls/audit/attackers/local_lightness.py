"""How light each place of a view is, whatever stands there: what a colored filter writes into a gray picture."""

import torch
from torch import Tensor
from torch.nn import functional as F

from pitfalls.audit.attackers.base import Attacker
from pitfalls.frozen import frozen, knob


@frozen
class LocalLightness(Attacker):
    """The mean gray of each block of `block` px, its square, and the spread within it: 3 features a place.

    They stay in their places, so that a guess a pixel is made of the block alone: no shape is seen.
    """

    colors = 1
    honest = True  # how light a thing is tells of its color in any pictures
    honest = True
    placed = True

    block: int = knob(default=4, ge=1, le=64, unit="px", help="side of a block")

    def count(self, channels: int) -> int:
        return 3

    def read(self, views: Tensor) -> Tensor:
        gray = views.float().mean(1, keepdim=True)
        side = min(self.block, *gray.shape[-2:])
        mean, power = F.avg_pool2d(gray, side), F.avg_pool2d(gray.square(), side)
        return torch.cat([mean, mean.square(), (power - mean.square()).clamp(min=0).sqrt()], 1)
