"""A tint: each picture is lit in a color of its own, so that crops of one picture share their histogram of colors.

Chen, Kornblith, Norouzi and Hinton (2020) found that crops give each other away by their colors.
"""

from abc import abstractmethod

from torch import Tensor

from pitfalls.frozen import frozen, knob
from pitfalls.shapes import Frames
from pitfalls.shortcuts.base import Cue
from pitfalls.streams import Rng


class Light(Cue):
    """What its cues share: one gain a channel, uniform in 1 - strength .. 1 + strength, from one stream."""

    purpose = "light"

    @abstractmethod
    def which(self, draws: Tensor) -> Tensor:
        """The draws (B, 3) of which each picture takes its own."""

    def plant(self, frames: Frames, rng: Rng) -> Frames:
        if self.idle:
            return frames
        gain = 1 + self.strength * self.which(rng.uniform(len(frames.pixels), 3) * 2 - 1)
        return frames.with_pixels((frames.pixels * gain[..., None, None]).clamp(0, 1))

    def removed(self) -> "Cue":
        return Tint(0.0)


@frozen
class Tint(Light):
    """Multiply the channels of each picture by gains of its own, alike all over it: two crops of it share them.

    Measured on gray: gains are uniform about 1, within the strength. What goes beyond white is clipped. Reversed, it is
    the complementary light, which two crops share as much.
    """

    strength: float = knob(default=0.5, ge=-1, le=1, unit="of the light", help="largest change of a channel; 0 is off")

    def which(self, draws: Tensor) -> Tensor:
        return draws

    def sham(self, reach: float = 1.0) -> "Cue":
        return CommonTint(self.strength)

    def reversed(self) -> "Cue":
        return Tint(-self.strength)


@frozen
class CommonTint(Light):
    """The sham of a tint: gains as large, but one light for all pictures of a batch, so that it tells none."""

    strength: float = knob(default=0.5, ge=-1, le=1, unit="of the light", help="largest change of a channel; 0 is off")

    def which(self, draws: Tensor) -> Tensor:
        return draws[:1].expand(len(draws), -1)

    def sham(self, reach: float = 1.0) -> "Cue":
        return self

    def reversed(self) -> "Cue":
        return CommonTint(-self.strength)
