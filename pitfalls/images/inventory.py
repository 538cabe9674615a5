"""What each picture of a folder is for one seed: its split and its class."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pitfalls.frozen import Refused
from pitfalls.images.ingested import Ingested
from pitfalls.images.listing import File, Listing
from pitfalls.images.split import across, drawn, rank, split_by_content

Shares = dict[str, float]


@dataclass(frozen=True)
class Inventory:
    """splits: one of each picture, "" of one left out; labels (N,) int64, -1 of none; classes: their names.

    out: row -> the row of the same picture in another of the folder's own splits, for which it was left out.
    """

    splits: tuple[str, ...]
    labels: np.ndarray
    classes: tuple[str, ...]
    out: dict[int, int]

    def counted(self) -> dict[str, int]:
        """Pictures in each split."""
        shown = Counter(self.splits)
        return {split: shown[split] for split in ("train", "validation", "test")}


def inventory(root: Path, found: Listing, kept: Ingested, shares: Shares, seed: int | None) -> Inventory:
    """Split and class of each picture, re-drawn for the seed from all of them; by the folder's own splits for None."""
    labels: list[str | None] = [file.label for file in kept.files]
    if seed is None:
        splits, out = own(kept, named(found.files), shares)
    else:
        splits, out = split_by_content(kept.contents, labels, shares, seed), {}
    for row in out:
        splits[row] = ""
    there = {label for label, split in zip(labels, splits, strict=True) if split}
    classes = tuple(name for name in found.classes if name in there)
    if len(classes) == 1:
        raise Refused(f"{root}: only class {classes[0]!r} has an image left, but it takes two classes or more.")
    number = {name: place for place, name in enumerate(classes)}
    numbers = np.array([number.get(label or "", -1) for label in labels], np.int64)
    return Inventory(tuple(splits), numbers, classes, out)


def own(kept: Ingested, levels: set[str], shares: Shares) -> tuple[list[str], dict[int, int]]:
    """The split of each row as the folder names it; and the rows whose picture another split needs more.

    A split that it does not name takes its share of train; where it names none, all are split by content.
    """
    contents, labels = kept.contents, [file.label for file in kept.files]
    splits = [file.split or "train" for file in kept.files]
    out = across(contents, splits)
    missing = {split: share for split, share in shares.items() if split not in levels}
    rows = [row for row, split in enumerate(splits) if split == "train" and row not in out]
    carved = split_by_content([contents[row] for row in rows], [labels[row] for row in rows], missing)
    for row, split in zip(rows, carved, strict=True):
        splits[row] = split
    return splits, out


def named(files: Sequence[File]) -> set[str]:
    """The splits that a folder names."""
    return {file.split for file in files if file.split is not None}


def rows_of(kept: Ingested, found: Inventory, split: str, seed: int | None) -> np.ndarray:
    """The rows of a split, in an order that mixes classes: one of the seed's own, or the same for all (None)."""
    rows = np.flatnonzero(np.array(found.splits) == split)
    if seed is None:
        return rows
    lot = lambda row: rank(drawn("order", seed), f"{kept.contents[row]}\x1f{kept.files[row].name}")
    return np.array(sorted(rows.tolist(), key=lot), np.int64)
