"""A folder of the user's own pictures."""

import os
from pathlib import Path

import numpy as np
import torch

from pitfalls.frozen import Refused, frozen, knob
from pitfalls.images.base import Pictures, Source, Split
from pitfalls.images.ingest import Ingested, Recipe, digest, ingested
from pitfalls.images.listing import layout, pictured, walk
from pitfalls.images.report import Report
from pitfalls.images.survey import Survey, survey


@frozen
class Folder(Source):
    """Picture files: one folder a class, the same below train, validation (or val) and test, or all in one, unlabeled.

    Decoded once into a checked cache below $PITFALLS_CACHE (else ~/.cache/pitfalls); every seed sees the
    same pictures, and the same picture is never in two splits.
    """

    path: str = knob(help="the folder")
    size: int = knob(default=64, ge=16, le=1024, unit="px", help="side of a picture")
    margin: int = knob(default=4, ge=0, le=64, unit="px", help="how far it is kept beyond its sides, for cues")
    validation: float = knob(default=0.15, ge=0, lt=1, help="share set aside where the folder names no validation set")
    test: float = knob(default=0.15, ge=0, lt=1, help="share set aside where the folder names no test set")
    cap: float = knob(default=100.0, gt=0, le=10_000, unit="megapixels", help="larger pictures are skipped")

    def __post_init__(self) -> None:
        if self.validation + self.test >= 1:
            total = self.validation + self.test
            raise Refused(f"validation and test take {total:g} of the pictures, but they should leave some to train on")
        root = self.root
        if not root.exists():
            raise Refused(f"path is {self.path!r}, but there is no such folder")
        if not root.is_dir():
            raise Refused(f"path is {self.path!r}, but that is a file; give the folder it lies in")
        if not os.access(root, os.R_OK | os.X_OK):
            raise Refused(f"path is {self.path!r}, but you may not read that folder")
        if not any(pictured(name) for name, _ in walk(root)):
            raise Refused(f"path is {self.path!r}, but no file in it is named like an image (.jpg, .png, ...)")
        _, classes, _ = layout(root)
        if len(classes) == 1:
            raise Refused(
                f"path is {self.path!r}, but it holds one class only ({classes[0]!r}); it should hold two or more, "
                "or the images themselves for pictures without labels"
            )

    def __hash__(self) -> int:
        return hash((self.digest(), self.path))  # a folder that has changed since is not found where it was kept

    @property
    def root(self) -> Path:
        """The folder's path, a leading ~ resolved."""
        return Path(self.path).expanduser()

    def load(self, split: Split, seed: int, count: int | None = None, device: torch.device | str = "cpu") -> Pictures:
        """The first `count` pictures of a split, or all where it has no more; the same for every seed."""
        found = self._ingested()
        rows = np.flatnonzero(found.splits == split)[:count]
        if not len(rows):
            has = ", ".join(f"{number} {name}" for name, number in found.report.splits.items())
            raise Refused(f"{self.path} has no {split} images ({has}); add some, or give {split} a share above 0.")
        labels = torch.from_numpy(found.labels[rows]) if found.classes else None
        pixels = torch.from_numpy(found.pixels[rows])
        return Pictures(pixels, labels, classes=found.classes, margin=self.margin).on(device)

    def digest(self) -> str:
        """A hex digest of names, layout and bytes of the picture files and of all knobs but the path."""
        return self._digest(self._survey())

    def report(self) -> Report:
        """What became of every file."""
        return self._ingested().report

    def _survey(self) -> Survey:
        if not self.root.is_dir():
            raise Refused(f"{self.path} is not there any more; give a folder that is.")
        return survey(self.root)

    def _digest(self, found: Survey) -> str:
        return digest(found, self.size, self.margin, self.validation, self.test, self.cap)

    def _ingested(self) -> Ingested:
        found = self._survey()
        recipe = Recipe(self.size + 2 * self.margin, (self.validation, self.test), self.cap)
        return ingested(self.root, found, self._digest(found), recipe)
