"""Faults that are cheap and certain to find in a part of the user's own, found before the first step.

Whether the answer can be read off where it should not be is no such fault: that the audit tells.
"""

import torch
from torch import Tensor

from pitfalls.frozen import Refused
from pitfalls.images.base import Pictures
from pitfalls.path.cut import check_inside, cut
from pitfalls.path.given import FAR, check_draws, check_frames, check_values, check_windows
from pitfalls.path.posed import check_answer, check_several, check_target, check_views, shown
from pitfalls.path.walk import Path
from pitfalls.path.watched import watched
from pitfalls.shapes import Frames, frames
from pitfalls.shortcuts.base import Cue, ImageDefense, ViewDefense, WindowDefense
from pitfalls.streams import Rng
from pitfalls.trial import Trial

LOOKS, STEPS = 16, 8  # pictures that are asked about, and how often, for more than one answer to be seen


@torch.no_grad()
def check_path(trial: Trial, pictures: Pictures, device: torch.device | str = "cpu") -> None:
    """Refuse, told of the method, what a trial's cues, defenses and task give against their signatures."""
    task = trial.task
    path = Path(task, trial.cues, trial.defenses, trial.seed, "train", device)
    some = pictures.first(LOOKS)
    images = frames(some.pixels, some.margin)
    for cue, rng in path.cues:
        images = _planted(cue, images, rng)
    for defense, rng in path.defenses:
        if isinstance(defense, ImageDefense):
            images = _repaired(defense, images, rng)
    size = task.cut(images.size)
    if (
        not isinstance(size, tuple | list)
        or len(size) != 2
        or not all(isinstance(side, int) and side > 0 for side in size)
    ):
        raise Refused(f"{_name(task)}.cut gives {size!r}, but it should be (height, width) of the patches in whole px")
    windows = _placed(path, images, size)
    patches = cut(images, windows, size, task.resample)
    pose = lambda: task.pose(patches, path.posing.at(0))
    given = watched(f"{_name(task)}.pose", pose, patches, "patches")
    if not isinstance(given, tuple) or len(given) != 2:
        raise Refused(f"{_name(task)}.pose gives a {type(given).__name__}, but it should give two: (views,), answer")
    views, answer = shown(task, given[0]), given[1]
    check_views(task, views, patches)
    check_answer(task, answer, len(patches))
    index = torch.arange(len(patches), device=patches.device)
    target = path.target(answer, some, index)
    check_target(task, target, len(patches))
    if task.level == "image" and not task.supervised and not target.is_floating_point():
        posed = (task.pose(patches, path.posing.at(step))[1] for step in range(STEPS))
        targets = torch.cat([path.target(each, some, index) for each in posed])
        check_target(task, targets, len(targets))
        if len(patches) == LOOKS:  # of a few pictures alone an answer that depends on them may be one
            check_several(task, targets)
    for defense, rng in path.defenses:
        if isinstance(defense, ViewDefense):
            views = _defended(defense, views, rng)


def _planted(cue: Cue, images: Frames, rng: Rng) -> Frames:
    name = f"{_name(cue)}.plant"
    out = watched(name, lambda: cue.plant(images, rng.at(0)), images.pixels, "frames.pixels")
    check_frames(name, out, images)
    if out.margin != images.margin - cue.margin:
        told = f"a margin of {out.margin} px of {images.margin}"
        raise Refused(f"{name} leaves {told}, but {_name(cue)}.margin says that it takes {cue.margin}")
    return out


def _repaired(defense: ImageDefense, images: Frames, rng: Rng) -> Frames:
    name = f"{_name(defense)}.repair"
    out = watched(name, lambda: defense.repair(images, rng.at(0)), images.pixels, "frames.pixels")
    check_frames(name, out, images)
    check_draws(defense, name, out, lambda other: defense.repair(images, other))
    return out


def _placed(path: Path, images: Frames, size: tuple[int, int]) -> Tensor:
    task, count = path.task, len(images.pixels)
    name = f"{_name(task)}.place"
    windows = watched(name, lambda: task.place(images.size, count, path.placing.at(0)))
    check_windows(name, windows, (count, task.views, 4), task.resample, size)
    check_inside(windows, images.size, task)
    windows = windows.to(images.pixels.device)
    for defense, rng in path.defenses:
        if isinstance(defense, WindowDefense):
            name, before = f"{_name(defense)}.spread", windows
            spread = lambda defense=defense, rng=rng, before=before: defense.spread(before, images.size, rng.at(0))
            windows = watched(name, spread, before, "windows")
            check_windows(name, windows, tuple(before.shape), task.resample, size)
            check_inside(windows, images.size, defense)
    return windows


def _defended(defense: ViewDefense, views: Tensor, rng: Rng) -> Tensor:
    name = f"{_name(defense)}.defend"
    out = watched(name, lambda: defense.defend(views, rng.at(0)), views, "views")
    check_values(name, out, views, FAR)
    check_draws(defense, name, out, lambda other: defense.defend(views, other))
    return out


def _name(part: object) -> str:
    return type(part).__name__
