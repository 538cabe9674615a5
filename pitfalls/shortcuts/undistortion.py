"""Radial distortion undone where it is known, or drowned in a distortion of each picture's own.

It is not estimated here. A single picture tells its distortion only by lines that are straight in the world
(Devernay and Faugeras, 2001), and no line in a small picture of anything is known to be; between two colors, by which
aberration is found, a distortion makes no difference.
"""

from torch import Tensor

from pitfalls.frozen import frozen, knob
from pitfalls.shapes import Frames
from pitfalls.shortcuts.base import ImageDefense
from pitfalls.shortcuts.bend import bend
from pitfalls.shortcuts.distortion import from_axis, outward
from pitfalls.streams import Rng

ROUNDS = 8  # of a fixed point, each of which brings it nearer by at least half up to a sixth of the radius


@frozen
class Undistortion(ImageDefense):
    """Undo a radial distortion of known `strength` and `fifth`, by one resampling; not where clean pictures are read.

    Measured: points come back to within 0.05 px.
    """

    changes = "turn"

    strength: float = knob(default=0.8, ge=-8, le=8, unit="px", help="displacement at the corner; 0 is off")
    fifth: float = knob(default=0.0, ge=0, le=1, help="share of it that grows as the fifth power of the distance, k2")

    @property
    def idle(self) -> bool:
        return self.strength == 0

    def repair(self, frames: Frames, rng: Rng) -> Frames:
        if self.idle:
            return frames
        x, y = from_axis(frames, 0)
        there = x, y
        for _ in range(ROUNDS):
            gain = outward(*there, frames.radius, self.strength, self.fifth)
            there = x + there[0] * gain, y + there[1] * gain
        return read(frames, *there)


@frozen
class RandomDistortion(ImageDefense):
    """Distort each picture by an amount of its own, all that is looked at in it by the same lens.

    Measured: the displacement at the corner is uniform from -`pixels` to `pixels`.
    """

    changes = "turn"

    pixels: float = knob(default=2.0, ge=0, le=8, unit="px", help="largest displacement at the corner; 0 is off")

    @property
    def idle(self) -> bool:
        return self.pixels == 0

    def repair(self, frames: Frames, rng: Rng) -> Frames:
        if self.idle:
            return frames
        amount = (rng.uniform(len(frames.pixels), 1, 1) * 2 - 1) * self.pixels
        x, y = from_axis(frames, 0)
        gain = outward(x, y, frames.radius, amount, 0.0)
        return read(frames, x * (1 - gain), y * (1 - gain))


def read(images: Frames, x: Tensor, y: Tensor) -> Frames:
    """What lies at x and y (B, H', W') from the axis."""
    return bend(images, x + images.axis[:, :1, None], y + images.axis[:, 1:, None], 0)
