"""A picture of what the network is shown, with the answer, before and after each toggle."""

from dataclasses import replace
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from pitfalls.difficulty.base import Dial
from pitfalls.images.base import Pictures
from pitfalls.path.faults import LOOKS, check_path
from pitfalls.path.walk import Path
from pitfalls.refused import Refused
from pitfalls.report.labels import knobs_of, label
from pitfalls.report.layout import Row, page
from pitfalls.shapes import Answer, frames
from pitfalls.tasks.base import Task
from pitfalls.trial import Trial

FRAME = 2  # px of white around each view
MOST = 64  # pictures on a page


def show(trial: Trial | Task, images: int = 4) -> Any:
    """A matplotlib Figure: a column an image; rows: the picture, the question as it is, and after each cue and defense.

    Every row asks the same questions of the same images: only what stands at its left was added. An answer that is a
    picture is drawn beside its question. A task alone is shown as the trial that leaves all else at its defaults.
    Refused for other things, and for less than one or more than 64 images.
    """
    if isinstance(trial, Task):
        trial = Trial(task=trial)
    if not isinstance(trial, Trial):
        raise Refused(f"{trial!r:.60} cannot be shown; give a Trial, or a task such as Jigsaw()")
    if isinstance(images, bool) or not isinstance(images, int) or not 1 <= images <= MOST:
        raise Refused(f"images is {images!r}, but it should be a whole number from 1 to {MOST}")
    check_path(trial, trial.images.load("test", trial.seed, LOOKS))
    pictures = trial.images.load("test", trial.seed, images)
    stages: list[tuple[str, tuple, tuple]] = [("as asked", (), ())]
    for k, cue in enumerate(trial.cues):
        stages.append((f"+ {label(cue)}", trial.cues[: k + 1], ()))
    for k, defense in enumerate(trial.defenses):
        stages.append((f"+ {label(defense)}", trial.cues, trial.defenses[: k + 1]))
    count = len(pictures.pixels)
    names = [""] * count
    if pictures.labels:
        labels, classes = pictures.label(trial.reading.label)
        names = [classes[k] for k in labels.tolist()]
    rows: list[Row] = [("the picture", list(frames(pictures.pixels, pictures.margin).inner), names)]
    size = torch.Size((0, 0))
    for told, cues, defenses in stages:
        row, size = _asked(replace(trial, cues=cues, defenses=defenses), told, pictures)
        rows.append(row)
    name, knobs = type(trial.task).__name__, knobs_of(trial.task)
    title = f"{name}: what the network is shown, in views of {size[0]} x {size[1]} px ({knobs})"
    return page([title, getattr(trial.task, "legend", "")], rows)


def show_dial(name: str, dial: Dial, trials: dict[str, Trial], images: int = 4) -> Any:
    """A matplotlib Figure: a column an image; rows: the picture, then the question at each setting of a dial."""
    rows: list[Row] = []
    for setting, trial in trials.items():
        check_path(trial, trial.images.load("test", trial.seed, LOOKS))
        pictures = trial.images.load("test", trial.seed, images)
        if not rows:
            inner = list(frames(pictures.pixels, pictures.margin).inner)
            rows.append(("the picture", inner, [""] * len(inner)))
        rows.append(_asked(trial, f"{name} {setting}", pictures)[0])
    task = next(iter(trials.values())).task
    turns = dial.field if isinstance(dial.field, str) else ", ".join(dial.field)
    return page([f"{type(task).__name__} at each {name}: {turns} turned", getattr(task, "legend", "")], rows)


def _asked(trial: Trial, told: str, pictures: Pictures) -> tuple[Row, torch.Size]:
    """The questions of a trial about pictures as a row of a page, and the size of its views."""
    count = len(pictures.pixels)
    path = Path(trial.task, trial.cues, trial.defenses, trial.seed, "show", "cpu")
    views, answer = path.ask(pictures, torch.arange(count), 0)
    row = (told, _drawn(trial.task, views[0], answer), _answers(trial.task, answer, count))
    return row, views[0].shape[-2:]


def _drawn(task: Task, views: Tensor, answer: Answer) -> list[Tensor]:
    """The views of each question, with its answer beside them where that is a picture."""
    if not hasattr(task, "drawn"):
        return [laid_out(each) for each in views]
    answers = task.drawn(views, answer)  # pyright: ignore[reportAttributeAccessIssue]
    pictured = getattr(task, "pictured", lambda views: views.expand(-1, -1, 3, -1, -1))
    both = zip(pictured(views), answers, strict=True)
    return [laid_out(torch.cat([seen, wanted[None]])) for seen, wanted in both]


def _answers(task: Task, answer: Answer, count: int) -> list[str]:
    """The answer to each question in words, short where the page explains them once."""
    assert isinstance(answer.target, Tensor)
    each = [task.say(replace(answer, target=answer.target[row : row + 1])) for row in range(count)]
    return [told if hasattr(task, "legend") or not told else f"answer: {told}" for told in each]


def laid_out(views: Tensor) -> Tensor:
    """The views (V, C, h, w) of one image side by side in a grid, (3, H, W) in [0, 1]."""
    count = len(views)
    across = round(count**0.5) if round(count**0.5) ** 2 == count else count
    views = F.pad(views.expand(-1, 3, -1, -1).clamp(0, 1), (FRAME,) * 4, value=1.0)
    rows = [torch.cat(list(row), -1) for row in views.split(across)]
    return torch.cat(rows, -2)
