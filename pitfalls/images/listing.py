"""Which files of a folder are pictures, and what the layout says about their split and their class."""

import os
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pitfalls.images.once import remembered

ENDINGS = frozenset((
    ".avif", ".bmp", ".dib", ".gif", ".j2k", ".jfif", ".jp2", ".jpe", ".jpeg", ".jpg", ".jpx", ".pbm", ".pgm", ".png",
    ".pnm", ".ppm", ".tga", ".tif", ".tiff", ".webp",
))  # fmt: skip
LEVELS = {"train": "train", "validation": "validation", "val": "validation", "valid": "validation", "test": "test"}
CLUTTER = {"thumbs.db", "desktop.ini", "__macosx"}  # what other systems hide without a dot

Skips = tuple[tuple[str, str], ...]


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
    """All pictures of a folder in the order of their names; skipped: (name, reason) of everything else."""

    files: tuple[File, ...]
    classes: tuple[str, ...]
    skipped: Skips


def plain(name: str) -> str:
    """A name as all systems agree to write it (one of them stores accents apart from their letters)."""
    return unicodedata.normalize("NFC", name)


def pictured(name: str) -> bool:
    """Whether a file is named like a picture."""
    return os.path.splitext(name)[1].lower() in ENDINGS


def entries(folder: str | Path) -> list[os.DirEntry]:
    """What lies in a folder, by name, hidden entries aside; nothing where it cannot be read."""
    try:
        with os.scandir(folder) as found:
            seen = [each for each in found if not each.name.startswith(".") and each.name.lower() not in CLUTTER]
            return sorted(seen, key=lambda each: plain(each.name))
    except OSError:
        return []


def walk(folder: str | Path, above: str = "", parents: frozenset = frozenset()) -> Iterator[tuple[str, str]]:
    """(relative name, path) of every file under a folder, and of every folder that cannot be read or leads back."""
    real = os.path.realpath(folder)
    if real in parents or not os.access(folder, os.R_OK | os.X_OK):
        yield above, str(folder)
        return
    for entry in entries(folder):
        name = f"{above}/{plain(entry.name)}" if above else plain(entry.name)
        if entry.is_dir():
            yield from walk(entry.path, name, parents | {real})
        else:
            yield name, entry.path


def folders(folder: str | Path) -> list[tuple[str, str, bool]]:
    """(name, path, whether any file under it is named like a picture) of each folder in a folder."""
    inside = [(plain(each.name), each.path) for each in entries(folder) if each.is_dir()]
    return [(name, path, any(pictured(file) for file, _ in walk(path))) for name, path in inside]


@remembered
def layout(root: Path) -> tuple[dict[str, tuple[str, str]], tuple[str, ...], tuple[str, ...]]:
    """Folder -> (split, path) where folders name the splits; the classes; the folders without pictures."""
    top = folders(root)
    full, bare = [name for name, _, holds in top if holds], [name for name, _, holds in top if not holds]
    found = {LEVELS.get(name.lower()) for name in full}
    # a class may well be called "train"; it is a level only in the company of another, or alone
    if not full or (None in found and not ("train" in found and found & {"validation", "test"})):
        return {}, tuple(full), tuple(bare)
    levels = {name: (LEVELS[name.lower()], path) for name, path, holds in top if holds and name.lower() in LEVELS}
    below = [
        (f"{level}/{name}", name, holds) for level, (_, path) in levels.items() for name, _, holds in folders(path)
    ]
    bare += [whole for whole, _, holds in below if not holds]
    return levels, tuple(sorted({name for _, name, holds in below if holds})), tuple(bare)


def listing(root: Path) -> Listing:
    """Every file under `root`: a picture with its split and class, or skipped with a reason."""
    levels, classes, bare = layout(root)
    depth = 1 + bool(levels)  # names on the way to a file that has a class, less its own
    files, skipped = [], dict.fromkeys(bare, "a folder without images")
    for name, path in walk(root):
        parts = name.split("/")
        split = levels[parts[0]][0] if parts[0] in levels and len(parts) > 1 else None
        label = parts[depth - 1] if classes and len(parts) > depth else None
        facts, reason = _looked(path)
        if reason is None and levels and split is None:
            reason = "lies beside the folders of the splits"
        if reason is None and classes and label is None:
            reason = "lies beside the folders of the classes"
        if reason is not None or facts is None:
            skipped[name] = reason or "cannot be read"
            continue
        files.append(File(name, path, split, label, facts.st_size, (facts.st_mtime_ns, facts.st_ctime_ns)))
    files.sort(key=lambda file: file.name)
    return Listing(tuple(files), classes, tuple(sorted(skipped.items())))


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
    return facts, None if pictured(path) else "not named like an image"
