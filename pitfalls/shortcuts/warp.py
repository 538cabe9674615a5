"""Resample whole images along rows and columns, each channel from places of its own."""

import torch
from torch import Tensor

from pitfalls.shapes import Frames

TAPS = 4
REACH = 2  # pixels that the kernel reads beyond the place it is asked for


def warp(images: Frames, x: Tensor, y: Tensor, need: int) -> Frames:
    """Images whose channel c shows at column i, row j what lay at x[:, c, i], y[:, c, j].

    x (B, C, W') and y (B, C, H') are in pixels of the inner image, for every pixel of the output: the inner
    image with `need` px less margin. Cubic convolution (Keys, 1981, a = -1/2), in every arm alike.
    """
    m = images.margin
    across = weights(x + m, images.pixels.shape[-1])
    down = weights(y + m, images.pixels.shape[-2])
    pixels = (down @ images.pixels @ across.mT).clamp_(0, 1)
    return Frames(pixels, images.axis, images.radius, m - need)


def weights(places: Tensor, length: int) -> Tensor:
    """Rows of interpolation weights (..., n, length) for places (..., n); places beyond the ends read the end."""
    first = places.floor()
    t = (places - first)[..., None]
    distance = (t - torch.arange(-1, TAPS - 1, device=places.device)).abs()
    near = (1.5 * distance - 2.5) * distance * distance + 1
    far = ((-0.5 * distance + 2.5) * distance - 4) * distance + 2
    tap = torch.where(distance <= 1, near, far)
    column = first.long()[..., None] + torch.arange(-1, TAPS - 1, device=places.device)
    empty = torch.zeros(*places.shape, length, device=places.device)
    return empty.scatter_add_(-1, column.clamp(0, length - 1), tap)


def grid(images: Frames, need: int) -> tuple[Tensor, Tensor]:
    """Coordinates (W',) and (H',) of the output's pixels, in pixels of the inner image."""
    (height, width), m = images.size, images.margin - need
    device = images.pixels.device
    return torch.arange(-m, width + m, device=device), torch.arange(-m, height + m, device=device)
