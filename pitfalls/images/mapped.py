"""Pixels that stay in a file which all processes share, and stand where a tensor of them would."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from torch import Tensor

LARGE = 2**23  # bytes: what is smaller is simply copied


def pixels_of(base: np.ndarray, rows: np.ndarray) -> Any:
    """The pictures `rows` (n,) of those in a mapped file (N, 3, H, W) uint8: a copy, or mapped where they are many."""
    found = Mapped(base, rows)
    return found if len(rows) * base[:1].nbytes > LARGE else found.whole()


class Mapped:
    """Pictures (n, 3, H, W) uint8 on the CPU, read as they are asked for.

    A slice of it is mapped too, and so is what stays on the CPU. All else is done by the tensor of all its pictures.
    """

    dtype, device, ndim = torch.uint8, torch.device("cpu"), 4

    def __init__(self, base: np.ndarray, rows: np.ndarray):
        self.base, self.rows = base, rows

    @property
    def shape(self) -> torch.Size:
        """(n, 3, H, W)."""
        return torch.Size((len(self.rows), *self.base.shape[1:]))

    def __len__(self) -> int:
        return len(self.rows)

    def whole(self) -> Tensor:
        """All of them, copied."""
        return torch.from_numpy(self.base[self.rows])

    def index_select(self, axis: int, index: Tensor) -> Tensor:
        """The pictures numbered `index` (B,), copied."""
        return (
            torch.from_numpy(self.base[self.rows[index.numpy()]])
            if axis == 0
            else self.whole().index_select(axis, index)
        )

    def split(self, count: int) -> Iterator[Tensor]:
        """All of them, `count` at a time; only these are copied."""
        return (Mapped(self.base, self.rows[at : at + count]).whole() for at in range(0, len(self), count))

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, slice):
            return Mapped(self.base, self.rows[key])
        if isinstance(key, int):
            return torch.from_numpy(self.base[self.rows[key]].copy())
        return self.whole()[key]

    def __iter__(self) -> Iterator[Tensor]:
        return (self[place] for place in range(len(self)))

    def to(self, *place: Any, **more: Any) -> Any:
        """Itself on the CPU, a copy elsewhere."""
        stays = len(place) == 1 and not more and str(place[0]) == "cpu"
        return self if stays else self.whole().to(*place, **more)

    def cpu(self) -> "Mapped":
        """Itself."""
        return self

    @classmethod
    def __torch_function__(cls, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        copied = lambda each: each.whole() if isinstance(each, Mapped) else each
        return function(*map(copied, args), **{name: copied(each) for name, each in (kwargs or {}).items()})

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # of copying and pickling, which have their own ways
            raise AttributeError(name)
        return getattr(self.whole(), name)

    def __truediv__(self, other: Any) -> Tensor:
        return self.whole() / other

    def __eq__(self, other: Any) -> Any:
        return self.whole() == (other.whole() if isinstance(other, Mapped) else other)

    __hash__ = object.__hash__
