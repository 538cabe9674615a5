"""Rotation: by how many quarter turns was the picture rotated? (Gidaris, Singh and Komodakis, 2018.)"""

import torch
from torch import Tensor

from pitfalls.frozen import Refused, frozen, knob
from pitfalls.shapes import Answer, answered
from pitfalls.streams import Rng
from pitfalls.tasks.base import Task
from pitfalls.tasks.grid import one_window

TURNS = 4


@frozen
class Rotation(Task):
    """Show a square turned by 0, 90, 180 or 270 degrees, ask which; views (B, 1, 3, side, side).

    The turns are exact (a transposition and flips, no interpolation) and of a square, so that neither
    resampling marks nor black bars tell.
    """

    tolerates = frozenset({"places", "values", "color", "shift"})

    crop: int = knob(default=0, ge=0, le=256, unit="px", help="side of the square; 0 takes the largest that may roam")
    roam: int = knob(default=2, ge=0, le=64, unit="px", help="how far the square may lie from the center")

    @property
    def views(self) -> int:
        return 1

    @property
    def answers(self) -> int:
        return TURNS

    def cut(self, size: tuple[int, int]) -> tuple[int, int]:
        side = self.crop or min(size) - 2 * self.roam
        if side + 2 * self.roam > min(size) or side < 8:
            raise Refused(
                f"Rotation: a square of {side} px that roams {self.roam} px does not fit images of {min(size)} px; "
                "crop + 2 roam may be at most the image's side, and the square at least 8 px."
            )
        return side, side

    def place(self, size: tuple[int, int], count: int, rng: Rng) -> Tensor:
        return one_window(size, self.cut(size), self.roam, count, rng)

    def pose(self, patches: Tensor, rng: Rng) -> tuple[tuple[Tensor, ...], Answer]:
        answer = rng.integers(0, TURNS, len(patches))
        turned = torch.stack([patches.rot90(k, (-2, -1)) for k in range(TURNS)], 1)
        which = answer.view(-1, 1, 1, 1, 1, 1).expand(-1, 1, *patches.shape[1:])
        return (turned.gather(1, which)[:, 0],), answered(answer)

    def say(self, answer: Answer) -> str:
        assert isinstance(answer.target, Tensor)
        return f"turned by {90 * int(answer.target[0])} degrees"
