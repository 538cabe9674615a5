"""A folder of the user's own pictures."""

from pathlib import Path
from typing import Annotated

import torch
from pydantic import BeforeValidator

from pitfalls.frozen import Refused, frozen, knob
from pitfalls.images.account import account
from pitfalls.images.base import Pictures, Source, Split
from pitfalls.images.ingest import digest, ingested
from pitfalls.images.ingested import Ingested
from pitfalls.images.inventory import Inventory, inventory, named, rows_of
from pitfalls.images.mapped import pixels_of
from pitfalls.images.place import as_path, check_folder
from pitfalls.images.report import Report
from pitfalls.images.split import check_shares, lacking
from pitfalls.images.survey import Survey, survey
from pitfalls.writing import at_home

LABEL = "class"


@frozen
class Folder(Source):
    """Picture files: one folder a class, the same below train, validation and test, or all in one, unlabeled.

    Splits go by their many names (training, val, dev, eval, ...), a folder called images is passed through, and masks
    beside it are left out.

    Decoded once into a checked cache below $PITFALLS_CACHE (else ~/.cache/pitfalls). Each seed draws its splits anew
    from all pictures, by content and class (a folder's own splits are pooled for it), so that what is found holds for
    more than one set of training images; with resplit=False every seed has the folder's own splits. The same picture is
    never in two splits of a seed.
    """

    path: Annotated[str, BeforeValidator(as_path)] = knob(help="the folder")
    size: int = knob(default=64, ge=16, le=1024, unit="px", help="side of a picture")
    margin: int = knob(default=4, ge=0, le=64, unit="px", help="how far it is kept beyond its sides, for cues")
    validation: float = knob(default=0.15, ge=0, lt=1, help="share to choose on, where the folder's own is not taken")
    test: float = knob(default=0.15, ge=0, lt=1, help="share to judge on, where the folder's own is not taken")
    cap: float = knob(default=100.0, gt=0, le=10_000, unit="megapixels", help="larger pictures are skipped")
    resplit: bool = knob(default=True, help="draw the splits anew for each seed, the folder's own pooled")
    depth: int = knob(
        default=0, ge=0, le=9, late=True, help="how many folders down, below its splits, the class stands; 0 finds it"
    )

    def __post_init__(self) -> None:
        check_shares(self.validation, self.test)
        check_folder(self.path, self.root, *self._depth)

    def __hash__(self) -> int:
        return hash((self.digest(), self.path))  # a folder that has changed since is not found where it was kept

    @property
    def root(self) -> Path:
        """The folder's path, a leading ~ resolved."""
        return at_home(self.path)

    def load(self, split: Split, seed: int, count: int | None = None, device: torch.device | str = "cpu") -> Pictures:
        """The first `count` pictures of a seed's split, or all where it has no more; on the CPU many are mapped."""
        found = self._survey()
        kept = self._ingested(found)
        dealt = self._dealt(found, kept, seed)
        rows = rows_of(kept, dealt, split, self._drawn_by(seed))[:count]
        if not len(rows):
            has = ", ".join(f"{number} {name}" for name, number in dealt.counted().items())
            why = lacking(split, kept.contents, dealt.labels.tolist(), self._shares_drawn(found))
            raise Refused(f"{self.path} has no {split} images ({has}){why or '; add some'}.")
        pixels = pixels_of(kept.pixels, rows)
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
        return survey(self.root, *self._depth)

    @property
    def _depth(self) -> tuple[int, ...]:
        return (self.depth,) if self.depth else ()

    def _shares_drawn(self, found: Survey) -> dict[str, float]:
        """The shares of the splits that are drawn rather than given by the folder."""
        own = set() if self.resplit else named(found.listing.files)
        return {split: share for split, share in self._shares.items() if split not in own}

    @property
    def _shares(self) -> dict[str, float]:
        return {"validation": self.validation, "test": self.test}

    def _ingested(self, found: Survey) -> Ingested:
        return ingested(self.root, found, self.size + 2 * self.margin, self.cap)

    def _dealt(self, found: Survey, kept: Ingested, seed: int) -> Inventory:
        return inventory(self.root, found.listing, kept, self._shares, self._drawn_by(seed))
