"""Context prediction: where does the second patch lie, seen from the first? (Doersch, Gupta and Efros, 2015.)"""

import torch
from torch import Tensor

from pitfalls.frozen import frozen, knob
from pitfalls.shapes import Answer, answered
from pitfalls.streams import Rng
from pitfalls.tasks.base import Task
from pitfalls.tasks.grid import grid_windows, tile_side

CENTER, AROUND = 4, 8
PLACES = ("upper left", "above", "upper right", "left", "right", "lower left", "below", "lower right")


@frozen
class ContextPrediction(Task):
    """Show the middle patch of a 3 x 3 grid and one of its eight neighbors, ask which; views (B, 2, 3, tile, tile)."""

    tile: int = knob(default=0, ge=0, le=128, unit="px", help="side of a patch; 0 takes a quarter of the image")
    roam: int = knob(default=4, ge=0, le=64, unit="px", help="how far the middle patch may lie from the center")

    @property
    def views(self) -> int:
        return 9  # it looks at all nine places and shows two

    @property
    def shows(self) -> int:
        return 2

    @property
    def answers(self) -> int:
        return AROUND

    def cut(self, size: tuple[int, int]) -> tuple[int, int]:
        side = tile_side(size, 3, self.tile, self.roam, "ContextPrediction")
        return side, side

    def place(self, size: tuple[int, int], count: int, rng: Rng) -> Tensor:
        return grid_windows(size, 3, self.cut(size)[0], self.roam, count, rng)

    def pose(self, patches: Tensor, rng: Rng) -> tuple[tuple[Tensor, ...], Answer]:
        answer = rng.integers(0, AROUND, len(patches))
        other = answer + (answer >= CENTER)  # the eight places around the middle one, row by row
        which = torch.stack([torch.full_like(other, CENTER), other], 1)
        pair = patches.gather(1, which[:, :, None, None, None].expand(-1, -1, *patches.shape[2:]))
        return (pair,), answered(answer)

    def say(self, answer: Answer) -> str:
        assert isinstance(answer.target, Tensor)
        return PLACES[int(answer.target[0])]
