"""What a JPEG codec does to pixels: blocks of cosines, rounded; colors at half the resolution. (Wallace, 1992.)

Kornia's codec rounds softly, so that gradients flow, and keeps some of what a codec throws away; this one rounds.
"""

import math
from functools import cache

import torch
from torch import Tensor
from torch.nn import functional as F

from pitfalls.shortcuts.color import LUMA, gray

BLOCK, UNIT = 8, 16  # px: side of a block of cosines, and of what four of them and one of halved colors cover

# Steps of the cosines at quality 50, of gray and of color (ITU-T T.81, annex K)
GRAY_STEPS = (
    (16, 11, 10, 16, 24, 40, 51, 61),
    (12, 12, 14, 19, 26, 58, 60, 55),
    (14, 13, 16, 24, 40, 57, 69, 56),
    (14, 17, 22, 29, 51, 87, 80, 62),
    (18, 22, 37, 56, 68, 109, 103, 77),
    (24, 35, 55, 64, 81, 104, 113, 92),
    (49, 64, 78, 87, 103, 121, 120, 101),
    (72, 92, 95, 98, 112, 100, 103, 99),
)
COLOR_STEPS = (
    (17, 18, 24, 47, 99, 99, 99, 99),
    (18, 21, 26, 66, 99, 99, 99, 99),
    (24, 26, 56, 99, 99, 99, 99, 99),
    (47, 66, 99, 99, 99, 99, 99, 99),
    *((99,) * 8,) * 4,
)


def compressed(images: Tensor, quality: Tensor, phase: Tensor | None = None, halved: bool = True) -> Tensor:
    """Images (N, C, h, w) in [0, 1], of one channel or three, as they come out of the codec, in whole levels of 255.

    quality (N,) in 1 .. 100, as libjpeg counts it; phase (N, 2): how far into a unit of 16 px the first column and row
    lie, in px (none takes 0); halved: whether colors are kept at half the resolution (4:2:0).
    """
    height, width = images.shape[-2:]
    room = 0 if phase is None else UNIT - 1
    phase = images.new_zeros(1, 2).long() if phase is None else phase % UNIT
    sides = ((-2, height, phase[:, 1:]), (-1, width, phase[:, :1]))
    canvas = images.float().clamp(0, 1) * 255
    for axis, length, first in sides:
        place = torch.arange(-(-(length + room) // UNIT) * UNIT, device=images.device) - first
        canvas = along(canvas, place.clamp(0, length - 1), axis)  # the last pixel runs on, as encoders let it
    scale = torch.where(quality < 50, (5000 / quality).floor(), 200 - 2 * quality).float()[:, None, None]
    gray_steps, color_steps = ((table * scale + 50).div(100).floor().clamp(1, 255) for table in tables(images.device))
    if images.shape[1] == 1:
        out = rounded(canvas.round() - 128, gray_steps) + 128
    else:
        light = gray(canvas.movedim(1, -1))[:, None]
        colors = torch.cat([(canvas[:, 2:] - light) / 1.772, (canvas[:, :1] - light) / 1.402], 1)
        colors = (F.avg_pool2d(colors, 2) if halved else colors).round()
        colors = rounded(colors, color_steps).clamp(-128, 127)
        colors = F.interpolate(colors, scale_factor=2, mode="bilinear") if halved else colors
        light = (rounded(light.round() - 128, gray_steps) + 128).clamp(0, 255)
        red, blue = light + 1.402 * colors[:, 1:], light + 1.772 * colors[:, :1]
        out = torch.cat([red, (light - LUMA[0] * red - LUMA[2] * blue) / LUMA[1], blue], 1)
    for axis, length, first in sides:
        out = along(out, torch.arange(length, device=images.device) + first, axis)
    return (out.round().clamp(0, 255) / 255).to(images.dtype)


def along(images: Tensor, place: Tensor, axis: int) -> Tensor:
    """The rows (axis -2) or columns (-1) of images (N, C, h, w) that are numbered `place` (N or 1, n)."""
    index = place[:, None, :, None] if axis == -2 else place[:, None, None, :]
    shape = list(images.shape)
    shape[axis] = place.shape[1]
    return images.gather(axis, index.expand(shape))


def rounded(planes: Tensor, steps: Tensor) -> Tensor:
    """Planes (N, C, h, w) of whole blocks, every cosine of which is rounded to whole steps (N, 8, 8)."""
    (count, channels, height, width), waves = planes.shape, cosines(planes.device)
    down, across = height // BLOCK, width // BLOCK
    blocks = planes.reshape(count, channels, down, BLOCK, across, BLOCK).transpose(3, 4).flatten(-2)
    step = steps.flatten(1)[:, None, None, None]
    blocks = ((blocks @ waves.mT) / step).round_() * step @ waves
    return blocks.view(count, channels, down, across, BLOCK, BLOCK).transpose(3, 4).reshape(planes.shape)


def cosines(device: torch.device) -> Tensor:
    """The 64 orthonormal cosines of a block, one a row (64, 64), by their frequencies along y and x."""
    at = torch.arange(BLOCK, device=device)
    waves = torch.cos(math.pi / BLOCK * at[:, None] * (at + 0.5)) * math.sqrt(2 / BLOCK)
    waves = torch.where(at[:, None] == 0, math.sqrt(1 / BLOCK), waves)
    return torch.kron(waves, waves)


@cache
def tables(device: torch.device) -> tuple[Tensor, Tensor]:
    """Steps of gray and of color at quality 50, uploaded once."""
    return torch.tensor(GRAY_STEPS, device=device), torch.tensor(COLOR_STEPS, device=device)
