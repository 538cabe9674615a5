"""Rotation: by how much was the picture turned? (Gidaris, Singh and Komodakis, 2018: quarter turns.)"""

import math

import torch
from torch import Tensor

from pitfalls.frozen import Refused, frozen, knob
from pitfalls.shapes import Answer, answered
from pitfalls.streams import Rng
from pitfalls.tasks.base import Task
from pitfalls.tasks.grid import one_window
from pitfalls.tasks.turned import SHIFT, Corners, around, smoothed, turned

TURNS = 4  # a full turn in quarters, which are exact


@frozen
class Rotation(Task):
    """Show a square turned by 0, 90, 180 or 270 degrees, ask which; views (B, 1, 3, side, side).

    The turns are exact (a transposition and flips, no interpolation) and of a square, so that neither
    resampling marks nor black bars tell. Of other numbers of `angles` those between the quarters are interpolated
    (bilinear), which tells them apart unless all are `alike`: then quarters are too, at a random sub-pixel place, and
    all are smoothed by a bell of 1 px.
    """

    tolerates = frozenset({"places", "values", "color", "shift"})

    crop: int = knob(default=0, ge=0, le=256, unit="px", help="side of the square; 0 takes the largest that may roam")
    roam: int = knob(default=2, ge=0, le=64, unit="px", help="how far the square may lie from the center")
    angles: int = knob(default=TURNS, ge=2, le=360, unit="angles", late=True, help="how many, evenly spaced")
    corners: Corners = knob(
        default="inscribed", late=True, help="what fills a square that is turned askew; inscribed: picture about it"
    )
    alike: bool = knob(default=False, late=True, help="whether all turns are resampled by the same kernels")

    @property
    def views(self) -> int:
        return 1

    @property
    def answers(self) -> int:
        return self.angles

    @property
    def exact(self) -> bool:
        """Whether every answer is an exact turn by quarters."""
        return TURNS % self.angles == 0 and not self.alike

    def cut(self, size: tuple[int, int]) -> tuple[int, int]:
        room = min(size) - 2 * self.roam
        side = self.crop or max((side for side in range(room + 1) if self.around(side) <= room), default=0)
        whole = self.around(side)
        if whole > room or side < 8:
            raise Refused(
                f"Rotation: a square of {whole} px that roams {self.roam} px does not fit images of {min(size)} px; "
                "crop + 2 roam may be at most the image's side, and the square at least 8 px."
            )
        return whole, whole

    def around(self, side: int) -> int:
        """The side of what is cut out to show `side` px."""
        return side if self.exact or self.corners != "inscribed" else around(side, self.angles)

    def place(self, size: tuple[int, int], count: int, rng: Rng) -> Tensor:
        return one_window(size, self.cut(size), self.roam, count, rng)

    def pose(self, patches: Tensor, rng: Rng) -> tuple[tuple[Tensor, ...], Answer]:
        answer = rng.integers(0, self.angles, len(patches))
        rotated = torch.stack([patches.rot90(k, (-2, -1)) for k in range(TURNS)], 1)
        which = (answer * TURNS // self.angles).view(-1, 1, 1, 1, 1, 1).expand(-1, 1, *patches.shape[1:])
        quarter = rotated.gather(1, which)[:, 0]
        if self.exact:
            return (quarter,), answered(answer)
        whole = patches.shape[-1]
        side = max(side for side in range(whole + 1) if self.around(side) <= whole)
        edge = (whole - side) // 2
        shift = (rng.uniform(len(patches), 2) * 2 - 1) * (SHIFT if self.alike else 0)
        askew = turned(patches[:, 0], answer * (2 * math.pi / self.angles), shift, side, self.corners)
        if self.alike:
            return (smoothed(askew)[:, None],), answered(answer)
        still = (answer * TURNS % self.angles == 0)[:, None, None, None, None]
        return (torch.where(still, quarter[..., edge : edge + side, edge : edge + side], askew[:, None]),), answered(
            answer
        )

    def say(self, answer: Answer) -> str:
        assert isinstance(answer.target, Tensor)
        return f"turned by {360 / self.angles * int(answer.target[0]):g} degrees"
