"""Lateral chromatic aberration: a lens magnifies each color differently, so that color fringes tell where one looks.

Doersch, Gupta and Efros (2015) found that networks read it. To first order it is one magnification a channel.
"""

import math
from typing import Literal

import torch
from torch import Tensor

from pitfalls.frozen import frozen, knob
from pitfalls.shapes import Frames
from pitfalls.shortcuts.base import Cue
from pitfalls.shortcuts.warp import REACH, grid, warp
from pitfalls.streams import Rng

Direction = Literal["red-blue", "green"]
OUTWARD = {"red-blue": (1.0, 0.0, -1.0), "green": (0.0, -1.0, 0.0)}
SHIFT = 0.5  # px; every image is resampled at a random sub-pixel place, so that no spot is always sharp


class Lens(Cue):
    """What its cues share: one resampling of all channels, from one stream, whatever the dose."""

    purpose = "lens"
    direction: Direction

    @property
    def margin(self) -> int:
        return 0 if self.idle else math.ceil(abs(self.strength) + SHIFT) + REACH

    def removed(self) -> "Cue":
        return Resampling(abs(self.strength))

    def moved(self, images: Frames, shift: Tensor, x: Tensor | float = 0.0, y: Tensor | float = 0.0) -> Frames:
        """Channels displaced by x (B, 3, W') and y (B, 3, H') px, all of them by one `shift` (B, 2) more."""
        columns, rows = grid(images, self.margin)
        still = torch.zeros(len(shift), 3, 1, device=shift.device)
        across = columns + shift[:, :1, None] - x + still
        down = rows + shift[:, 1:, None] - y + still
        return warp(images, across, down, self.margin)

    def shift(self, images: Frames, rng: Rng) -> Tensor:
        """One random sub-pixel shift an image, (B, 2); always the first draw, so that all arms see the same."""
        return (rng.uniform(len(images.pixels), 2) * 2 - 1) * SHIFT

    def toward(self, images: Frames, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        """Displacement of each channel at columns x and rows y (B, 1, n), in px, (B, 3, n) each."""
        outward = [self.strength * each for each in OUTWARD[self.direction]]
        gain = torch.stack([torch.full_like(images.radius, each) for each in outward], 1) / images.radius[:, None]
        at = images.axis[:, None, :]
        return gain[..., None] * (x - at[..., :1]), gain[..., None] * (y - at[..., 1:])


@frozen
class LateralAberration(Lens):
    """Move channels radially, in proportion to the distance from the optical axis: `strength` px at the corner.

    red-blue: red outward and blue inward by as much; green: green inward against both others (the case of
    Doersch et al.). Measured on ramps: within 0.01 px of the dose. Displacement is the only cue: how sharp the channels
    are against each other tells a jigsaw no more than without the lens, at 0.25 to 2 px.
    """

    strength: float = knob(default=1.0, ge=-8, le=8, unit="px", help="displacement at the corner; 0 is off")
    direction: Direction = knob(default="red-blue", help="which channels part")

    def plant(self, frames: Frames, rng: Rng) -> Frames:
        if self.idle:
            return frames
        columns, rows = grid(frames, self.margin)
        x, y = self.toward(frames, columns[None, None].float(), rows[None, None].float())
        return self.moved(frames, self.shift(frames, rng), x, y)

    def sham(self, reach: float = 1.0) -> "Cue":
        return UniformShift(self.strength, self.direction, reach)

    def reversed(self) -> "Cue":
        return LateralAberration(-self.strength, self.direction)


@frozen
class UniformShift(Lens):
    """The sham of aberration: all of an image is displaced as one random spot of it would have been.

    Fringes of the same magnitudes in the same channels, one for the whole image, so that they tell no place.
    """

    strength: float = knob(default=1.0, ge=-8, le=8, unit="px", help="the aberration's displacement at the corner")
    direction: Direction = knob(default="red-blue", help="which channels part")
    reach: float = knob(
        default=1.0,
        gt=0,
        le=1,
        unit="of the side",
        help="how much of the picture, about its middle, the spot may lie in",
    )

    def plant(self, frames: Frames, rng: Rng) -> Frames:
        if self.idle:
            return frames
        (height, width), shift = frames.size, self.shift(frames, rng)
        spot = (rng.uniform(len(shift), 2) - 0.5) * self.reach + 0.5
        x, y = self.toward(frames, spot[:, :1, None] * (width - 1), spot[:, 1:, None] * (height - 1))
        return self.moved(frames, shift, x, y)

    def sham(self, reach: float = 1.0) -> "Cue":
        return self

    def reversed(self) -> "Cue":
        return UniformShift(-self.strength, self.direction, self.reach)


@frozen
class Resampling(Lens):
    """The plumbing of aberration without the cue: every channel resampled with the same kernel at the same place."""

    strength: float = knob(default=1.0, ge=0, le=8, unit="px", help="the aberration whose plumbing this is")

    def plant(self, frames: Frames, rng: Rng) -> Frames:
        return frames if self.idle else self.moved(frames, self.shift(frames, rng))

    def sham(self, reach: float = 1.0) -> "Cue":
        return self

    def reversed(self) -> "Cue":
        return self
