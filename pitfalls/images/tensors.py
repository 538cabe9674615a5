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
from pitfalls.images.checked import as_tensor, checked_images, checked_labels
from pitfalls.images.split import rank, split_by_content

Array = Annotated[Tensor, BeforeValidator(as_tensor)]


@frozen
class Tensors(Source):
    """A user's own images (N, 3, S + 2m, S + 2m), uint8 or float in [0, 1], with labels (N,) and second labels (N,).

    They are copied; two objects with the same contents are equal. Split by content as a folder is.
    """

    digest_only: ClassVar[bool] = True

    images: Array = knob(help="the pictures, uint8 or float in [0, 1]")
    labels: Array | None = knob(default=None, help="a whole number from 0 for each picture")
    second: Array | None = knob(default=None, help="a second label for each picture")
    margin: int = knob(default=0, ge=0, le=64, unit="px", help="how many outer pixels are kept for cues only")
    validation: float = knob(default=0.15, ge=0, lt=1, help="share set aside to choose on")
    test: float = knob(default=0.15, ge=0, lt=1, help="share set aside to judge on")
    classes: tuple[str, ...] = knob(default=(), help="names of the labels; none takes 0, 1, ...")
    size: int = dataclasses.field(init=False, default=0)

    def __post_init__(self) -> None:
        if self.validation + self.test >= 1:
            total = self.validation + self.test
            raise Refused(f"validation and test take {total:g} of the pictures, but they should leave some to train on")
        put = object.__setattr__
        put(self, "images", checked_images(self.images))
        put(self, "size", self.images.shape[-1] - 2 * self.margin)
        if self.size < 16:
            raise Refused(f"margin {self.margin} leaves {self.size} px of the images, but they should keep 16 or more")
        for name in ("labels", "second"):
            given = getattr(self, name)
            if given is not None:
                put(self, name, checked_labels(given, name, len(self.images)))
        if self.labels is not None:
            top = int(self.labels.max())
            put(self, "classes", self.classes or tuple(str(k) for k in range(top + 1)))
            if top >= len(self.classes):
                raise Refused(f"labels go up to {top}, but classes names only {len(self.classes)}")
        elif self.classes:
            raise Refused(f"classes has {len(self.classes)} names, but there are no labels")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tensors) and self.digest() == other.digest()

    def __hash__(self) -> int:
        return hash(self.digest())

    def load(self, split: Split, seed: int, count: int | None = None, device: torch.device | str = "cpu") -> Pictures:
        """The first `count` pictures of a split, or all where it has no more; the same for every seed."""
        rows = self._rows[split][:count]
        if not len(rows):
            raise Refused(f"Tensors has no {split} images of {len(self.images)}; add some, or give {split} a share.")
        taken = lambda each: None if each is None else each[rows]
        labels, second = taken(self.labels), taken(self.second)
        found = Pictures(self.images[rows], labels, second, classes=self.classes, margin=self.margin)
        return found.on(device)

    def digest(self) -> str:
        """A hex digest of all bytes, names and knobs."""
        return self._digest

    @cached_property
    def _contents(self) -> list[str]:
        return [hashlib.sha256(image.numpy().data).hexdigest() for image in self.images]

    @cached_property
    def _digest(self) -> str:
        whole = hashlib.sha256(
            repr((self.images.shape, self.margin, self.validation, self.test, self.classes)).encode()
        )
        whole.update("".join(self._contents).encode())
        for given in (self.labels, self.second):
            whole.update(b"none" if given is None else given.numpy().tobytes())
        return whole.hexdigest()

    @cached_property
    def _rows(self) -> dict[str, Tensor]:
        """The numbers of the pictures of each split, in an order that mixes classes."""
        labels = [0] * len(self.images) if self.labels is None else self.labels.tolist()
        splits = split_by_content(self._contents, labels, {"validation": self.validation, "test": self.test})
        order = sorted(range(len(splits)), key=lambda row: (rank("order", self._contents[row]), row))
        rows = lambda split: torch.tensor([row for row in order if splits[row] == split], dtype=torch.int64)
        return {split: rows(split) for split in ("train", "validation", "test")}


def as_source(thing: Any) -> Any:
    """A tensor or array of images, or (images, labels) or (images, labels, second), as a source; else as it is."""
    if isinstance(thing, Tensor | np.ndarray):
        return Tensors(images=thing)  # pyright: ignore[reportArgumentType]
    if isinstance(thing, tuple | list) and 2 <= len(thing) <= 3 and isinstance(thing[0], Tensor | np.ndarray):
        return Tensors(**dict(zip(("images", "labels", "second"), thing, strict=False)))
    return thing
