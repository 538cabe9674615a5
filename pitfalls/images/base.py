"""Where pictures come from: a frozen recipe that loads one split for one seed."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import ClassVar, Literal

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


class Source(ABC):
    """A set of images. A subclass is a frozen dataclass with at least the fields `size` and `margin` (px)."""

    size: int
    margin: int
    fresh: ClassVar[bool] = False  # True where every seed has test images of its own

    @abstractmethod
    def load(self, split: Split, seed: int, count: int | None = None) -> Pictures:
        """The first `count` pictures (all, if None) of a split as seed `seed` sees it, on the CPU."""

    @abstractmethod
    def digest(self) -> str:
        """A hex digest of everything that decides the pixels and labels."""
