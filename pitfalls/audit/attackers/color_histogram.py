"""How bright and how colored the pixels of a view are, wherever they lie: what crops of one picture share."""

import torch
from torch import Tensor

from pitfalls.audit.attackers.base import Attacker
from pitfalls.frozen import frozen, knob


@frozen
class ColorHistogram(Attacker):
    """Histograms of gray, of each channel, and of red and blue against green, in each view: 6 x `bins` shares.

    Of a view of one channel the histogram of gray alone. The square root of each share is given (Hellinger, 1909),
    so that rare values count beside frequent ones.
    """

    colors = 1
    honest = True

    bins: int = knob(default=16, ge=2, le=256, unit="bins", help="bins from the least value that can be to the largest")

    def count(self, channels: int) -> int:
        return self.bins * (6 if channels == 3 else 1)

    def read(self, views: Tensor) -> Tensor:
        planes = views.mean(1, keepdim=True)
        if views.shape[1] == 3:
            against = (views[:, ::2] - views[:, 1:2] + 1) / 2
            planes = torch.cat([planes, views, against], 1)
        place = (planes.flatten(2) * self.bins).long().clamp(0, self.bins - 1)
        share = torch.zeros(*place.shape[:2], self.bins, device=views.device)
        share.scatter_add_(-1, place, torch.full(place.shape, 1 / place.shape[-1], device=views.device))
        return share.sqrt().flatten(1)[..., None, None]
