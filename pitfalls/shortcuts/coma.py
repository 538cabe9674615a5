"""Coma: away from the axis a lens smears each point along the radius, so that the smear tells where one looks."""

import math

import torch
from torch import Tensor

from pitfalls.frozen import frozen, knob
from pitfalls.shapes import Frames
from pitfalls.shortcuts.base import Cue
from pitfalls.shortcuts.warp import REACH, grid, warp
from pitfalls.streams import Rng

SHIFT = 0.5  # px; every image is resampled at a random sub-pixel place, so that no spot is always sharp
STEP = 0.5  # px at the corner between two of the pictures that a smear is the mean of


class Smear(Cue):
    """What coma, its sham and its plumbing share: a mean of shifted pictures, from one stream, whatever the dose."""

    purpose = "coma"

    @property
    def margin(self) -> int:
        return 0 if self.idle else math.ceil(abs(self.strength) + SHIFT) + REACH

    def removed(self) -> "Cue":
        return Unsmeared(abs(self.strength))

    def shift(self, images: Frames, rng: Rng) -> Tensor:
        """One random sub-pixel shift an image, (B, 2); always the first draw, so that all arms see the same."""
        return (rng.uniform(len(images.pixels), 2) * 2 - 1) * SHIFT

    def smeared(self, images: Frames, shift: Tensor, x: Tensor | None = None, y: Tensor | None = None) -> Frames:
        """Points drawn out by x (B, W' or 1) and y (B, H' or 1) px, brightest where they were and fading linearly."""
        columns, rows = grid(images, self.margin)
        columns, rows = columns + shift[:, :1], rows + shift[:, 1:]
        if x is None or y is None:
            return warp(images, columns[:, None], rows[:, None], self.margin)
        count = max(2, math.ceil(abs(self.strength) / STEP))
        parts, whole = [], count * (count + 1) / 2
        for step in range(count):
            far = step / (count - 1)
            part = warp(images, (columns - far * x)[:, None], (rows - far * y)[:, None], self.margin)
            parts.append(part.pixels.float() * ((count - step) / whole))
        pixels = torch.stack(parts).sum(0).clamp_(0, 1).to(images.pixels.dtype)
        return Frames(pixels, images.axis, images.radius, images.margin - self.margin)

    def drawn_out(self, images: Frames, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        """The length of the smear at columns x (B or 1, n) and rows y, along both axes, in px."""
        gain = self.strength / images.radius[:, None]
        return gain * (x - images.axis[:, :1]), gain * (y - images.axis[:, 1:])


@frozen
class Coma(Smear):
    """Smear each point outward along the radius, by `strength` px at the corner and in proportion to the distance.

    A point becomes a comet whose tail fades linearly; at a negative strength it points to the axis. Measured: at the
    corner its mean lies a third of the dose away from its head, its standard deviation is 0.24 of the dose.
    """

    strength: float = knob(default=2.0, ge=-8, le=8, unit="px", help="length of the smear at the corner; 0 is off")

    def plant(self, frames: Frames, rng: Rng) -> Frames:
        if self.idle:
            return frames
        columns, rows = grid(frames, self.margin)
        out = self.drawn_out(frames, columns[None].float(), rows[None].float())
        return self.smeared(frames, self.shift(frames, rng), *out)

    def sham(self, reach: float = 1.0) -> "Cue":
        return EvenSmear(self.strength, reach)

    def reversed(self) -> "Cue":
        return Coma(-self.strength)


@frozen
class EvenSmear(Smear):
    """The sham of coma: all of a picture is smeared as one random spot of it would have been."""

    strength: float = knob(default=2.0, ge=-8, le=8, unit="px", help="the coma's smear at the corner")
    reach: float = knob(default=1.0, gt=0, le=1, unit="of the side", help="how far about the middle the spot may lie")

    def plant(self, frames: Frames, rng: Rng) -> Frames:
        if self.idle:
            return frames
        (height, width), shift = frames.size, self.shift(frames, rng)
        spot = (rng.uniform(len(shift), 2) - 0.5) * self.reach + 0.5
        out = self.drawn_out(frames, spot[:, :1] * (width - 1), spot[:, 1:] * (height - 1))
        return self.smeared(frames, shift, *out)

    def sham(self, reach: float = 1.0) -> "Cue":
        return self

    def reversed(self) -> "Cue":
        return EvenSmear(-self.strength, self.reach)


@frozen
class Unsmeared(Smear):
    """The plumbing of coma without the cue: resampled once with the same kernel."""

    strength: float = knob(default=2.0, ge=0, le=8, unit="px", help="the coma whose plumbing this is")

    def plant(self, frames: Frames, rng: Rng) -> Frames:
        return frames if self.idle else self.smeared(frames, self.shift(frames, rng))

    def sham(self, reach: float = 1.0) -> "Cue":
        return self

    def reversed(self) -> "Cue":
        return self
