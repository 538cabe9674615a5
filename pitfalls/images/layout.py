"""What the folders on the way to a picture mean: its split, its class, or nothing; read off the names alone."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from pitfalls.images.naming import masks_among, of_pictures, split_of

Parts = tuple[str, ...]  # a relative name, folder by folder

BESIDE_SPLITS = "lies beside the folders of the splits"
BESIDE_CLASSES = "lies beside the folders of the classes"
BESIDE = "lies beside the folder of the pictures"
UNCLASSED = "lies in no class folder, unlike the pictures of other splits"
MASK = "a mask of a picture, going by its folder"


@dataclass(frozen=True)
class Layout:
    """How a name is read. `above`: folders that all pictures share and that mean nothing; `split`, `label`: the
    number of the folder that names each, None where none does; levels: folder -> split; masks: folders left out;
    flat: splits whose pictures lie in no class folder, though those of others do.

    twofold: the folders of the first and of the second level, where either may be the classes.
    """

    above: Parts = ()
    split: int | None = None
    label: int | None = None
    levels: dict[str, str] = field(default_factory=dict)
    classes: tuple[str, ...] = ()
    masks: frozenset[Parts] = frozenset()
    flat: frozenset[str] = frozenset()
    twofold: tuple[tuple[str, ...], tuple[str, ...]] | None = None

    def read(self, name: str) -> tuple[str | None, str | None, str | None]:
        """The split and the class of a picture, and why it is left out, as far as each is told."""
        parts = tuple(name.split("/"))
        if any(parts[:end] in self.masks for end in range(1, len(parts))):
            return None, None, MASK
        if len(parts) <= len(self.above):
            return None, None, BESIDE
        folder = parts[self.split] if self.split is not None and len(parts) > self.split + 1 else ""
        split = self.levels.get(folder)
        if self.levels and split is None:
            return None, None, BESIDE_SPLITS
        label = parts[self.label] if self.label is not None and len(parts) > self.label + 1 else None
        if self.classes and label is None:
            return split, None, UNCLASSED if split in self.flat else BESIDE_CLASSES
        return split, label, None


def layout_of(names: Iterable[str], depth: int = 0) -> Layout:
    """The layout that the relative names of all pictures of a folder tell.

    `depth` says in which folder below the splits the class stands, from 1; 0 finds it, and tells where two may be it.
    """
    folders = sorted({name.rpartition("/")[0] for name in names})
    pictures = [(*filter(None, folder.split("/")), "") for folder in folders]  # one stands for all of its folder
    masks = _masks(pictures)
    pictures = [parts for parts in pictures if not any(parts[:end] in masks for end in range(1, len(parts)))]
    start = _past(pictures, 0)
    levels, split, at = _levels(_heads(pictures, start)), None, start
    if levels:
        split = start
        pictures = [parts for parts in pictures if len(parts) > start + 1 and parts[start] in levels]
        at = _past(pictures, start + 1, shared=len(levels) > 1)
    end = start if levels else at
    above = next((parts[:end] for parts in pictures if len(parts) > end), ())
    at += max(depth - 1, 0)
    heads, below = _heads(pictures, at), _below(pictures, at)
    if not levels and not depth and len(heads) > 1:  # cat/train, cat/test, dog/train, ...
        within = set.union(*below.values())
        levels = _levels(within) if within and all(split_of(each) for each in within) else {}
        split = at + 1 if levels else None
    shared = set.intersection(*below.values()) if below else set()
    loose = any(len(parts) == at + 2 for parts in pictures)
    twofold = None
    if not depth and split != at + 1 and len(heads) > 1 and len(shared) > 1 and not loose:
        twofold = tuple(sorted(heads)), tuple(sorted(shared))
    classed = {parts[split] for parts in pictures if split is not None and len(parts) > max(at, split) + 1}
    flat = frozenset(levels[name] for name in levels if heads and name not in classed)
    return Layout(above, split, at if heads else None, levels, tuple(sorted(heads)), masks, flat, twofold)


def _heads(pictures: Collection[Parts], at: int) -> set[str]:
    """The folders at a level that hold pictures."""
    return {parts[at] for parts in pictures if len(parts) > at + 1}


def _below(pictures: Collection[Parts], at: int) -> dict[str, set[str]]:
    """The folders with pictures in each folder of a level."""
    found: dict[str, set[str]] = defaultdict(set)
    for parts in pictures:
        if len(parts) > at + 1:
            found[parts[at]] |= {parts[at + 1]} if len(parts) > at + 2 else set()
    return found


def _past(pictures: Collection[Parts], at: int, shared: bool = False) -> int:
    """The first level whose folders mean something: not images alone, nor, below splits, one folder around others."""
    while len(heads := _heads(pictures, at)) == 1:
        (name,) = heads
        if not of_pictures(name) and not (shared and len(_heads(pictures, at + 1)) > 1):
            break
        at += 1
    return at


def _levels(heads: set[str]) -> dict[str, str]:
    """Folder -> split, where folders name the splits.

    A class may well be called "train": it is a level only in the company of another, or alone.
    """
    named = {name: split for name in sorted(heads) if (split := split_of(name))}
    found = set(named.values())
    strangers = len(named) < len(heads)
    return {} if strangers and not ("train" in found and len(found) > 1) else named


def _masks(pictures: Collection[Parts]) -> frozenset[Parts]:
    """The folders that hold masks of the pictures in a folder beside them."""
    inside: dict[Parts, set[str]] = defaultdict(set)
    for parts in pictures:
        for end in range(1, len(parts)):
            inside[parts[: end - 1]].add(parts[end - 1])
    return frozenset((*above, name) for above, names in inside.items() for name in masks_among(names))
