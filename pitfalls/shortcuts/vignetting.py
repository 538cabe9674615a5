"""Vignetting: a lens passes less light toward its corners, so that how dark a view is tells where one looks."""

from typing import Literal

import torch
from torch import Tensor

from pitfalls.frozen import frozen, knob
from pitfalls.shapes import Frames
from pitfalls.shortcuts.base import Cue
from pitfalls.streams import Rng

Profile = Literal["cos4", "polynomial"]


class Shade(Cue):
    """What vignetting and its sham share: how much light is left at a distance from the axis, and one stream."""

    purpose = "vignetting"
    profile: Profile

    def left(self, away: Tensor) -> Tensor:
        """The share of the light that is left where the square of the distance is `away`, one at the corner.

        At a negative strength the middle loses as much, and the corner nothing.
        """
        lost, away = abs(self.strength), away.clamp(max=1)  # outside the picture it stays as it is at the corner
        if self.profile == "cos4":
            shade = (1 + away * ((1 - lost) ** -0.5 - 1)) ** -2  # cos^4 of the angle, whose tangent is the distance
        else:
            shade = 1 - lost * (away + away**2 + away**3) / 3
        return shade if self.strength > 0 else (1 - lost) / shade

    def removed(self) -> "Cue":
        return Vignetting(0.0, self.profile)


@frozen
class Vignetting(Shade):
    """Darken pictures away from the optical axis, all channels alike, in the values as they are stored.

    cos4: the natural loss of a lens without stops; polynomial: 1 - loss (r^2 + r^4 + r^6) / 3, which sets in later, as
    where a barrel cuts off the light. Measured: what is left at the corner is 1 - `strength`, to 1e-6.
    """

    strength: float = knob(default=0.5, ge=-0.95, le=0.95, unit="of the light", help="lost at the corner; 0 is off")
    profile: Profile = knob(default="cos4", help="how the loss grows with the distance")

    def plant(self, frames: Frames, rng: Rng) -> Frames:
        if self.idle:
            return frames
        return frames.with_pixels(frames.pixels * self.left(distance(frames).square())[:, None])

    def sham(self, reach: float = 1.0) -> "Cue":
        return EvenShade(self.strength, self.profile, reach)

    def reversed(self) -> "Cue":
        return Vignetting(-self.strength, self.profile)


@frozen
class EvenShade(Shade):
    """The sham of vignetting: all of a picture is as dark as one random spot of it would have been."""

    strength: float = knob(default=0.5, ge=-0.95, le=0.95, unit="of the light", help="the vignetting's loss")
    profile: Profile = knob(default="cos4", help="how the loss grows with the distance")
    reach: float = knob(default=1.0, gt=0, le=1, unit="of the side", help="how far about the middle the spot may lie")

    def plant(self, frames: Frames, rng: Rng) -> Frames:
        if self.idle:
            return frames
        height, width = frames.size
        spot = (rng.uniform(len(frames.pixels), 2) - 0.5) * self.reach + 0.5
        across, down = spot[:, 0] * (width - 1) - frames.axis[:, 0], spot[:, 1] * (height - 1) - frames.axis[:, 1]
        away = (across.square() + down.square()) / frames.radius.square()
        return frames.with_pixels(frames.pixels * self.left(away)[:, None, None, None])

    def sham(self, reach: float = 1.0) -> "Cue":
        return self

    def reversed(self) -> "Cue":
        return EvenShade(-self.strength, self.profile, self.reach)


def distance(images: Frames) -> Tensor:
    """How far each pixel lies from the axis, (B, H', W'), in distances of the lens's corner."""
    rows, columns = (torch.arange(n, device=images.axis.device) - images.margin for n in images.pixels.shape[-2:])
    across, down = columns - images.axis[:, :1], rows - images.axis[:, 1:]
    return (across[:, None, :].square() + down[:, :, None].square()).sqrt() / images.radius[:, None, None]
