"""Whether what is drawn is drawn for each picture, or once for all that are asked about together."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from pitfalls.audit.finding import Finding
from pitfalls.audit.poses import classes, copies, kinds, placed, posed, size_of, speckled
from pitfalls.images.base import Pictures
from pitfalls.path.cut import cut
from pitfalls.path.walk import Path
from pitfalls.shapes import frames
from pitfalls.shortcuts.base import ImageDefense, ViewDefense, WindowDefense

COUNT, STEPS = 32, 16  # a coin that is tossed sixteen times hardly falls alike


def check(path: Path, pictures: Pictures) -> Finding | None:
    """A flaw where all pictures of a batch get one draw: they are then less various than they seem.

    Of windows, of the answer, of what `pose` draws beside the answer, and of every defense.
    """
    size = size_of(pictures)
    picture, task = speckled(size), path.task
    who = type(task).__name__
    if once([kinds(task.place(size, COUNT, path.placing.at(step))) for step in range(STEPS)]):
        return _told(f"{who}.place puts the windows of all pictures")
    asked = [posed(path, copies(picture, COUNT), step) for step in range(STEPS)]
    drawn = [classes(answer) for _, answer in asked]
    if task.level == "image" and not task.supervised and all(each is not None for each in drawn):
        if task.answers > 1 and once(drawn):  # pyright: ignore[reportArgumentType]
            return _told(f"{who}.pose draws one answer for all pictures")
        apart: dict[int, list[list[int]]] = defaultdict(list)
        for (views, _), targets in zip(asked, drawn, strict=True):
            rows = list(zip(kinds(views), targets or [], strict=True))
            for target in set(targets or []):
                apart[target].append([kind for kind, own in rows if own == target])
        if apart and all(once(each) or len(each) < 2 for each in apart.values()) and any(map(once, apart.values())):
            return _told(f"{who}.pose draws something beside the answer for all pictures")
    for defense, rng in path.defenses:
        if not defense.deterministic and once(_results(defense, rng, path, picture)):
            return _told(f"{defense.called} draws for all pictures")
    return None


def once(drawn: Sequence[Sequence[Any]]) -> bool:
    """Whether all results of a step are equal, though those of two steps are not."""
    alike = all(len(set(each)) == 1 for each in drawn)
    return alike and any(len(each) > 1 for each in drawn) and len({each[0] for each in drawn}) > 1


def _results(defense: Any, rng: Any, path: Path, picture: Any) -> list[list[int]]:
    """What a defense makes of one and the same picture or windows, in every step."""
    found, size = [], (picture.shape[-2], picture.shape[-1])
    windows = placed(path.task, size, COUNT)
    for step in range(STEPS):
        if isinstance(defense, ImageDefense):
            found.append(kinds(defense.repair(frames(copies(picture, COUNT)), rng.at(step)).pixels))
        elif isinstance(defense, WindowDefense):
            found.append(kinds(defense.spread(windows, size, rng.at(step))))
        elif isinstance(defense, ViewDefense):
            patches = cut(frames(copies(picture, COUNT)), windows, path.task.cut(size), path.task.resample)
            if patches.shape[2] == path.task.channels:
                found.append(kinds(defense.defend(patches, rng.at(step))))
    return found or [[0]]


def _told(what: str) -> Finding:
    told = f"{what} in a batch at once: two steps differ, but no two pictures of one step do."
    return Finding("once", "flaw", told, "draw one value a picture, as in rng.integers(0, n, len(patches))")
