"""The bins of the ab plane that real colors reach, and a table of the bins nearest to every place of the plane.

A bin is in gamut if some 8-bit sRGB color falls in it. At size 10 that makes 261. The published list of 313
(Zhang, Isola and Efros, 2016) holds these and a rim of 52 more, up to 15 units outside, which no sRGB color reaches.
"""

from functools import cache

import torch
from kornia.color import rgb_to_lab
from scipy.spatial import KDTree
from torch import Tensor

REACH = 128.0  # the table covers a and b from -REACH to REACH at least


def surface() -> Tensor:
    """The 8-bit colors on the faces of the sRGB cube, (3, 6 * 256 * 256); their ab cover that of the whole cube."""
    ramp = torch.linspace(0, 1, 256, dtype=torch.float64)
    u, v = (grid.flatten() for grid in torch.meshgrid(ramp, ramp, indexing="ij"))
    faces = []
    for end in (torch.zeros_like(u), torch.ones_like(u)):
        faces += [torch.stack(face) for face in ((end, u, v), (u, end, v), (u, v, end))]
    return torch.cat(faces, 1)


@cache
@torch.inference_mode(False)
def centers(size: float) -> Tensor:
    """The centers (Q, 2) of the in-gamut bins of side `size` Lab units, multiples of it, sorted by a, then b."""
    ab = rgb_to_lab(surface()[:, :, None])[1:, :, 0]
    return torch.unique((ab / size).round().T, dim=0).mul(size).float()


@cache
@torch.inference_mode(False)
def center_distances(size: float) -> Tensor:
    """Distances (Q, Q) between the centers of the in-gamut bins, in Lab units."""
    return torch.cdist(centers(size), centers(size))


class Table:
    """For every cell of a grid over the ab plane: its `neighbors` nearest bins, nearest first, and their weights.

    Cells are about 1 Lab unit wide and no cell straddles two bins, so that the nearest bin is exact; weights are
    a Gaussian of the distance to the middle of the cell, normalized to 1.
    """

    def __init__(self, size: float, neighbors: int, sigma: float, device: torch.device):
        per_bin = 2 * max(1, round(size / 2))  # even, so that bin borders are cell borders
        self.cell = size / per_bin
        self.half = int(REACH / self.cell) + 1
        line = (torch.arange(-self.half, self.half, dtype=torch.float64) + 0.5) * self.cell
        middle = torch.cartesian_prod(line, line)
        distance, index = KDTree(centers(size).numpy()).query(middle.numpy(), neighbors)
        exponent = -torch.as_tensor(distance).view(len(middle), neighbors).square() / (2 * sigma**2)
        self.index = torch.as_tensor(index).view(len(middle), neighbors).long().to(device)
        self.weight = exponent.softmax(1).float().to(device)

    def look_up(self, ab: Tensor) -> tuple[Tensor, Tensor]:
        """Numbers and weights of the bins nearest to ab (B, 2, h, w): two (B, neighbors, h, w)."""
        row = (ab / self.cell + self.half).long().clamp(0, 2 * self.half - 1)
        place = (row[:, 0] * (2 * self.half) + row[:, 1]).flatten()
        shape = (len(ab), *ab.shape[-2:], -1)
        index, weight = (held.index_select(0, place).view(shape) for held in (self.index, self.weight))
        return index.movedim(-1, 1), weight.movedim(-1, 1)


@cache
@torch.inference_mode(False)
def table(size: float, neighbors: int, sigma: float, device: torch.device) -> Table:
    """The table of these bins on a device, made once."""
    return Table(size, neighbors, sigma, device)
