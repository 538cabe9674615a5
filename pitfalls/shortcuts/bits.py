"""Shared bits: a number written faintly all over a picture, which two crops of it share and no other picture has.

Chen, Luo and Li (2021) give two views some random bits in common, as further channels: the more bits, the less is
learned of the pictures. Three channels leave no room for that, so the bits are written as gratings.
"""

import math
from abc import abstractmethod
from typing import Literal

import torch
from torch import Tensor

from pitfalls.frozen import frozen, knob
from pitfalls.shapes import Frames
from pitfalls.shortcuts.base import Cue, ViewDefense
from pitfalls.shortcuts.gratings import MOST, PAIRS, coded, wave_number, waves
from pitfalls.streams import Rng


class Written(Cue):
    """What its cues share: `bits` bits a picture at one contrast, all in one stream, whichever of them are told."""

    purpose = "bits"
    bits: int

    @abstractmethod
    def which(self, bits: Tensor) -> Tensor:
        """The bits (B, MOST) of which each picture takes its own."""

    def pattern(self, images: Frames, rng: Rng) -> Tensor:
        """The gratings of a batch, (B, 1, H', W'); they lie alike in all of its pictures, so that only bits tell."""
        phase = 2 * math.pi * rng.uniform(MOST)[: self.bits]
        bits = self.which((rng.uniform(len(images.pixels), MOST) < 0.5).float())[:, : self.bits]
        place = (torch.arange(n, device=bits.device) - images.margin for n in images.pixels.shape[-2:])
        return abs(self.strength) * coded(bits if self.strength > 0 else 1 - bits, phase, *place)

    def plant(self, frames: Frames, rng: Rng) -> Frames:
        if self.idle:
            return frames
        return frames.with_pixels((frames.pixels + self.pattern(frames, rng)).clamp(0, 1))


@frozen
class SharedBits(Written):
    """Add gray gratings that say `bits` random bits, drawn anew each time a picture is shown; its crops share them.

    strength is the standard deviation of the pattern, whatever the number of bits: more of them disturb a picture no
    more, and tell more. Measured: sd to 10 % where nothing is clipped; an attacker that sees directions of waves alone
    finds the other crop, out of 64 scenes, in 71 % of the cases with 8 bits at 0.1 behind color distortion, in 47 %
    without them and in 31 % with the sham. Reversed, every bit is the other one.
    """

    strength: float = knob(default=0.1, ge=-1, le=1, unit="of the range", help="contrast of the gratings; 0 is off")
    bits: int = knob(default=8, ge=1, le=12, unit="bits", help="random bits a picture")

    def which(self, bits: Tensor) -> Tensor:
        return bits

    def sham(self, reach: float = 1.0) -> "Cue":
        return CommonBits(self.strength, self.bits)

    def removed(self) -> "Cue":
        return SharedBits(0.0, self.bits)

    def reversed(self) -> "Cue":
        return SharedBits(-self.strength, self.bits)


@frozen
class CommonBits(Written):
    """The sham of shared bits: gratings of the same kind, but one number for all pictures of a batch tells none.

    Not drawn anew for each view, for a cue lies in the picture, of which both views are cut.
    """

    strength: float = knob(default=0.1, ge=-1, le=1, unit="of the range", help="contrast of the gratings; 0 is off")
    bits: int = knob(default=8, ge=1, le=12, unit="bits", help="random bits a batch")

    def which(self, bits: Tensor) -> Tensor:
        return bits[:1].expand_as(bits)

    def sham(self, reach: float = 1.0) -> "Cue":
        return self

    def removed(self) -> "Cue":
        return SharedBits(0.0, self.bits)

    def reversed(self) -> "Cue":
        return CommonBits(-self.strength, self.bits)


@frozen
class Overwrite(ViewDefense):
    """Add gratings of all widths and directions to each view, of random strengths, so that written bits are lost.

    strength is the standard deviation of what is added, on average; views of any number of channels. Measured: at 0.1
    it leaves that attacker 9 % with 8 bits at 0.1, at 0.2 it leaves 2 %.
    """

    strength: float = knob(default=0.1, ge=0, le=1, unit="of the range", help="contrast of the gratings; 0 is off")
    axis: Literal["image", "view"] = knob(default="view", help="gratings are drawn per image or per view")

    @property
    def idle(self) -> bool:
        return self.strength == 0

    def defend(self, views: Tensor, rng: Rng) -> Tensor:
        if self.idle:
            return views
        count, looks = views.shape[:2]
        drawn = rng.uniform(count, looks if self.axis == "view" else 1, 3, 2 * MOST).expand(-1, looks, -1, -1)
        size, turn, phase = drawn.flatten(0, 1).unbind(1)
        number = torch.arange(2 * MOST, device=views.device)
        # a direction anywhere about that of the bit, for a view may be stretched
        angle = (number // (MOST // PAIRS) + turn - 0.5) * (math.pi / (2 * PAIRS))
        height, width = (torch.arange(n, device=views.device) for n in views.shape[-2:])
        sizes = (size * (self.strength * math.sqrt(3 / MOST)))[..., None]
        noise = waves(angle, wave_number(number), 2 * math.pi * phase, height, width, sizes)
        return (views + noise.unflatten(0, (count, looks))).clamp(0, 1).to(views.dtype)
