"""Shared ground: two crops of a picture share what lies behind the figure, and need not look at the figure.

Tian et al. (2020) found that views which share figure and ground are told apart by the ground. Where the figure is
lighter than `level` and the ground darker, as on scenes without contours and grain, both can be told exactly.
"""

import math
from abc import abstractmethod
from typing import Literal

import torch
from torch import Tensor

from pitfalls.frozen import frozen, knob
from pitfalls.shapes import Frames
from pitfalls.shortcuts.base import Cue, ViewDefense
from pitfalls.shortcuts.color import gray
from pitfalls.shortcuts.gratings import MOST, coded
from pitfalls.streams import Rng

LEVEL = 0.45  # parts of scenes have a gray of 0.5 to 0.9; their plain ground one of 0.39 at most
DARKER = 0.95  # of the level, which the pattern does not pass, so that no rounding makes it figure


class Patterned(Cue):
    """What its cues share: gratings in the ground alone, which stays darker than `level`, from one stream."""

    purpose = "ground"
    level: float

    @abstractmethod
    def which(self, bits: Tensor) -> Tensor:
        """The bits (B, MOST) of which each picture takes its own."""

    def plant(self, frames: Frames, rng: Rng) -> Frames:
        if self.idle:
            return frames
        pixels, phase = frames.pixels, 2 * math.pi * rng.uniform(MOST)
        bits = self.which((rng.uniform(len(pixels), MOST) < 0.5).float())
        place = (torch.arange(n, device=pixels.device) - frames.margin for n in pixels.shape[-2:])
        pattern = abs(self.strength) * coded(bits if self.strength > 0 else 1 - bits, phase, *place)
        planted = (pixels + pattern).clamp(0, DARKER * self.level)
        return frames.with_pixels(torch.where(figure(pixels, self.level), pixels, planted))

    def removed(self) -> "Cue":
        return SharedGround(0.0, self.level)


@frozen
class SharedGround(Patterned):
    """Lay a pattern of gray gratings over the ground of each picture, one of 4,096 that its crops share.

    Pixels of the figure stay bit for bit, and no pixel of the ground gets lighter than `level`. Reversed, it is the
    opposite pattern.
    """

    strength: float = knob(default=0.15, ge=-1, le=1, unit="of the range", help="contrast of the pattern; 0 is off")
    level: float = knob(default=LEVEL, gt=0, lt=1, help="gray below which a pixel is ground")

    def which(self, bits: Tensor) -> Tensor:
        return bits

    def sham(self, reach: float = 1.0) -> "Cue":
        return CommonGround(self.strength, self.level)

    def reversed(self) -> "Cue":
        return SharedGround(-self.strength, self.level)


@frozen
class CommonGround(Patterned):
    """The sham of a shared ground: patterns of the same kind, one for all pictures of a batch, which tells none."""

    strength: float = knob(default=0.15, ge=-1, le=1, unit="of the range", help="contrast of the pattern; 0 is off")
    level: float = knob(default=LEVEL, gt=0, lt=1, help="gray below which a pixel is ground")

    def which(self, bits: Tensor) -> Tensor:
        return bits[:1].expand_as(bits)

    def sham(self, reach: float = 1.0) -> "Cue":
        return self

    def reversed(self) -> "Cue":
        return CommonGround(-self.strength, self.level)


@frozen
class FigureOnly(ViewDefense):
    """Show the figure of each view on a flat gray ground of its own draw, so that views share the figure alone.

    Pixels of a gray of at least `level` stay; all others get one gray, uniform in 0 .. `level`. It stands before what
    changes values, for it goes by them.
    """

    changes = "color"

    level: float = knob(default=LEVEL, ge=0, lt=1, help="gray below which a pixel is ground; 0 is off")
    axis: Literal["image", "view"] = knob(default="view", help="grounds are drawn per image or per view")

    @property
    def idle(self) -> bool:
        return self.level == 0

    def defend(self, views: Tensor, rng: Rng) -> Tensor:
        if self.idle:
            return views
        count, looks = views.shape[:2]
        ground = self.level * rng.uniform(count, looks if self.axis == "view" else 1)[..., None, None, None]
        return torch.where(figure(views, self.level), views, ground.to(views.dtype))


def figure(pixels: Tensor, level: float) -> Tensor:
    """Which pixels (..., 1, h, w) of colors (..., 3, h, w) have a gray of at least `level`."""
    return (gray(pixels.movedim(-3, -1)) >= level).unsqueeze(-3)
