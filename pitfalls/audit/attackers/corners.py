"""What is black or flat at the corners and sides of a view: the frame of a picture, and nothing else."""

import torch
from torch import Tensor
from torch.nn import functional as F

from pitfalls.audit.attackers.base import Attacker
from pitfalls.frozen import frozen

CELLS = 8  # a side; the corners are one cell each, and a side is the cells between
BLACK, FLAT = 4 / 255, 0.5 / 255


@frozen
class Corners(Attacker):
    """Shares of pixels that are black, and that equal a neighbor, in four corners and along four sides: 16 features."""

    colors = 1

    def count(self, channels: int) -> int:
        return 16

    def read(self, views: Tensor) -> Tensor:
        gray = views.mean(1)
        still = torch.minimum(*(step.abs() for step in (F.pad(gray.diff(dim=-1), (0, 1), value=1), _down(gray))))
        cells = (min(CELLS, gray.shape[-2]), min(CELLS, gray.shape[-1]))
        found = []
        for told in (gray < BLACK, still < FLAT):
            share = F.adaptive_avg_pool2d(told.to(views.dtype), cells)
            sides = (share[:, 0, 1:-1], share[:, -1, 1:-1], share[:, 1:-1, 0], share[:, 1:-1, -1])
            corners = (share[:, 0, 0], share[:, 0, -1], share[:, -1, 0], share[:, -1, -1])
            found += [*corners, *(side.mean(-1) for side in sides)]
        return torch.stack(found, 1)[..., None, None]


def _down(gray: Tensor) -> Tensor:
    return F.pad(gray.diff(dim=-2), (0, 0, 0, 1), value=1)
