"""Flat field: how the light falls off from the axis, estimated over a folder of pictures, and undone."""

from dataclasses import replace

import torch
from torch import Tensor

from pitfalls.frozen import Refused, frozen, knob
from pitfalls.shapes import Frames, frames
from pitfalls.shortcuts.base import ImageDefense
from pitfalls.shortcuts.vignetting import distance
from pitfalls.streams import Rng

POWERS = 3  # of the square of the distance
LEAST, MOST = 0.04, 2.0  # light that is left, against the axis; what is found beyond is none
DARK = 1e-4


@frozen
class FlatField(ImageDefense):
    """Divide pictures by the share of the light that their lens passes, found by `fit` in the mean of all pictures.

    The logarithm of the mean picture is fitted by powers of the squared distance (`gains`): what stands in the middle
    of pictures more than at their rim is taken for light, too. Unfitted, a batch is its own folder. What is undone for
    a folder is not where clean pictures are read.
    """

    changes = "values"

    gains: tuple[float, ...] = knob(default=(), help="logarithm of the light by powers of r^2; what was fitted")

    def __post_init__(self) -> None:
        if len(self.gains) not in (0, POWERS):
            raise Refused(f"gains are {self.gains}, but they should be {POWERS} numbers, or none")

    def fit(self, images: Tensor) -> "FlatField":
        """The same with the lens of these pictures (N, 3, H, W), uint8 or float in [0, 1]."""
        first, total = frames(images[:1]), torch.zeros(images.shape[-2:], device=images.device)
        for some in images.split(256):
            total = total + frames(some).pixels.sum((0, 1))
        mean = (total / (len(images) * images.shape[1])).expand_as(first.pixels)
        return replace(self, gains=tuple(round(each, 6) for each in falloff(first.with_pixels(mean)).tolist()))

    def repair(self, frames: Frames, rng: Rng) -> Frames:
        gains = (
            torch.stack([frames.radius.new_full((), each) for each in self.gains]) if self.gains else falloff(frames)
        )
        light = (powers(frames) @ gains).exp().clamp(LEAST, MOST)
        return frames.with_pixels((frames.pixels / light[:, None]).clamp(0, 1))


def falloff(images: Frames) -> Tensor:
    """The logarithm of the light that is left by powers of r^2, (POWERS,), zero at the axis; of lenses all alike."""
    level = (images.inner.float().mean((0, 1)) + DARK).log().flatten()
    known = powers(replace(images, pixels=images.inner[:1], axis=images.axis[:1], radius=images.radius[:1], margin=0))
    known = torch.cat([torch.ones_like(level)[:, None], known[0].flatten(0, 1)], 1)
    return torch.linalg.solve_ex(known.mT @ known, known.mT @ level)[0][1:]


def powers(images: Frames) -> Tensor:
    """Powers of the squared distance from the axis, (B, H', W', POWERS)."""
    away = distance(images).square()
    return torch.stack([away**each for each in range(1, POWERS + 1)], -1)
