"""Pictures that the user already holds as tensors."""

import dataclasses
import hashlib
import warnings
from functools import cached_property
from typing import Annotated, ClassVar

import torch
from pydantic import BeforeValidator
from torch import Tensor

from pitfalls.frozen import Refused, frozen, knob
from pitfalls.images.arrays import as_tensor
from pitfalls.images.base import Pictures, Source, Split
from pitfalls.images.checked import checked_images
from pitfalls.images.labels import Names, as_classes, as_labels, as_second, checked_labels, named_values
from pitfalls.images.odd import odd_ones
from pitfalls.images.official import checked_test, dealt
from pitfalls.images.split import check_shares, drawn, lacking, rank

Array = Annotated[Tensor, BeforeValidator(as_tensor)]
Labels = Annotated[dict[str, Tensor], BeforeValidator(as_labels)]
Second = Annotated[Tensor | None, BeforeValidator(as_second)]


@frozen
class Tensors(Source):
    """A user's own images (N, 3, S + 2m, S + 2m), uint8 or float in [0, 1], with labels (N,), one or several by name.

    Labels given alone are called "label", and `second` is a further one of that name; the first named is the main one.
    Values that do not occur are no classes. All is copied; two objects with the same contents are equal. Split by
    content, for each seed anew, as a folder is; `test_images` are the test split of every seed where they are given,
    and the same pictures are left out of the rest.
    """

    digest_only: ClassVar[bool] = True

    images: Array = knob(help="the pictures, uint8 or float in [0, 1]")
    labels: Labels = knob(default=None, help="a whole number from 0 for each picture, or several such by name")
    second: Second = knob(default=None, help="a second label for each picture")
    margin: int = knob(default=0, ge=0, le=64, unit="px", help="how many outer pixels are kept for cues only")
    validation: float = knob(default=0.15, ge=0, lt=1, help="share set aside to choose on")
    test: float = knob(default=0.15, ge=0, lt=1, help="share set aside to judge on, where no test_images are given")
    classes: Annotated[Names, BeforeValidator(as_classes)] = knob(
        default=(), help="names of the main label's values, or of each label's by its name; none takes 0, 1, ..."
    )
    resplit: bool = knob(default=True, help="draw the splits anew for each seed")
    test_images: Array | None = knob(
        default=None, late=True, help="an official test split, which no picture of `images` goes to"
    )
    test_labels: Labels = knob(default=None, late=True, help="the labels of `test_images`")
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
        images, labels = checked_test(self.test_images, self.test_labels, self.images.shape[-1], list(self._given))
        put(self, "test_images", images)
        put(self, "test_labels", labels)
        self._named  # noqa: B018 (refused now, not when they are loaded)
        for told in odd_ones(self.images, self.test_images, lambda: self._splits(0).count("")):
            warnings.warn(told, stacklevel=2)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tensors) and self.digest() == other.digest()

    def __hash__(self) -> int:
        return hash(self.digest())

    def load(self, split: Split, seed: int, count: int | None = None, device: torch.device | str = "cpu") -> Pictures:
        """The first `count` pictures of a seed's split, or all where it has no more."""
        rows = self._rows(split, seed if self.resplit else None)[:count]
        if not len(rows):
            way = lacking(split, self._contents, self._strata, self._shares) or "; add some, or give test_images"
            raise Refused(f"Tensors has no {split} images of {len(self.images)}{way}.")
        numbers, names = self._named
        labels = {name: each[rows] for name, each in numbers.items()}
        apart = self.test_images if split == "test" else None
        pixels = self.images[rows] if apart is None else apart[rows - len(self.images)]
        return Pictures(pixels, labels, names, margin=self.margin).on(device)

    def digest(self) -> str:
        """A hex digest of all bytes, names and knobs."""
        return self._digest

    def overlap(self) -> float:
        """Test images a training image where each seed draws both anew (as seed 0 does), else 0."""
        if not self.resplit or self.test_images is not None:
            return 0.0
        splits = self._splits(0)
        return splits.count("test") / splits.count("train")

    @property
    def _given(self) -> dict[str, Tensor]:
        return self.labels | ({} if self.second is None else {"second": self.second})

    @property
    def _shares(self) -> dict[str, float]:
        return {"validation": self.validation} | ({"test": self.test} if self.test_images is None else {})

    @cached_property
    def _named(self) -> tuple[dict[str, Tensor], Names]:
        """The labels of all pictures, those of the test split last, and the names of their values."""
        theirs = self.test_labels
        return named_values(
            {name: torch.cat([each, theirs.get(name, each[:0])]) for name, each in self._given.items()}, self.classes
        )

    @cached_property
    def _contents(self) -> list[str]:
        """A digest of each picture, those of the test split last."""
        sets = (each for each in (self.images, self.test_images) if each is not None)
        return [hashlib.sha256(image.numpy().data).hexdigest() for each in sets for image in each]

    @cached_property
    def _strata(self) -> list[int]:
        main = next(iter(self._named[0].values()), None)
        return [0] * len(self._contents) if main is None else main.tolist()

    @cached_property
    def _digest(self) -> str:
        names = list(self._named[1].items())
        knobs = (self.images.shape, self.margin, self.validation, self.test, self.resplit, names)
        whole = hashlib.sha256(repr(knobs).encode())
        whole.update("".join(self._contents).encode())
        for each in self._named[0].values():
            whole.update(each.numpy().tobytes())
        return whole.hexdigest()

    def _splits(self, seed: int | None) -> list[str]:
        """The split of each picture, "" of one that the test split holds too."""
        return dealt(self._contents, self._strata, len(self.images), self._shares, seed)

    def _rows(self, split: str, seed: int | None) -> Tensor:
        """The numbers of the pictures of a split, in an order that mixes classes."""
        rows = [row for row, each in enumerate(self._splits(seed)) if each == split]
        lot = lambda row: (rank(drawn("order", seed), self._contents[row]), row)
        return torch.tensor(sorted(rows, key=lot), dtype=torch.int64)
