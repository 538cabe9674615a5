"""Continuity: what runs over the border of two touching tiles tells that they touch. Gap and jitter close it.

Doersch et al. (2015) used a gap of half a patch and jitter of 7 px; Noroozi and Favaro (2016) drew tiles of
64 px at random out of cells of 75 px.
"""

import torch
from torch import Tensor

from pitfalls.frozen import frozen, knob
from pitfalls.shortcuts.base import WindowDefense
from pitfalls.streams import Rng


@frozen
class Gap(WindowDefense):
    """Move neighboring windows apart until at least `pixels` lie between them, all of them about their middle.

    Measured: touching tiles come to lie exactly `pixels` apart. Their size and scale stay; the extent grows.
    """

    changes = "places"

    pixels: int = knob(default=4, ge=0, le=128, unit="px", help="least distance of neighboring windows; 0 is off")

    @property
    def idle(self) -> bool:
        return self.pixels == 0

    def spread(self, windows: Tensor, size: tuple[int, int], rng: Rng) -> Tensor:
        return windows if self.idle else inside(apart(windows, self.pixels), size)


@frozen
class Jitter(WindowDefense):
    """Put each window at a random place of a cell that is `pixels` wider and higher than itself.

    The cells are moved apart first, so that no two windows come nearer to each other than they were: a gap
    stays guaranteed. Measured: the offset in the cell is uniform on 0 .. pixels along both axes.
    """

    changes = "places"

    pixels: int = knob(default=4, ge=0, le=128, unit="px", help="room of each window along each axis; 0 is off")

    @property
    def idle(self) -> bool:
        return self.pixels == 0

    def spread(self, windows: Tensor, size: tuple[int, int], rng: Rng) -> Tensor:
        if self.idle:
            return windows
        cells = inside(apart(windows, self.pixels, self.pixels), size, self.pixels)
        offset = rng.integers(0, self.pixels + 1, *windows.shape[:2], 2)
        return torch.cat([cells[..., :2] + offset, cells[..., 2:]], -1)


def apart(windows: Tensor, pixels: int, room: int = 0) -> Tensor:
    """Windows (B, V, 4) moved by `pixels` for each that lies wholly before them; `room` is added to each at its end."""
    corner, extent = windows[..., :2], windows[..., 2:].abs()
    before = (corner + extent)[:, :, None] <= corner[:, None]  # (B, V, V, 2): the first lies wholly before the second
    cell = torch.zeros_like(corner)
    for _ in range(windows.shape[1] - 1):
        longer = (cell[:, :, None] + 1) * before
        cell = longer.amax(1)
    middle = torch.div(cell.amax(1, keepdim=True) * pixels + room, 2, rounding_mode="floor")
    return torch.cat([corner + cell * pixels - middle, windows[..., 2:]], -1)


def inside(windows: Tensor, size: tuple[int, int], room: int = 0) -> Tensor:
    """All windows of an image moved together into it (height, width), where they reach beyond a side and can be."""
    corner = windows[..., :2]
    end = corner + windows[..., 2:].abs() + room
    low, high = corner.amin(1, keepdim=True), end.amax(1, keepdim=True)
    limit = torch.full_like(high, size[1])
    limit[..., 1] = size[0]
    back = (limit - high).clamp(max=0)
    return torch.cat([corner + back + (-(low + back)).clamp(min=0), windows[..., 2:]], -1)
