"""Where a faint triangle stands in a view and which way it points: what a watermark plants, found by a template."""

import torch
from torch import Tensor
from torch.nn import functional as F

from pitfalls.audit.attackers.base import Attacker
from pitfalls.frozen import frozen, knob

FLAT = 1e-4  # standard deviation of a patch below which nothing is seen in it


@frozen
class MarkFinder(Attacker):
    """How alike a view is at best to a triangle of `side` px that points up, right, down or left: 4 x 4 features.

    The greatest correlation of the gray with each template, in each quarter of the view.
    """

    colors = 1
    honest = True  # shapes of a picture are alike to a triangle, more or less

    side: int = knob(default=8, ge=3, le=256, unit="px", help="height of the triangle")

    def count(self, channels: int) -> int:
        return 4

    def read(self, views: Tensor) -> Tensor:
        gray = views.float().mean(1, keepdim=True)
        side = min(self.side + 2, *gray.shape[-2:])
        line = torch.arange(side, device=views.device) - (side - 1) / 2
        half = self.side / 2
        inside = ((line[:, None] + half) / 2 - line.abs()).minimum(half - line[:, None].abs()) + 0.5
        mark = inside.clamp(0, 1)
        mark = (mark - mark.mean()) / mark.std()
        kernels = torch.stack([mark.rot90(-k) for k in range(4)])[:, None]
        blank = torch.ones_like(kernels[:1]) / side**2
        mean = F.conv2d(gray, blank)
        spread = (F.conv2d(gray.square(), blank) - mean.square()).clamp(min=0).sqrt() + FLAT
        alike = F.conv2d(gray, kernels / side**2) / spread
        return F.adaptive_max_pool2d(alike, 2)
