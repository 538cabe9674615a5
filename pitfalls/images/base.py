"""Where pictures come from: a frozen recipe that loads one split for one seed."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from typing import ClassVar, Literal

import torch
from torch import Tensor

from pitfalls.frozen import Refused, nearest

Split = Literal["train", "validation", "test"]


@dataclass(frozen=True)
class Pictures:
    """One split, in memory.

    pixels (N, 3, H + 2m, W + 2m) uint8; labels: by name, (N,) int64 each, the main one first, none where the
    pictures have none; classes: the names of each label's values; factors: all else that is known, (N, ...) each.
    """

    pixels: Tensor
    labels: dict[str, Tensor] = field(default_factory=dict)
    classes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    factors: dict[str, Tensor] = field(default_factory=dict)
    margin: int = 0

    def label(self, name: str = "") -> tuple[Tensor, tuple[str, ...]]:
        """The label of that name ("" is the main one), (N,), and the names of its values; Refused where it lacks."""
        if not self.labels:
            raise Refused(f"the label {name!r} is asked for, but these pictures have none" if name else NONE)
        name = name or next(iter(self.labels))
        if name not in self.labels:
            raise Refused(f"these pictures have no label {name!r}; {nearest(name, list(self.labels))}")
        return self.labels[name], self.classes[name]

    def first(self, count: int) -> "Pictures":
        """The first `count` of them (all, if there are fewer), without their factors."""
        labels = {name: each[:count] for name, each in self.labels.items()}
        return Pictures(self.pixels[:count], labels, self.classes, {}, self.margin)

    def on(self, device: torch.device | str) -> "Pictures":
        """The same pictures with pixels and labels on a device; factors stay where they are."""
        labels = {name: each.to(device) for name, each in self.labels.items()}
        return replace(self, pixels=self.pixels.to(device), labels=labels)


NONE = "labels are asked for, but these pictures have none"


class Source(ABC):
    """A set of images. A subclass is a frozen dataclass with at least the fields `size` and `margin` (px)."""

    size: int
    margin: int
    fresh: ClassVar[bool] = False  # True where every seed has images of its own

    @abstractmethod
    def load(self, split: Split, seed: int, count: int | None = None, device: torch.device | str = "cpu") -> Pictures:
        """The first `count` pictures (all, if None) of a split as seed `seed` sees it, on `device`."""

    @abstractmethod
    def digest(self) -> str:
        """A hex digest of everything that decides the pixels and labels."""

    def overlap(self) -> float:
        """Test images a training image, where every seed draws its splits anew from the same pictures; else 0."""
        return 0.0
