"""Which files of a folder are pictures, and what the layout says about their split and their class."""

import os
import stat
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pitfalls.images.formats import unread
from pitfalls.images.layout import Layout, layout_of
from pitfalls.images.walk import walked

ENDINGS = frozenset((
    ".avif", ".bmp", ".dib", ".gif", ".j2k", ".jfif", ".jp2", ".jpe", ".jpeg", ".jpg", ".jpx", ".pbm", ".pgm", ".png",
    ".pnm", ".ppm", ".tga", ".tif", ".tiff", ".webp",
))  # fmt: skip
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class File:
    """One file named like a picture: name relative to the folder, split and class as far as the layout tells."""

    name: str
    path: str
    split: str | None
    label: str | None
    size: int
    stamp: tuple[int, int]  # times of the last change of content and of inode, ns


@dataclass(frozen=True)
class Listing:
    """All pictures of a folder in the order of their names; skipped, notes: (name, reason) of everything else.

    flat: the splits whose pictures lie in no class folder, though those of others do.
    """

    files: tuple[File, ...]
    classes: tuple[str, ...]
    skipped: Pairs
    notes: Pairs = ()
    flat: frozenset[str] = frozenset()


def pictured(name: str) -> bool:
    """Whether a file is named like a picture."""
    return os.path.splitext(name)[1].lower() in ENDINGS


def layout(root: Path, depth: int = 0) -> Layout:
    """What the folders under `root` mean, the class in the folder `depth` below the splits (0 finds it)."""
    return _layout(tuple(name for name, _ in walked(root) if pictured(name)), depth)


@lru_cache(maxsize=2)
def _layout(names: tuple[str, ...], depth: int) -> Layout:
    return layout_of(names, depth)


def listing(root: Path, depth: int = 0) -> Listing:
    """Every file under `root`: a picture with its split and class, or skipped with a reason."""
    told, files, skipped = layout(root, depth), [], {}
    read = lru_cache(maxsize=None)(told.read)  # by folder: what it means is the same for all in it
    walk = walked(root)
    for name, path in walk:
        if name.endswith("/"):
            continue
        facts, reason = _looked(path)
        split, label, beside = read(f"{name.rpartition('/')[0]}/".lstrip("/"))
        if reason is not None or beside is not None or facts is None:
            skipped[name] = reason or beside or "cannot be read"
            continue
        files.append(File(name, path, split, label, facts.st_size, (facts.st_mtime_ns, facts.st_ctime_ns)))
    deepest = 0 if told.label is None else told.label
    folders = [name[:-1] for name, _ in walk if name.endswith("/") and name.count("/") <= deepest + 1]
    skipped |= dict.fromkeys(bare(folders, [name for name, _ in walk if pictured(name)]), "a folder without images")
    files.sort(key=lambda file: file.name)
    return Listing(tuple(files), told.classes, tuple(sorted(skipped.items())), tuple(nested(files, told)), told.flat)


def bare(folders: Iterable[str], pictures: Iterable[str]) -> list[str]:
    """The folders under which no picture lies, without those in another of them."""
    full = {""}
    for name in pictures:
        while (name := name.rpartition("/")[0]) not in full:
            full.add(name)
    return [name for name in folders if name not in full and name.rpartition("/")[0] in full]


def nested(files: Iterable[File], told: Layout) -> list[tuple[str, str]]:
    """A note on each class whose pictures lie in several folders of its own."""
    below: dict[str, set[str]] = defaultdict(set)
    for file in files:
        parts = file.name.split("/")
        deep = 1 + max(-1 if place is None else place for place in (told.label, told.split))
        if file.label is not None and len(parts) > deep + 1:
            below[file.label].add(parts[deep])
    told_of = "its folders ({}) are taken together as one class".format
    return [(name, told_of(_few(sorted(each)))) for name, each in below.items() if len(each) > 1]


def _few(names: list[str]) -> str:
    return ", ".join(names[:3]) + (", ..." if len(names) > 3 else "")


def _looked(path: str) -> tuple[os.stat_result | None, str | None]:
    """The entry of a file; and why it is not taken, as far as its name and its entry tell."""
    try:
        facts = os.stat(path)
    except OSError as error:
        return None, f"cannot be read ({error.strerror})"
    if stat.S_ISDIR(facts.st_mode):
        return facts, f"a folder that {'leads back to itself' if os.access(path, os.X_OK) else 'cannot be read'}"
    if not stat.S_ISREG(facts.st_mode):
        return facts, "not a plain file"
    return facts, None if pictured(path) else unread(path)
