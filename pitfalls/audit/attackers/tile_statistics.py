"""How bright a view is and how much it varies: what telling views apart needs least."""

import torch
from torch import Tensor

from pitfalls.audit.attackers.base import Attacker
from pitfalls.frozen import frozen


@frozen
class TileStatistics(Attacker):
    """Mean and standard deviation of each channel, in each view: 2 C features."""

    colors = 1
    honest = True

    def count(self, channels: int) -> int:
        return 2 * channels

    def read(self, views: Tensor) -> Tensor:
        flat = views.flatten(2)
        return torch.cat([flat.mean(-1), flat.std(-1)], 1)[..., None, None]
