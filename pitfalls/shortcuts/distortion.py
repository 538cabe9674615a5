"""Radial distortion: a lens magnifies its corners more or less than its middle, so that what is bent tells the place.

To first and second order in the square of the distance from the axis (k1 and k2; Brown, 1966).
"""

import math

import torch
from torch import Tensor

from pitfalls.frozen import frozen, knob
from pitfalls.shapes import Frames
from pitfalls.shortcuts.base import Cue
from pitfalls.shortcuts.bend import bend
from pitfalls.shortcuts.warp import REACH, grid
from pitfalls.streams import Rng

SHIFT = 0.5  # px; every image is resampled at a random sub-pixel place, so that no spot is always sharp


class Bent(Cue):
    """What distortion, its sham and its plumbing share: one resampling at bent places, from one stream."""

    purpose = "distortion"
    fifth: float

    @property
    def margin(self) -> int:
        # the sham stretches a whole picture as the corner is stretched, three to five times what the corner is moved by
        return 0 if self.idle else math.ceil(abs(self.strength) * (3 + 2 * self.fifth) + SHIFT) + REACH

    def removed(self) -> "Cue":
        return Unbent(abs(self.strength), self.fifth)

    def places(self, images: Frames, rng: Rng) -> tuple[Tensor, Tensor, Tensor]:
        """The output's pixels x and y (B, H', W'), from the axis, in px; and a random shift of each image, (B, 2).

        The shift is always the first draw, so that all arms see the same.
        """
        shift = (rng.uniform(len(images.pixels), 2) * 2 - 1) * SHIFT
        return *from_axis(images, self.margin), shift

    def read(self, images: Frames, x: Tensor, y: Tensor, shift: Tensor) -> Frames:
        """What lies at x and y from the axis, all of it shifted."""
        x, y = (each + (shift + images.axis)[:, axis, None, None] for axis, each in enumerate((x, y)))
        return bend(images, x, y, self.margin)


@frozen
class RadialDistortion(Bent):
    """Move points outward along the radius by `strength` px at the corner, as the cube of their distance from the axis.

    Positive is a pincushion, negative a barrel. In a lens's own terms k1 = strength (1 - fifth) / radius and k2 =
    strength fifth / radius, for distances in units of the corner's, which is `radius` px. Measured: points lie within
    0.05 px of where it says.
    """

    strength: float = knob(default=0.8, ge=-8, le=8, unit="px", help="displacement at the corner; 0 is off")
    fifth: float = knob(default=0.0, ge=0, le=1, help="share of it that grows as the fifth power of the distance, k2")

    def plant(self, frames: Frames, rng: Rng) -> Frames:
        if self.idle:
            return frames
        x, y, shift = self.places(frames, rng)
        gain = outward(x, y, frames.radius, self.strength, self.fifth)
        return self.read(frames, x * (1 - gain), y * (1 - gain), shift)

    def sham(self, reach: float = 1.0) -> "Cue":
        return EvenStretch(self.strength, self.fifth, reach)

    def reversed(self) -> "Cue":
        return RadialDistortion(-self.strength, self.fifth)


@frozen
class EvenStretch(Bent):
    """The sham of distortion: all of a picture is stretched as one random spot of it would have been."""

    strength: float = knob(default=0.8, ge=-8, le=8, unit="px", help="the distortion's displacement at the corner")
    fifth: float = knob(default=0.0, ge=0, le=1, help="share of it that grows as the fifth power of the distance, k2")
    reach: float = knob(default=1.0, gt=0, le=1, unit="of the side", help="how far about the middle the spot may lie")

    def plant(self, frames: Frames, rng: Rng) -> Frames:
        if self.idle:
            return frames
        (height, width), (x, y, shift) = frames.size, self.places(frames, rng)
        spot = (rng.uniform(len(shift), 2) - 0.5) * self.reach + 0.5
        sides = torch.stack([torch.full_like(spot[:, 0], side - 1) for side in (width, height)], 1)
        at = ((spot * sides - frames.axis) / frames.radius[:, None])[:, :, None, None]
        away = at.square().sum(1)
        gain = outward(at[:, 0], at[:, 1], torch.ones_like(frames.radius), self.strength, self.fifth)
        steep = 2 * self.strength * (1 - self.fifth + 2 * self.fifth * away)
        along = at[:, 0] * x + at[:, 1] * y
        scale = 1 / frames.radius[:, None, None]
        across, down = (each * gain + at[:, axis] * steep * along for axis, each in enumerate((x, y)))
        return self.read(frames, x - across * scale, y - down * scale, shift)

    def sham(self, reach: float = 1.0) -> "Cue":
        return self

    def reversed(self) -> "Cue":
        return EvenStretch(-self.strength, self.fifth, self.reach)


@frozen
class Unbent(Bent):
    """The plumbing of distortion without the cue: resampled once in the same way."""

    strength: float = knob(default=0.8, ge=0, le=8, unit="px", help="the distortion whose plumbing this is")
    fifth: float = knob(default=0.0, ge=0, le=1, help="share of it that grows as the fifth power of the distance, k2")

    def plant(self, frames: Frames, rng: Rng) -> Frames:
        return frames if self.idle else self.read(frames, *self.places(frames, rng))

    def sham(self, reach: float = 1.0) -> "Cue":
        return self

    def reversed(self) -> "Cue":
        return self


def from_axis(images: Frames, need: int) -> tuple[Tensor, Tensor]:
    """How far each pixel of the output lies from the axis, x and y (B, H', W'), in px; `need` as in `bend`."""
    columns, rows = grid(images, need)
    x, y = columns - images.axis[:, :1], rows - images.axis[:, 1:]
    shape = (len(x), len(rows), len(columns))
    return x[:, None, :].expand(shape), y[:, :, None].expand(shape)


def outward(x: Tensor, y: Tensor, radius: Tensor, strength: Tensor | float, fifth: float) -> Tensor:
    """By what share of its distance from the axis a point x, y (B, h, w) is moved: `strength` px at the `radius`."""
    away = (x.square() + y.square()) / radius[:, None, None].square()
    return strength * away * (1 - fifth + fifth * away) / radius[:, None, None]
