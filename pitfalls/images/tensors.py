"""Pictures that the user already holds as tensors."""

import dataclasses
import hashlib
from functools import cached_property
from typing import Annotated, Any, ClassVar

import numpy as np
import torch
from pydantic import BeforeValidator
from torch import Tensor

from pitfalls.frozen import Refused, frozen, knob
from pitfalls.images.base import Pictures, Source, Split
from pitfalls.images.checked import as_classes, as_labels, as_tensor, checked_images, checked_labels, named_values
from pitfalls.images.split import check_shares, drawn, rank, split_by_content

Array = Annotated[Tensor, BeforeValidator(as_tensor)]


@frozen
class Tensors(Source):
    """A user's own images (N, 3, S + 2m, S + 2m), uint8 or float in [0, 1], with labels (N,), one or several by name.

    An array of labels is called "label", and `second` is a further one of that name; the first named is the main one.
    They are copied; two objects with the same contents are equal. Split by content, for each seed anew, as a folder is.
    """

    digest_only: ClassVar[bool] = True

    images: Array = knob(help="the pictures, uint8 or float in [0, 1]")
    labels: Annotated[dict[str, Tensor], BeforeValidator(as_labels)] = knob(
        default=None, help="a whole number from 0 for each picture, or several such by name"
    )
    second: Array | None = knob(default=None, help="a second label for each picture")
    margin: int = knob(default=0, ge=0, le=64, unit="px", help="how many outer pixels are kept for cues only")
    validation: float = knob(default=0.15, ge=0, lt=1, help="share set aside to choose on")
    test: float = knob(default=0.15, ge=0, lt=1, help="share set aside to judge on")
    classes: Annotated[dict[str, tuple[str, ...]], BeforeValidator(as_classes)] = knob(
        default=(), help="names of the main label's values, or of each label's by its name; none takes 0, 1, ..."
    )
    resplit: bool = knob(default=True, help="draw the splits anew for each seed")
    size: int = dataclasses.field(init=False, default=0)

    def __post_init__(self) -> None:
        check_shares(self.validation, self.test)
        put = object.__setattr__
        put(self, "images", checked_images(self.images))
        put(self, "size", self.images.shape[-1] - 2 * self.margin)
        if self.size < 16:
            raise Refused(f"margin {self.margin} leaves {self.size} px of the images, but they should keep 16 or more")
        count = len(self.images)
        put(self, "labels", {name: checked_labels(each, name, count) for name, each in self.labels.items()})
        if self.second is not None:
            put(self, "second", checked_labels(self.second, "second", count))
            if "second" in self.labels:
                raise Refused("second is given, but labels names one 'second' too; give one of them")
        self._names  # noqa: B018 (refused now, not when they are loaded)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tensors) and self.digest() == other.digest()

    def __hash__(self) -> int:
        return hash(self.digest())

    def load(self, split: Split, seed: int, count: int | None = None, device: torch.device | str = "cpu") -> Pictures:
        """The first `count` pictures of a seed's split, or all where it has no more."""
        rows = self._rows(split, seed if self.resplit else None)[:count]
        if not len(rows):
            raise Refused(f"Tensors has no {split} images of {len(self.images)}; add some, or give {split} a share.")
        labels = {name: each[rows] for name, each in self._labels.items()}
        return Pictures(self.images[rows], labels, self._names, margin=self.margin).on(device)

    def digest(self) -> str:
        """A hex digest of all bytes, names and knobs."""
        return self._digest

    def overlap(self) -> float:
        """Test images a training image where each seed draws its splits anew (as seed 0 does), else 0."""
        if not self.resplit:
            return 0.0
        splits = self._splits(0)
        return splits.count("test") / splits.count("train")

    @property
    def _labels(self) -> dict[str, Tensor]:
        return self.labels | ({} if self.second is None else {"second": self.second})

    @cached_property
    def _names(self) -> dict[str, tuple[str, ...]]:
        return named_values(self._labels, self.classes)

    @cached_property
    def _contents(self) -> list[str]:
        return [hashlib.sha256(image.numpy().data).hexdigest() for image in self.images]

    @cached_property
    def _digest(self) -> str:
        knobs = (self.images.shape, self.margin, self.validation, self.test, self.resplit, list(self._names.items()))
        whole = hashlib.sha256(repr(knobs).encode())
        whole.update("".join(self._contents).encode())
        for each in self._labels.values():
            whole.update(each.numpy().tobytes())
        return whole.hexdigest()

    def _splits(self, seed: int | None) -> list[str]:
        main = next(iter(self._labels.values()), None)
        labels = [0] * len(self.images) if main is None else main.tolist()
        return split_by_content(self._contents, labels, {"validation": self.validation, "test": self.test}, seed)

    def _rows(self, split: str, seed: int | None) -> Tensor:
        """The numbers of the pictures of a split, in an order that mixes classes."""
        rows = [row for row, each in enumerate(self._splits(seed)) if each == split]
        lot = lambda row: (rank(drawn("order", seed), self._contents[row]), row)
        return torch.tensor(sorted(rows, key=lot), dtype=torch.int64)


def as_source(thing: Any) -> Any:
    """A tensor or array of images, or (images, labels) or (images, labels, second), as a source; else as it is."""
    if isinstance(thing, Tensor | np.ndarray):
        return Tensors(images=thing)  # pyright: ignore[reportArgumentType]
    if isinstance(thing, tuple | list) and 2 <= len(thing) <= 3 and isinstance(thing[0], Tensor | np.ndarray):
        return Tensors(**dict(zip(("images", "labels", "second"), thing, strict=False)))
    return thing
