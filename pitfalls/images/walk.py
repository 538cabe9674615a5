"""All that lies under a folder, whatever links and rights there are."""

import os
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from pitfalls.images.once import remembered
from pitfalls.refused import plain as legible

CLUTTER = {"thumbs.db", "desktop.ini", "__macosx"}  # what other systems hide without a dot


def plain(name: str) -> str:
    """A name as all systems agree to write it (one of them stores accents apart from their letters).

    What could command a terminal, or is no text at all, stands as its number: \\x1b.
    """
    return unicodedata.normalize("NFC", legible(name).replace("\n", "\\n").replace("\t", "\\t"))


def entries(folder: str | Path) -> list[os.DirEntry]:
    """What lies in a folder, by name, hidden entries aside; nothing where it cannot be read."""
    try:
        with os.scandir(folder) as found:
            seen = [each for each in found if not each.name.startswith(".") and each.name.lower() not in CLUTTER]
            return sorted(seen, key=lambda each: plain(each.name))
    except OSError:
        return []


def walk(folder: str | Path, above: str = "", parents: frozenset = frozenset()) -> Iterator[tuple[str, str]]:
    """(relative name, path) of every file under a folder, and of every folder that cannot be read or leads back.

    Every other folder comes before what is in it, its name with a slash at the end.
    """
    real = os.path.realpath(folder)
    if real in parents or not os.access(folder, os.R_OK | os.X_OK):
        yield above, str(folder)
        return
    if above:
        yield f"{above}/", str(folder)
    for entry in entries(folder):
        name = f"{above}/{plain(entry.name)}" if above else plain(entry.name)
        if _is_folder(entry):
            yield from walk(entry.path, name, parents | {real})
        else:
            yield name, entry.path


@remembered
def walked(root: Path) -> tuple[tuple[str, str], ...]:
    """The whole walk; inside of `once` it is taken once."""
    return tuple(walk(root))


def _is_folder(entry: os.DirEntry) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False
