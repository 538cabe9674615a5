"""Resample whole images at places that bend, which no two products along rows and columns can do."""

import torch
from torch import Tensor
from torch.nn import functional as F

from pitfalls.shapes import Frames
from pitfalls.shortcuts.warp import weights


def bend(images: Frames, x: Tensor, y: Tensor, need: int) -> Frames:
    """Images that show at each pixel what lay at x, y (B, H', W'), in px of the inner image with `need` px less margin.

    A grid twice as fine is made with the kernel of `warp`, which leaves out what a bicubic reading of it (Keys, 1981)
    would blur by the fraction of a pixel: all places stay as sharp.
    """
    pixels, m = images.pixels.float(), images.margin
    height, width = pixels.shape[-2:]
    fine_rows, fine_columns = (torch.arange(2 * n - 1, device=pixels.device) / 2 for n in (height, width))
    fine = weights(fine_rows, height) @ pixels @ weights(fine_columns, width).mT
    place = torch.stack([(x + m) * 2 / (width - 1) - 1, (y + m) * 2 / (height - 1) - 1], -1)
    found = F.grid_sample(fine, place, mode="bicubic", padding_mode="border", align_corners=True)
    return Frames(found.clamp_(0, 1).to(images.pixels.dtype), images.axis, images.radius, m - need)
