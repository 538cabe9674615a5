"""Hints: the true colors of a few places, shown beside the lightness (Zhang et al., 2017)."""

import torch
from kornia.color import lab_to_rgb
from torch import Tensor

SCALE = 256  # Lab units from the lowest a or b that a view can hold to the highest


def hinted(views: Tensor, ab: Tensor, told: Tensor, stride: int) -> Tensor:
    """Views (B, 1, 4, h, w) of lightness (B, 1, 1, h, w), with the colors ab (B, 2, h', w') of the places told.

    told (B, 1, h', w') is True where a color is shown; a place is a block of `stride` x `stride` pixels.
    """
    shown = told.to(ab)
    seen = torch.cat([ab / SCALE * shown + 0.5, shown], 1).repeat_interleave(stride, -1)
    return torch.cat([views, seen.repeat_interleave(stride, -2)[:, None].to(views)], 2)


def pictured(views: Tensor) -> Tensor:
    """Such views as pictures (B, 1, 3, h, w) in [0, 1]: gray, but for the hints."""
    told, gray = (views[:, 0, 1:3] - 0.5) * SCALE, views[:, :, :1].expand(-1, -1, 3, -1, -1)
    colored = lab_to_rgb(torch.cat([100 * views[:, 0, :1], told], 1)).clamp(0, 1)[:, None]
    return torch.where(views[:, :, 3:] > 0.5, colored, gray)
