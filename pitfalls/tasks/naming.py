"""Naming: what is in the picture? The supervised task, asked only to have a ceiling beside the proxy tasks."""

import torch
from torch import Tensor

from pitfalls.frozen import frozen, knob
from pitfalls.shapes import LABEL, Answer
from pitfalls.streams import Rng
from pitfalls.tasks.base import Task
from pitfalls.tasks.grid import one_window
from pitfalls.tasks.lab import lightness, linear_light


@frozen
class Naming(Task):
    """Show a square of the picture, ask for its label (the answer's target is LABEL: the label itself)."""

    supervised = True
    tolerates = frozenset({"places", "values", "color", "shift", "turn", "mirror"})

    classes: int = knob(default=10, ge=2, le=10000, help="how many labels there are")
    label: str = knob(default="", help="name of the label; none takes the main one")
    gray: bool = knob(default=False, help="show the lightness alone, as colorization does, whose ceiling it then is")
    roam: int = knob(default=2, ge=0, le=64, unit="px", help="how far the square may lie from the center")

    @property
    def channels(self) -> int:  # pyright: ignore[reportIncompatibleVariableOverride]
        return 1 if self.gray else 3

    @property
    def views(self) -> int:
        return 1

    @property
    def answers(self) -> int:
        return self.classes

    def blind(self, answer: Answer) -> float:
        """The share of the most frequent label."""
        assert isinstance(answer.target, Tensor)
        return float(answer.target.bincount().max() / len(answer.target))

    def cut(self, size: tuple[int, int]) -> tuple[int, int]:
        return size[0] - 2 * self.roam, size[1] - 2 * self.roam

    def place(self, size: tuple[int, int], count: int, rng: Rng) -> Tensor:
        return one_window(size, self.cut(size), self.roam, count, rng)

    def pose(self, patches: Tensor, rng: Rng) -> tuple[tuple[Tensor, ...], Answer]:
        count, device = len(patches), patches.device
        shown = lightness(linear_light(patches)) if self.gray else patches
        return (shown,), Answer(LABEL, torch.ones(count, device=device), torch.arange(count, device=device))

    def look(self, images: Tensor) -> Tensor:
        return lightness(linear_light(images)) if self.gray else images
