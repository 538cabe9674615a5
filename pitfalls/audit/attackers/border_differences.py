"""Which views continue each other over their borders: what touching tiles tell, and a planted seam."""

import torch
from torch import Tensor

from pitfalls.audit.attackers.base import Attacker
from pitfalls.frozen import frozen


@frozen
class BorderDifferences(Attacker):
    """How unlike the right border of each view is to the left border of each other, and bottom to top: 2 V^2 features.

    Mean absolute difference over the border and the channels.
    """

    joint = True
    colors = 1
    inside = 3

    def count(self, channels: int) -> int:
        return 2

    def read(self, views: Tensor) -> Tensor:
        pairs = []
        for end, start in ((views[..., -1], views[..., 0]), (views[..., -1, :], views[..., 0, :])):
            pairs.append((end[:, :, None] - start[:, None]).abs().mean((-2, -1)))
        return torch.stack(pairs, 1)
