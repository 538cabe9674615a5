"""Where pictures come from: a frozen recipe that loads one split for one seed."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from typing import ClassVar, Literal

import torch
from torch import Tensor

Split = Literal["train", "validation", "test"]


@dataclass(frozen=True)
class Pictures:
    """One split, in memory.

    pixels (N, 3, H + 2m, W + 2m) uint8; labels (N,) int64, or None where the folder has none; second (N,)
    int64, a second label for a second probe, or None; factors: everything else that is known, (N, ...)
    each; classes: the names of the labels.
    """

    pixels: Tensor
    labels: Tensor | None
    second: Tensor | None = None
    factors: dict[str, Tensor] = field(default_factory=dict)
    classes: tuple[str, ...] = ()
    margin: int = 0

    def on(self, device: torch.device | str) -> "Pictures":
        """The same pictures with pixels and labels on a device; factors stay where they are."""
        moved = {name: getattr(self, name) for name in ("pixels", "labels", "second")}
        return replace(self, **{name: each if each is None else each.to(device) for name, each in moved.items()})


class Source(ABC):
    """A set of images. A subclass is a frozen dataclass with at least the fields `size` and `margin` (px)."""

    size: int
    margin: int
    fresh: ClassVar[bool] = False  # True where every seed has test images of its own

    @abstractmethod
    def load(self, split: Split, seed: int, count: int | None = None, device: torch.device | str = "cpu") -> Pictures:
        """The first `count` pictures (all, if None) of a split as seed `seed` sees it, on `device`."""

    @abstractmethod
    def digest(self) -> str:
        """A hex digest of everything that decides the pixels and labels."""
