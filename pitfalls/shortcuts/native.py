"""A large photograph at native resolution: patches that know their place in the lens, and the lens's aberration."""

import torch
from torch import Tensor
from torch.nn import functional as F

from pitfalls.frozen import Refused
from pitfalls.shapes import Frames
from pitfalls.shortcuts.magnification import magnification

COARSE = 4  # px; see `native_magnification`


def native_magnification(photographs: list[Tensor], coarse: int = COARSE) -> Tensor:
    """How far outward red and blue lie of green at the corner, (2,) in px of photographs (3, H, W) of one camera.

    Blocks of `coarse` x `coarse` px are averaged first. A JPEG keeps its colors at half the resolution and smoothed,
    and gives all three channels the same fine grain, which lies on itself whatever the lens did. Measured on a
    photograph each of two cameras, red and blue: at full resolution 0.01 and 0.03 px, and none; of blocks of 2 px 0.2
    and 0.4, and none; of blocks of 4 px 0.9 and 2.4, and 0.06 and 0.10.
    """
    parts = [native_patches(each, coarse=coarse) for each in photographs]
    pixels, axis, radius = (torch.cat([getattr(each, name) for each in parts]) for name in ("pixels", "axis", "radius"))
    return magnification(Frames(pixels, axis, radius)) * coarse


def native_patches(photograph: Tensor, side: int = 192, across: int = 12, coarse: int = 1) -> Frames:
    """A regular grid of patches (N, 3, side, side), from corner to corner, of a photograph (3, H, W), uint8 or float.

    `across` of them lie along its longer side. The axis is its middle, the radius its half diagonal, both in px of the
    patches, which are `coarse` times as large as its own. Refused where no patch fits, or blocks do not fill one.
    """
    height, width = photograph.shape[-2:]
    if side > min(height, width) or side % coarse:
        allowed = f"it should be at most {min(height, width)} and a multiple of {coarse}"
        raise Refused(f"the side of a patch is {side} px, but {allowed}")
    pitch = max(height, width) / across
    tops, lefts = (
        torch.linspace(0, length - side, max(2, round(length / pitch))).round().long().tolist()
        for length in (height, width)
    )
    places = [(top, left) for top in tops for left in lefts]
    pixels = torch.stack([photograph[:, top : top + side, left : left + side] for top, left in places])
    pixels = F.avg_pool2d(pixels / 255 if pixels.dtype == torch.uint8 else pixels, coarse)
    middle = torch.tensor([(width - 1) / 2, (height - 1) / 2], device=pixels.device)
    axis = middle - torch.tensor([[left, top] for top, left in places], device=pixels.device)
    return Frames(pixels, (axis + 0.5) / coarse - 0.5, (middle.norm() / coarse).expand(len(places)))
