"""An ambiguity planted in a known share of a source's pictures: the last ones of a split, those of training alone.

The first ones stay as they are, so that features are read of the same clean pictures whatever the share:
`Reading(train=...)` says how many the probe is fitted on.
"""

import hashlib
from dataclasses import fields, replace

import numpy as np
import torch
from torch import Tensor

from pitfalls.images.base import Pictures, Source, Split


class Planted(Source):
    """What sources around another share: they are as large as its pictures, as fresh, and overlap as much."""

    images: Source

    @property
    def size(self) -> int:  # pyright: ignore[reportIncompatibleVariableOverride]
        return self.images.size

    @property
    def margin(self) -> int:  # pyright: ignore[reportIncompatibleVariableOverride]
        return self.images.margin

    @property
    def fresh(self) -> bool:  # pyright: ignore[reportIncompatibleVariableOverride]
        return self.images.fresh

    def overlap(self) -> float:
        return self.images.overlap()

    def digest(self) -> str:
        """A digest of the knobs, and of `images`, whose own says what they are."""
        knobs = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "images"}  # pyright: ignore
        return hashlib.sha256(f"{type(self).__name__} {knobs!r} {self.images.digest()}".encode()).hexdigest()


def opened(
    images: Source, split: Split, seed: int, count: int | None, device: torch.device | str, share: float
) -> tuple[Pictures, np.ndarray]:
    """A split as its source has it, and the numbers of the pictures of it in which is planted.

    All of it where something is planted, whatever the count, for which pictures are the last must be known.
    """
    pictures = images.load(split, seed, None if share else count, device)
    number = np.arange(len(pictures.pixels))
    return pictures, number[len(number) - round(share * len(number)) :]


def first(pictures: Pictures, count: int | None, **factors: Tensor) -> Pictures:
    """The first `count` pictures (all, if None) with what is known of them, `factors` (N, ...) besides."""
    known = {name: each[:count] for name, each in (pictures.factors | factors).items()}
    labels = {name: each[:count] for name, each in pictures.labels.items()}
    return replace(pictures, pixels=pictures.pixels[:count], labels=labels, factors=known)
