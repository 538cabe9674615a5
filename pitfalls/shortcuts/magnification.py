"""How much larger a lens paints red and blue than green, estimated from the pictures themselves.

A plain function of images that know their lens: whole pictures, or patches cut out of large ones at native resolution.
"""

import torch
from torch import Tensor
from torch.nn import functional as F

from pitfalls.shapes import Frames
from pitfalls.shortcuts.warp import REACH, grid, warp

BLURS = (2.0, 2.0, 1.0, 0.0, 0.0)  # px; a coarse picture first, in which a large displacement is a small one
NEAR = 7  # px; side of the neighborhood in which one color runs into another in one way
MOST = 9.0  # px at the corner; an estimate beyond is none
DARK = 1e-6
TOGETHER = 64  # pictures at a time: on the CPU their planes stay in the cache


def magnification(images: Frames, each: bool = False) -> Tensor:
    """How far outward red and blue lie of green at the lens's corner, in px: (2,), or (B, 2) of each picture alone.

    Least squares on the derivatives of a channel and green, as a displaced channel differs by displacement times slope
    (Lucas and Kanade, 1981), with one unknown displacement for all places, in proportion to the distance from the axis.
    What only is colored differs by a multiple of itself, a multiple of its own in each neighborhood, and is taken out;
    pixels count less where much is left over. The channels are then moved, all resampled with one kernel, and it
    is repeated from coarse to fine until they lie on each other, so that large values are not underestimated.
    """
    found = torch.zeros(len(images.pixels) if each else 1, 2, device=images.pixels.device)
    for blur in BLURS:
        parts = []
        for start in range(0, len(images.pixels), TOGETHER):
            part = slice(start, start + TOGETHER)
            piece = Frames(images.pixels[part], images.axis[part], images.radius[part], images.margin)
            parts.append(products(piece, found[part] if each else found, blur))
        up, down = torch.cat(parts, 1)
        if not each:
            up, down = up.sum(0, keepdim=True), down.sum(0, keepdim=True)
        found = (found + up / (down + DARK)).clamp(-MOST, MOST)
    return found if each else found[0]


def registered(images: Frames, amounts: Tensor) -> Frames:
    """Red and blue moved back by `amounts` (B or 1, 2), px outward at the corner, exactly; all channels resampled."""
    scale = 1 / (1 - F.pad(amounts, (1, 0))[:, [1, 0, 2]] / images.radius[:, None])  # (B, 3): red, green, blue
    columns, rows = grid(images, 0)
    at = images.axis[:, None, :]
    across = at[..., :1] + (columns - at[..., :1]) * scale[..., None]
    down = at[..., 1:] + (rows - at[..., 1:]) * scale[..., None]
    return warp(images, across, down, 0)


def products(images: Frames, amounts: Tensor, blur: float) -> Tensor:
    """For each picture and red and blue, moved back by `amounts`: (2, B, 2), whose ratio is what is left of it."""
    moved = registered(images, amounts).pixels.float()
    moved = smoothed(moved, blur) if blur else moved
    other, green = moved[:, ::2], moved[:, 1:2]
    mean, less = (other + green) / 2, other - green
    columns, rows = grid(images, 0)
    away_x = ((columns - images.axis[:, :1]) / images.radius[:, None])[:, None, None, :]
    away_y = ((rows - images.axis[:, 1:]) / images.radius[:, None])[:, None, :, None]
    slopes = slope(mean, -1), slope(mean, -2)
    outward = away_x * slopes[0] + away_y * slopes[1]
    ways = torch.stack([slope(outward, -1), slope(outward, -2)])
    apart = torch.stack([slope(less, -1), slope(less, -2)])
    same = torch.stack(slopes)
    energy = near((same * same).sum(0)) + DARK
    ways, apart = (each - same * near((each * same).sum(0)) / energy for each in (ways, apart))
    rest = apart.abs()
    weight = known(images, amounts, blur) / (rest + 0.3 * rest.mean((0, -2, -1), keepdim=True) + DARK)
    total = lambda each: (weight * each).sum((0, -2, -1))
    return torch.stack([-total(ways * apart), total(ways * ways)])


def slope(images: Tensor, axis: int) -> Tensor:
    """The slope along an axis, of the same shape; at the ends zero."""
    length = images.shape[axis] - 2
    middle = (images.narrow(axis, 2, length) - images.narrow(axis, 0, length)) / 2
    return F.pad(middle, (1, 1) if axis == -1 else (0, 0, 1, 1))


def near(images: Tensor) -> Tensor:
    """The mean over each pixel's neighborhood."""
    return F.avg_pool2d(images, NEAR, 1, NEAR // 2)


def smoothed(images: Tensor, sd: float) -> Tensor:
    """Images (B, C, h, w) under a Gaussian of `sd` px; beyond the border the border is repeated."""
    reach = int(3 * sd)
    tap = torch.arange(-reach, reach + 1, device=images.device, dtype=images.dtype)
    bell = (-0.5 * (tap / sd) ** 2).exp()
    bell = (bell / bell.sum()).expand(images.shape[1], 1, 1, -1)
    wide = F.pad(images, (reach,) * 4, mode="replicate")
    across = F.conv2d(wide, bell, groups=images.shape[1])
    return F.conv2d(across, bell.mT, groups=images.shape[1])


def known(images: Frames, amounts: Tensor, blur: float) -> Tensor:
    """One where all that a pixel is compared by lies in the picture, else zero: (B, 2, H, W)."""
    reach = REACH + 3
    scale = 1 / (1 - amounts / images.radius[:, None])
    columns, rows = grid(images, 0)
    inside = []
    for place, axis, length in ((rows, 1, images.size[0]), (columns, 0, images.size[1])):
        at = images.axis[:, None, axis : axis + 1]
        moved = at + (place - at) * scale[..., None]
        low, high = torch.minimum(moved, place), torch.maximum(moved, place)
        margin = images.margin
        inside.append(((low >= reach - margin) & (high <= length - 1 + margin - reach)).float())
    return inside[0][..., :, None] * inside[1][..., None, :]
