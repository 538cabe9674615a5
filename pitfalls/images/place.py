"""The path of a folder of pictures: what may be given, and what it must hold, each told in one sentence."""

import os
from collections import Counter
from pathlib import Path
from typing import Any

from pitfalls.frozen import Refused
from pitfalls.images.formats import UNREAD, unread
from pitfalls.images.layout import Layout
from pitfalls.images.listing import layout, pictured
from pitfalls.images.walk import walked

FEW = 3  # names that are told


def as_path(given: Any) -> Any:
    """A path as text; anything else as it is."""
    return os.fspath(given) if isinstance(given, os.PathLike) else given


def check_folder(path: str, root: Path, *depth: int) -> None:
    """Refused, with the path to give instead where one is meant, if `root` is no folder of pictures in one layout."""
    told = f"path is {path!r}, but "
    if not path.strip():
        raise Refused(f"{told}it should name a folder")
    if os.path.isfile(root):
        raise Refused(f"{told}that is a file; give the folder it lies in")
    if not os.path.isdir(root):
        raise Refused(f"{told}there is no such folder{_looked(path, root)}")
    if not os.access(root, os.R_OK | os.X_OK):
        raise Refused(f"{told}you may not read that folder")
    names = [name for name, _ in walked(root) if not name.endswith("/")]
    if not any(map(pictured, names)):
        raise Refused(f"{told}no file in it is named like an image (.jpg, .png, ...){_endings(names)}")
    found = layout(root, *depth)
    if depth and not found.classes:
        raise Refused(f"depth is {depth[0]}, but no picture of {path!r} lies so many folders down below its splits")
    if found.twofold:
        upper, lower = found.twofold
        one = "" if found.levels else f"give {os.path.join(path, *found.above, upper[0])!r} alone, or "
        raise Refused(
            f"{told}each of {_few(upper)} holds {_few(lower)}, and either may be the classes; "
            f"{one}Folder(path={path!r}, depth=1) for the upper, depth=2 for the lower "
            "(--set images.depth=1 where a command is given)"
        )
    if len(found.classes) == 1:
        raise Refused(f"{told}it holds one class only ({found.classes[0]!r}); {_meant(path, root, found)}")


def _looked(path: str, root: Path) -> str:
    """Where a relative path was looked for."""
    return "" if root.is_absolute() else f" in {os.getcwd()!r}; give a path from there, or a whole one"


def _endings(names: list[str]) -> str:
    """What the files are called instead."""
    found = Counter(os.path.splitext(name)[1].lower() for name in names)
    told = [
        (f"{count} x {ending}" if ending else f"{count} without an ending")
        + (f" ({unread(ending)})" if ending in UNREAD else "")
        for ending, count in found.most_common(FEW)
    ]
    return f"; it holds {', '.join(told)}" if told else "; it is empty"


def _meant(path: str, root: Path, found: Layout) -> str:
    """The path to give instead of one that holds one folder only, and what lies there."""
    way, inner = [*found.above, found.classes[0]], root
    wanted = "it should hold two or more, or the images themselves for pictures without labels"
    if found.levels:
        return wanted
    while True:
        inner = root.joinpath(*way)
        below = layout(inner)
        if len(below.classes) != 1 or below.levels:
            break
        way.append(below.classes[0])
    held = sorted(below.levels) or below.classes
    what = f"which holds {_few(held)}" if held else "whose pictures are without labels"
    return f"{wanted}; did you mean {os.path.join(path, *way)!r}, {what}?"


def _few(names: Any) -> str:
    names = [repr(name) for name in names]
    some, more = names[:FEW], len(names) - FEW
    last = f"{more} more" if more > 0 else some.pop()
    return f"{', '.join(some)} and {last}" if some else last
