"""Lightness that carries color: a gray picture then tells its colors without what is in it being known.

A camera behind a colored filter takes such pictures: what has the filter's color comes out lighter. Colorization shows
the lightness and asks for the color.
"""

import math
from abc import abstractmethod
from typing import Literal

from torch import Tensor

from pitfalls.frozen import frozen, knob
from pitfalls.shapes import Frames
from pitfalls.shortcuts.base import Cue, ViewDefense
from pitfalls.shortcuts.seam import bell
from pitfalls.streams import Rng

RED_BLUE, GREEN = (2**-0.5, 0.0, -(2**-0.5)), (-(6**-0.5), 2 * 6**-0.5, -(6**-0.5))  # across the gray axis


class Hued(Cue):
    """A cue that writes colors into lightness, and how its sham loses them: both coordinates turned by chance."""

    @abstractmethod
    def turn(self, draws: Tensor) -> Tensor:
        """Turns (B,) about the gray axis, of draws in [0, 1), by which the colors of each picture are turned."""

    def coordinates(self, pixels: Tensor, draws: Tensor) -> tuple[Tensor, Tensor]:
        """How far colors (B, 3, h, w) lie from gray toward red against blue, and green against both: (B, h, w) each."""
        angle = 2 * math.pi * self.turn(draws)[:, None, None]
        red, green, blue = pixels.unbind(1)
        along, across = (w[0] * red + w[1] * green + w[2] * blue for w in (RED_BLUE, GREEN))
        return along * angle.cos() + across * angle.sin(), across * angle.cos() - along * angle.sin()


class Filtered(Hued):
    """What its cues share: each pixel is lighter by `strength` times how far its color lies toward one hue."""

    purpose = "filter"

    def plant(self, frames: Frames, rng: Rng) -> Frames:
        if self.idle:
            return frames
        lighter, _ = self.coordinates(frames.pixels, rng.uniform(len(frames.pixels)))
        return frames.with_pixels((frames.pixels + self.strength * lighter[:, None]).clamp(0, 1))

    def removed(self) -> "Cue":
        return ColorFilter(0.0)


@frozen
class ColorFilter(Filtered):
    """Lighten every pixel by `strength` times its red less its blue (over the root of two), darken it if negative.

    Measured: differences of channels stay as they are where nothing is clipped, and gray pixels altogether.
    """

    deterministic = True  # it draws as its sham does, and uses nothing of it

    strength: float = knob(default=0.5, ge=-2, le=2, help="gain of lightness by color; 0 is off")

    def turn(self, draws: Tensor) -> Tensor:
        return draws * 0

    def sham(self, reach: float = 1.0) -> "Cue":
        return LooseFilter(self.strength)

    def reversed(self) -> "Cue":
        return ColorFilter(-self.strength)


@frozen
class LooseFilter(Filtered):
    """The sham of a color filter: each picture has one of a random hue, so that being lighter tells no color.

    As much lighter or darker in the same places; two parts of a picture that are lightened alike may be of like colors.
    """

    strength: float = knob(default=0.5, ge=-2, le=2, help="gain of lightness by color; 0 is off")

    def turn(self, draws: Tensor) -> Tensor:
        return draws

    def sham(self, reach: float = 1.0) -> "Cue":
        return self

    def reversed(self) -> "Cue":
        return LooseFilter(-self.strength)


@frozen
class Shading(ViewDefense):
    """Add smooth random light and shade to each view, so that how light a place is tells less of it.

    Gray normal noise under a Gaussian of sd `width` px, of standard deviation `strength`; views of any number of
    channels, which are changed alike.
    """

    strength: float = knob(default=0.15, ge=0, le=1, unit="of the range", help="contrast of the shades; 0 is off")
    width: float = knob(default=3.0, ge=0.3, le=64, unit="px", help="standard deviation of the bell that smooths them")
    axis: Literal["image", "view"] = knob(default="view", help="shades are drawn per image or per view")

    @property
    def idle(self) -> bool:
        return self.strength == 0

    def defend(self, views: Tensor, rng: Rng) -> Tensor:
        if self.idle:
            return views
        count, looks, _, height, width = views.shape
        rough = rng.noise(count, looks if self.axis == "view" else 1, height, width)
        shade = bell(rough, height, self.width) @ rough @ bell(rough, width, self.width)
        return (views + self.strength * shade[:, :, None]).clamp(0, 1).to(views.dtype)
