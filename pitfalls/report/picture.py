"""A picture of what the network is shown, with the answer, before and after each toggle."""

from collections.abc import Sequence
from dataclasses import fields, replace
from textwrap import wrap
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from pitfalls.path.walk import Path
from pitfalls.refused import Refused
from pitfalls.shapes import Answer, frames
from pitfalls.tasks.base import Task
from pitfalls.trial import Trial

FRAME = 2  # px of white around each view
WIDE, LEFT, APART, LINE = 2.1, 1.8, 0.1, 0.15  # inches: a column, the labels beside it, between two, a line of text


def show(trial: Trial | Task, images: int = 4) -> Any:
    """A matplotlib Figure: a column an image; rows: the picture, the question as it is, and after each cue and defense.

    Every row asks the same questions of the same images: only what stands at its left was added. A task alone is
    shown as the trial that leaves all else at its defaults.
    """
    from matplotlib.figure import Figure

    if not isinstance(trial, Trial):
        trial = Trial(task=trial)
    pictures = trial.images.load("test", trial.seed, images)
    stages: list[tuple[str, tuple, tuple]] = [("as asked", (), ())]
    for k, cue in enumerate(trial.cues):
        stages.append((f"+ {_named(cue)}", trial.cues[: k + 1], ()))
    for k, defense in enumerate(trial.defenses):
        stages.append((f"+ {_named(defense)}", trial.cues, trial.defenses[: k + 1]))
    count = len(pictures.pixels)
    whole = frames(pictures.pixels, pictures.margin).inner
    names = [""] * count
    if pictures.labels:
        labels, classes = pictures.label(trial.reading.label)
        names = [classes[k] for k in labels.tolist()]
    rows = [("the picture", list(whole), names)]
    for told, cues, defenses in stages:
        path = Path(trial.task, cues, defenses, trial.seed, "show", "cpu")
        views, answer = path.ask(pictures, torch.arange(count), 0)
        rows.append((told, [laid_out(each) for each in views[0]], _answers(trial.task, answer, count)))
    return _page(Figure, trial.task, rows)


def _answers(task: Task, answer: Answer, count: int) -> list[str]:
    """The answer to each question in words, short where the page explains them once."""
    assert isinstance(answer.target, Tensor)
    each = [task.say(replace(answer, target=answer.target[row : row + 1])) for row in range(count)]
    return [told if hasattr(task, "legend") or not told else f"answer: {told}" for told in each]


def _page(figure: Any, task: Task, rows: list[tuple[str, list[Tensor], list[str]]]) -> Any:
    """Rows of pictures, each as high as its pictures ask, with what was added at their left; laid out in inches."""
    heights = [WIDE * images[0].shape[-2] / images[0].shape[-1] for _, images, _ in rows]
    said = [["\n".join(wrap(answer, 32)) for answer in answers] for _, _, answers in rows]
    below = 0.2 + LINE * max(answer.count("\n") + 1 for line in said for answer in line)
    across = len(said[0])
    width = LEFT + (WIDE + APART) * across
    title = [f"{type(task).__name__}: what the network is shown", *wrap(getattr(task, "legend", ""), int(13 * width))]
    top = 0.2 + LINE * len(title)
    height = top + sum(heights) + below * len(rows)
    page = figure(figsize=(width, height))
    page.subplots_adjust(LEFT / width, below / height, 1 - APART / width, 1 - top / height)
    spaces = {"wspace": APART / WIDE, "hspace": below * len(heights) / sum(heights)}
    axes = page.subplots(len(rows), across, squeeze=False, height_ratios=heights, gridspec_kw=spaces)
    for line, (told, images, _), answers in zip(axes, rows, said, strict=True):
        for column, (panel, image, answer) in enumerate(zip(line, images, answers, strict=True)):
            panel.imshow(image.permute(1, 2, 0).numpy(), interpolation="nearest", vmin=0, vmax=1)
            panel.set(xticks=[], yticks=[], frame_on=False)
            panel.set_xlabel(answer, fontsize=8)
            if column == 0:
                panel.set_ylabel(told, fontsize=8, rotation=0, ha="right", va="center", labelpad=8)
    page.suptitle("\n".join(title), fontsize=9, y=1 - 0.1 / height, va="top")
    return page


def laid_out(views: Tensor) -> Tensor:
    """The views (V, C, h, w) of one image side by side in a grid, (3, H, W) in [0, 1]."""
    count = len(views)
    across = round(count**0.5) if round(count**0.5) ** 2 == count else count
    views = F.pad(views.expand(-1, 3, -1, -1).clamp(0, 1), (FRAME,) * 4, value=1.0)
    rows = [torch.cat(list(row), -1) for row in views.split(across)]
    return torch.cat(rows, -2)


def _named(part: Any) -> str:
    """Its name and the knobs that are not at their defaults, in short lines."""
    changed = [
        f"{field.name}={getattr(part, field.name)}"
        for field in fields(part)
        if field.init and getattr(part, field.name) != type(part).__pydantic_fields__[field.name].default
    ]
    return "\n".join([*wrap(type(part).__name__, 24), *wrap(", ".join(changed), 24)])


def parsed(text: str, kind: str) -> Any:
    """A part from the command line: NAME, NAME=STRENGTH or NAME:knob=value,knob=value."""
    from pitfalls.commands.catalog import find, knobs
    from pitfalls.experiment.settings import setting

    path, dot_py, rest = text.partition(".py:")
    head, rest = (path + dot_py, rest) if dot_py else ("", text)
    name, _, settings = rest.partition(":")
    name, equals, strength = name.partition("=")
    part: type = find(kind, head + name)
    given = dict(setting(each) for each in settings.split(",") if each)
    if equals:
        known = [knob.name for knob in knobs(part)]
        if not known:
            raise Refused(f"{part.__name__} has no knob to set to {strength!r}.")
        given["strength" if "strength" in known else known[0]] = setting(f"x={strength}")[1]
    return part(**given)


def trial_of(task: str, images: str | None, plant: Sequence[str], closed: Sequence[str]) -> Trial:
    """The trial that `pitfalls show` draws, from the words of the command line."""
    from pitfalls.experiment.find import pictures
    from pitfalls.images.scenes import Scenes

    cues = tuple(parsed(each, "cue") for each in plant)
    defenses = tuple(parsed(each, "defense") for each in closed)
    margin = max(6, sum(cue.margin for cue in cues))
    scenes = Scenes(margin=margin)
    source = scenes if images is None else pictures(images)[0](scenes)
    return Trial(task=parsed(task, "task"), images=source, cues=cues, defenses=defenses)
