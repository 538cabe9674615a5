"""Heads: stage maps -> guess. One for each level at which a task may ask.

A head reads the last map with its positions: a net that averages the maps of its tiles away cannot use a
seam, and an ablation on it would prove nothing.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from pitfalls.frozen import Refused, frozen, knob

Shape = tuple[int, ...]


class JointGuess(nn.Module):
    """(B, V) maps -> one guess an image: a code a view, in the order of the views, then two layers.

    A map of more than `cells` x `cells` places is averaged to so many first: a linear layer over all places of a
    whole picture stands on a plateau for hundreds of steps.
    """

    def __init__(self, shape: Shape, views: int, code: int, cells: int, hidden: int, width: int):
        super().__init__()
        self.cells = (min(cells, shape[1]), min(cells, shape[2]))
        self.code = nn.Linear(shape[0] * self.cells[0] * self.cells[1], code)
        self.hidden = nn.Linear(views * code, hidden)
        self.guess = nn.Linear(hidden, width)

    def forward(self, maps: tuple[Tensor, ...], views: int) -> Tensor:
        codes = F.relu(self.code(F.adaptive_avg_pool2d(maps[-1], self.cells).flatten(1)))
        return self.guess(F.relu(self.hidden(codes.view(-1, codes.shape[1] * views))))


class SplitGuess(nn.Module):
    """(B, V) maps -> one guess an image, part of it read from the first `channels`, the rest from the others."""

    def __init__(self, first: JointGuess, second: JointGuess, channels: int):
        super().__init__()
        self.first, self.second, self.channels = first, second, channels

    def forward(self, maps: tuple[Tensor, ...], views: int) -> Tensor:
        one, other = maps[-1][:, : self.channels], maps[-1][:, self.channels :]
        return torch.cat([self.first((one,), views), self.second((other,), views)], 1)


class ViewGuess(nn.Module):
    """(B, V) maps -> one guess a view, (B, V, width): average over positions, then two layers (Chen et al., 2020)."""

    def __init__(self, shape: Shape, hidden: int, width: int):
        super().__init__()
        self.hidden = nn.Linear(shape[0], hidden)
        self.guess = nn.Linear(hidden, width)

    def forward(self, maps: tuple[Tensor, ...], views: int) -> Tensor:
        guess = self.guess(F.relu(self.hidden(maps[-1].mean((-2, -1)))))
        return guess.view(-1, views, guess.shape[1])


class PixelGuess(nn.Module):
    """Maps -> one guess a pixel, (B, width, h, w) at `target` resolution: all maps side by side, then 1 x 1 layers."""

    def __init__(self, shapes: tuple[Shape, ...], hidden: int, width: int, target: tuple[int, int]):
        super().__init__()
        self.target = target
        self.hidden = nn.Conv2d(sum(shape[0] for shape in shapes), hidden, 1)
        self.guess = nn.Conv2d(hidden, width, 1)

    def forward(self, maps: tuple[Tensor, ...], views: int) -> Tensor:
        columns = [F.adaptive_avg_pool2d(each, self.target) for each in maps]
        return self.guess(F.relu(self.hidden(torch.cat(columns, 1))))


@frozen
class Head:
    """The recipe of the head; its kind follows from the level at which the task asks."""

    code: int = knob(default=64, ge=1, le=4096, unit="numbers", help="code of each view (one guess an image)")
    cells: int = knob(
        default=4, ge=1, le=64, unit="cells", help="a larger map is averaged to cells x cells (one guess an image)"
    )
    hidden: int = knob(default=256, ge=1, le=8192, unit="numbers", help="hidden layer")
    split: int = knob(
        default=0,
        ge=0,
        le=10000,
        unit="numbers",
        late=True,
        help="so many numbers of a guess are read from the first half of the channels, others from the rest; 0 is off",
    )

    def build(
        self,
        level: str,
        shapes: tuple[Shape, ...],
        views: int,
        width: int,
        target: tuple[int, int],
    ) -> nn.Module:
        """A module (maps, views) -> guess; `shapes` (C, h, w) are the maps', `target` that of a dense answer."""
        if self.split and (level != "image" or not self.split < width or shapes[-1][0] < 2):
            told = f"a guess is {width} numbers once a {level}, from {shapes[-1][0]} channels"
            raise Refused(f"Head.split is {self.split}, but {told}; it takes fewer, once an image, and two channels.")
        match level:
            case "image" if self.split:
                (channels, *place), own = shapes[-1], (views, self.code, self.cells, self.hidden)
                half = channels // 2
                first = JointGuess((half, *place), *own, self.split)
                second = JointGuess((channels - half, *place), *own, width - self.split)
                return SplitGuess(first, second, half)
            case "image":
                return JointGuess(shapes[-1], views, self.code, self.cells, self.hidden, width)
            case "view":
                return ViewGuess(shapes[-1], self.hidden, width)
            case "pixel":
                return PixelGuess(shapes, self.hidden, width, target)
        raise Refused(f"the level of the task is {level!r}, but it should be 'image', 'view' or 'pixel'.")
