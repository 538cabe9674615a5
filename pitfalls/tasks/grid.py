"""Where tasks look: a regular grid of touching tiles, or one window; either roams about the middle of the picture."""

import torch
from torch import Tensor

from pitfalls.frozen import Refused
from pitfalls.streams import Rng


def tile_side(size: tuple[int, int], across: int, tile: int, roam: int, name: str) -> int:
    """The side of a tile in px: `tile`, or a quarter of the image at 0; Refused where the grid does not fit."""
    side = tile or min(size) // 4
    need = across * side + 2 * roam
    if need > min(size):
        raise Refused(
            f"{name}: a {across} x {across} grid of {side} px tiles that roams {roam} px needs {need} px, "
            f"but the images have {min(size)}; take a smaller grid, tile or roam."
        )
    if side < 4:
        raise Refused(f"{name}: tiles of {side} px are too small to see anything; at least 4 px are needed.")
    return side


def grid_windows(size: tuple[int, int], across: int, side: int, roam: int, count: int, rng: Rng) -> Tensor:
    """Touching windows (count, across**2, 4), row by row, centered but for one shift of up to `roam` px an image."""
    height, width = size
    shift = rng.integers(-roam, roam + 1, count, 2)
    cell = torch.arange(across, device=shift.device) * side
    y, x = torch.meshgrid(cell, cell, indexing="ij")
    x = x.flatten() + (width - across * side) // 2 + shift[:, :1]
    y = y.flatten() + (height - across * side) // 2 + shift[:, 1:]
    return torch.stack([x, y, torch.full_like(x, side), torch.full_like(x, side)], -1)


def one_window(size: tuple[int, int], extent: tuple[int, int], roam: int, count: int, rng: Rng) -> Tensor:
    """A window (count, 1, 4) of `extent` (height, width) an image, centered but for a shift of up to `roam` px."""
    shift = rng.integers(-roam, roam + 1, count, 2)
    x, y = shift[:, 0] + (size[1] - extent[1]) // 2, shift[:, 1] + (size[0] - extent[0]) // 2
    return torch.stack([x, y, torch.full_like(x, extent[1]), torch.full_like(y, extent[0])], -1)[:, None]
