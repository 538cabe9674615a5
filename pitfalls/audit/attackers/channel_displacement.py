"""How far the channels of a view lie from each other: what lateral chromatic aberration plants, and nothing else."""

import torch
from torch import Tensor

from pitfalls.audit.attackers.base import Attacker
from pitfalls.frozen import frozen

RIDGE = 1e-3  # of the energy of the regressors: keeps the estimate of a view without edges at zero
DARK = 1e-6  # energy that is always added, for a flat view
MOST = 4.0  # px; an estimate beyond is none
TOGETHER = 64  # views at a time: on the CPU their slopes stay in the cache


@frozen
class ChannelDisplacement(Attacker):
    """How far red and blue lie from green, and from each other, along x and y, in each view: 6 features, in px.

    Least squares on the derivatives of two channels: to first order a displaced channel differs by displacement times
    slope (Lucas and Kanade, 1981), and a colored one by a multiple of itself. A second round weighs each pixel by what
    the first has left of it, so that edges between two colors do not hide a fringe.
    """

    def count(self, channels: int) -> int:
        return 6

    def read(self, views: Tensor) -> Tensor:
        pieces = views.split(TOGETHER) if views.device.type == "cpu" else (views,)
        found = torch.cat([apart(piece[:, [0, 2, 0]], piece[:, [1, 1, 2]]) for piece in pieces])
        return found.clamp(-MOST, MOST).flatten(1)[..., None, None]


def apart(one: Tensor, other: Tensor) -> Tensor:
    """How far channels (N, P, h, w) must be moved to lie on the others, along x and y, in px: (N, P, 2)."""
    mean, less = (one + other) / 2, one - other
    inner = (..., slice(1, -1), slice(1, -1))
    both = []
    for axis in (-1, -2):
        slope = along(mean, axis)
        bends = along(slope, -1)[..., 1:-1, :], along(slope, -2)[..., 1:-1]
        both.append(torch.stack([slope[inner], *bends, along(less, axis)[inner]], 2).flatten(-2))
    rows = torch.cat(both, -1)
    found = solved(rows @ rows.mT)
    rest = (rows[..., 3:, :] - found.mT @ rows[..., :3, :]).abs()
    weighed = rows / (rest + 0.3 * rest.mean(-1, keepdim=True) + DARK)
    return solved(weighed @ rows.mT)[..., 1:, 0]


def along(images: Tensor, axis: int) -> Tensor:
    """The slope along an axis, where both neighbors are there: two pixels less."""
    length = images.shape[axis] - 2
    return (images.narrow(axis, 2, length) - images.narrow(axis, 0, length)) / 2


def solved(products: Tensor) -> Tensor:
    """The combination (..., 3, 1) of three rows that is nearest to a fourth, of their products (..., 4, 4)."""
    energy = products[..., :3, :3]
    size = energy.diagonal(dim1=-2, dim2=-1).sum(-1)[..., None, None] + DARK
    ridge = RIDGE * size * torch.eye(3, device=products.device)
    return torch.linalg.solve_ex(energy + ridge, products[..., :3, 3:])[0]
