"""Jigsaw: in which of N orders were the tiles of a picture shown? (Noroozi and Favaro, 2016.)"""

from dataclasses import replace

import torch
from torch import Tensor

from pitfalls.frozen import Refused, frozen, knob
from pitfalls.shapes import Answer, answered
from pitfalls.streams import Rng
from pitfalls.tasks.base import Task
from pitfalls.tasks.grid import grid_windows, tile_side
from pitfalls.tasks.permutations import permutation_set


@frozen
class Jigsaw(Task):
    """Show the tiles of a grid in one of `permutations` orders, ask which; views (B, grid**2, 3, tile, tile).

    With `foreign` tiles of another picture of the batch among its own the answer stays (Jigsaw++: Noroozi, 2018);
    a batch of one has no other picture. A picture two of whose tiles are `alike` has weight 0: no order of its own
    is the right one.
    """

    grid: int = knob(default=3, ge=2, le=5, unit="tiles", help="tiles a side")
    tile: int = knob(default=0, ge=0, le=128, unit="px", help="side of a tile; 0 takes a quarter of the image")
    permutations: int = knob(default=50, ge=2, le=10000, help="how many orders there are to tell apart")
    distance: int = knob(
        default=6, ge=2, le=25, unit="places", help="least number of places in which two orders differ"
    )
    roam: int = knob(default=4, ge=0, le=64, unit="px", help="how far the puzzle may lie from the center")
    mean_distance: float = knob(
        default=0.0,
        ge=0,
        le=25,
        late=True,
        unit="places",
        help="in how many places two orders differ on average; 0 leaves it as it comes (8 of 9)",
    )
    foreign: int = knob(
        default=0, ge=0, le=23, late=True, unit="tiles", help="tiles that come from another picture of the batch"
    )
    alike: float = knob(
        default=0.0,
        ge=0,
        le=1,
        late=True,
        unit="of the range",
        help="a picture counts nothing if two of its tiles differ by less, in the mean of all values",
    )

    def __post_init__(self) -> None:
        if self.foreign > self.grid**2 - 2:
            own = f"of {self.grid**2} tiles at most {self.grid**2 - 2} may be, for there is no order of fewer than two"
            raise Refused(f"foreign is {self.foreign}, but {own}")
        permutation_set(self.grid**2, self.permutations, self.distance, self.mean_distance)

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
        drawn = rng.integers(0, self.permutations, len(patches))
        answer = answered(drawn)
        if self.foreign:
            patches = mixed(patches, self.foreign, rng)
        if self.alike:
            answer = replace(answer, weight=(nearest(patches) >= self.alike).float())
        order = orders[drawn][:, :, None, None, None].expand_as(patches)
        return (patches.gather(1, order),), answer

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
            rows = permutation_set(self.grid**2, self.permutations, self.distance, self.mean_distance)
            held = _ORDERS[self, str(device)] = torch.from_numpy(rows).long().to(device)
        return held


def mixed(patches: Tensor, foreign: int, rng: Rng) -> Tensor:
    """Patches (B, V, C, h, w) in which `foreign` random ones of each picture are random ones of the picture before."""
    count, views = patches.shape[:2]
    slot, donor = rng.uniform(2, count, views).argsort(-1)
    taken = patches.roll(1, 0).gather(1, donor[:, :, None, None, None].expand_as(patches))
    return torch.where((slot < foreign)[:, :, None, None, None], taken, patches)


def nearest(patches: Tensor) -> Tensor:
    """The least mean absolute difference of any two patches of a picture, (B,), of patches (B, V, C, h, w)."""
    around = range(1, patches.shape[1] // 2 + 1)  # by so many places each pair stands apart, one way or the other
    apart = [(patches - patches.roll(k, 1)).abs().float().mean((2, 3, 4)).amin(1) for k in around]
    return torch.stack(apart).amin(0)


_ORDERS: dict[tuple[Jigsaw, str], Tensor] = {}  # uploaded once a device, so that a step does not wait
