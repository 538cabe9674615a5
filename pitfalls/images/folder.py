"""A folder of the user's own pictures."""

import os
from pathlib import Path

import torch

from pitfalls.frozen import Refused, frozen, knob
from pitfalls.images.account import account
from pitfalls.images.base import Pictures, Source, Split
from pitfalls.images.ingest import digest, ingested
from pitfalls.images.ingested import Ingested
from pitfalls.images.inventory import Inventory, inventory, rows_of
from pitfalls.images.listing import layout, pictured, walk
from pitfalls.images.report import Report
from pitfalls.images.split import check_shares
from pitfalls.images.survey import Survey, survey

LABEL = "class"


@frozen
class Folder(Source):
    """Picture files: one folder a class, the same below train, validation (or val) and test, or all in one, unlabeled.

    Decoded once into a checked cache below $PITFALLS_CACHE (else ~/.cache/pitfalls). Each seed draws its splits anew
    from all pictures, by content and class (a folder's own splits are pooled for it), so that what is found holds for
    more than one set of training images; with resplit=False every seed has the folder's own splits. The same picture is
    never in two splits of a seed.
    """

    path: str = knob(help="the folder")
    size: int = knob(default=64, ge=16, le=1024, unit="px", help="side of a picture")
    margin: int = knob(default=4, ge=0, le=64, unit="px", help="how far it is kept beyond its sides, for cues")
    validation: float = knob(default=0.15, ge=0, lt=1, help="share to choose on, where the folder's own is not taken")
    test: float = knob(default=0.15, ge=0, lt=1, help="share to judge on, where the folder's own is not taken")
    cap: float = knob(default=100.0, gt=0, le=10_000, unit="megapixels", help="larger pictures are skipped")
    resplit: bool = knob(default=True, help="draw the splits anew for each seed, the folder's own pooled")

    def __post_init__(self) -> None:
        check_shares(self.validation, self.test)
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
        """The first `count` pictures of a seed's split, or all where it has no more; only these are read."""
        found = self._survey()
        kept = self._ingested(found)
        dealt = self._dealt(found, kept, seed)
        rows = rows_of(kept, dealt, split, self._drawn_by(seed))[:count]
        if not len(rows):
            has = ", ".join(f"{number} {name}" for name, number in dealt.counted().items())
            raise Refused(f"{self.path} has no {split} images ({has}); add some, or give {split} a share above 0.")
        pixels = torch.from_numpy(kept.pixels[rows])
        if not dealt.classes:
            return Pictures(pixels, margin=self.margin).on(device)
        labels = {LABEL: torch.from_numpy(dealt.labels[rows])}
        return Pictures(pixels, labels, {LABEL: dealt.classes}, margin=self.margin).on(device)

    def digest(self) -> str:
        """A hex digest of names, layout and bytes of the picture files and of all knobs but the path."""
        knobs = (self.size, self.margin, self.validation, self.test, self.cap, self.resplit)
        return digest(self._survey(), *knobs)

    def overlap(self) -> float:
        """Test images a training image where each seed draws its splits anew (as seed 0 does), else 0."""
        if not self.resplit:
            return 0.0
        found = self._survey()
        counted = self._dealt(found, self._ingested(found), 0).counted()
        return counted["test"] / counted["train"]

    def report(self) -> Report:
        """What became of every file; the splits are those of seed 0 where each seed draws its own."""
        found = self._survey()
        kept = self._ingested(found)
        return account(found.listing, kept, self._dealt(found, kept, 0), self.resplit)

    def _drawn_by(self, seed: int) -> int | None:
        return seed if self.resplit else None

    def _survey(self) -> Survey:
        if not self.root.is_dir():
            raise Refused(f"{self.path} is not there any more; give a folder that is.")
        return survey(self.root)

    def _ingested(self, found: Survey) -> Ingested:
        return ingested(self.root, found, self.size + 2 * self.margin, self.cap)

    def _dealt(self, found: Survey, kept: Ingested, seed: int) -> Inventory:
        shares = {"validation": self.validation, "test": self.test}
        return inventory(self.root, found.listing, kept, shares, self._drawn_by(seed))
