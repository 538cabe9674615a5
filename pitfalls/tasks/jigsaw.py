"""Jigsaw: in which of N orders were the tiles of a picture shown? (Noroozi and Favaro, 2016.)"""

import torch
from torch import Tensor

from pitfalls.frozen import frozen, knob
from pitfalls.shapes import Answer, answered
from pitfalls.streams import Rng
from pitfalls.tasks.base import Task
from pitfalls.tasks.grid import grid_windows, tile_side
from pitfalls.tasks.permutations import permutation_set


@frozen
class Jigsaw(Task):
    """Show the tiles of a grid in one of `permutations` orders, ask which; views (B, grid**2, 3, tile, tile)."""

    grid: int = knob(default=3, ge=2, le=5, unit="tiles", help="tiles a side")
    tile: int = knob(default=0, ge=0, le=128, unit="px", help="side of a tile; 0 takes a quarter of the image")
    permutations: int = knob(default=50, ge=2, le=10000, help="how many orders there are to tell apart")
    distance: int = knob(
        default=6, ge=2, le=25, unit="places", help="least number of places in which two orders differ"
    )
    roam: int = knob(default=4, ge=0, le=64, unit="px", help="how far the puzzle may lie from the center")

    def __post_init__(self) -> None:
        permutation_set(self.grid**2, self.permutations, self.distance)

    @property
    def views(self) -> int:
        return self.grid**2

    @property
    def answers(self) -> int:
        return self.permutations

    def cut(self, size: tuple[int, int]) -> tuple[int, int]:
        side = tile_side(size, self.grid, self.tile, self.roam, "Jigsaw")
        return side, side

    def place(self, size: tuple[int, int], count: int, rng: Rng) -> Tensor:
        return grid_windows(size, self.grid, self.cut(size)[0], self.roam, count, rng)

    def pose(self, patches: Tensor, rng: Rng) -> tuple[tuple[Tensor, ...], Answer]:
        orders = self.orders(patches.device)
        answer = rng.integers(0, self.permutations, len(patches))
        order = orders[answer][:, :, None, None, None].expand_as(patches)
        return (patches.gather(1, order),), answered(answer)

    def say(self, answer: Answer) -> str:
        assert isinstance(answer.target, Tensor)
        return " ".join(str(tile) for tile in self.orders()[int(answer.target[0])].tolist())

    @property
    def legend(self) -> str:
        """What the numbers of an answer mean, said once on a picture."""
        return f"the answer: the tiles, numbered 0 to {self.views - 1} row by row, in the order shown"

    def orders(self, device: torch.device | str = "cpu") -> Tensor:
        """The set of orders, (permutations, grid**2): row k says which tile stands in each slot."""
        held = _ORDERS.get((self, str(device)))
        if held is None:
            rows = permutation_set(self.grid**2, self.permutations, self.distance)
            held = _ORDERS[self, str(device)] = torch.from_numpy(rows).long().to(device)
        return held


_ORDERS: dict[tuple[Jigsaw, str], Tensor] = {}  # uploaded once a device, so that a step does not wait
