"""A picture of what the network is shown, with the answer, before and after each toggle."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from pitfalls.frozen import Refused, nearest
from pitfalls.images.held import load
from pitfalls.path import Path
from pitfalls.shapes import frames
from pitfalls.trial import Trial

FRAME = 2  # px of white around each view


def show(trial: Trial, images: int = 4) -> Any:
    """A matplotlib Figure: a column an image; rows: the picture, the question as it is, and after each cue and defense.

    Every row asks the same questions of the same images: only what stands at its left was added.
    """
    from matplotlib.figure import Figure

    pictures = load(trial.images, "test", trial.seed, images, torch.device("cpu"))
    stages: list[tuple[str, tuple, tuple]] = [("as asked", (), ())]
    for k, cue in enumerate(trial.cues):
        stages.append((f"+ {_named(cue)}", trial.cues[: k + 1], ()))
    for k, defense in enumerate(trial.defenses):
        stages.append((f"+ {_named(defense)}", trial.cues, trial.defenses[: k + 1]))
    count = len(pictures.pixels)
    index = torch.arange(count)
    asked = []
    for told, cues, defenses in stages:
        path = Path(trial.task, cues, defenses, trial.seed, "show", "cpu")
        views, answer = path.ask(pictures, index, 0)
        asked.append((told, views[0], answer))
    page = Figure(figsize=(1.2 + 2.1 * count, 0.6 + 2.2 * (len(asked) + 1)), layout="constrained")
    axes = page.subplots(len(asked) + 1, count, squeeze=False)
    whole = frames(pictures.pixels, pictures.margin).inner
    for column in range(count):
        _panel(axes[0][column], whole[column], "the picture" if column == 0 else "")
        label = pictures.labels[column] if pictures.labels is not None else None
        axes[0][column].set_title(pictures.classes[int(label)] if label is not None else "", fontsize=8)
        for row, (told, views, answer) in enumerate(asked, 1):
            _panel(axes[row][column], laid_out(views[column]), told if column == 0 else "")
            one = replace(answer, target=answer.target[column : column + 1]) if answer.target is not None else answer
            axes[row][column].set_xlabel(f"answer: {trial.task.say(one)}", fontsize=8)
    page.suptitle(f"{type(trial.task).__name__}: what the network is shown", fontsize=11)
    return page


def laid_out(views: Tensor) -> Tensor:
    """The views (V, C, h, w) of one image side by side in a grid, (3, H, W) in [0, 1]."""
    count = len(views)
    across = round(count**0.5) if round(count**0.5) ** 2 == count else count
    views = F.pad(views.expand(-1, 3, -1, -1).clamp(0, 1), (FRAME,) * 4, value=1.0)
    rows = [torch.cat(list(row), -1) for row in views.split(across)]
    return torch.cat(rows, -2)


def _panel(axes: Any, image: Tensor, told: str) -> None:
    axes.imshow(image.permute(1, 2, 0).numpy(), interpolation="nearest", vmin=0, vmax=1)
    axes.set(xticks=[], yticks=[])
    axes.set_ylabel(told, fontsize=8)
    for side in axes.spines.values():
        side.set_visible(False)


def _named(part: Any) -> str:
    knobs = ", ".join(f"{name}={value}" for name, value in vars(part).items() if not name.startswith("_"))
    return f"{type(part).__name__}\n({knobs})" if knobs else type(part).__name__


def parsed(text: str, kind: str) -> Any:
    """A part from the command line: NAME, NAME=STRENGTH or NAME:knob=value,knob=value."""
    from pitfalls.catalog import find, knobs
    from pitfalls.find import setting

    path, dot_py, rest = text.partition(".py:")
    head, rest = (path + dot_py, rest) if dot_py else ("", text)
    name, _, settings = rest.partition(":")
    name, equals, strength = name.partition("=")
    part: type = find(kind, head + name)
    given = dict(setting(each) for each in settings.split(",") if each)
    if equals:
        first = "strength" if kind == "cue" else knobs(part)[0].name
        given[first] = setting(f"x={strength}")[1]
    known = [knob.name for knob in knobs(part)]
    for field in given:
        if field not in known:
            raise Refused(f"{part.__name__} has no knob {field!r}; {nearest(field, known)}")
    return part(**given)


def trial_of(task: str, images: str | None, plant: Sequence[str], closed: Sequence[str]) -> Trial:
    """The trial that `pitfalls show` draws, from the words of the command line."""
    from pitfalls.find import pictures
    from pitfalls.images.scenes import Scenes

    cues = tuple(parsed(each, "cue") for each in plant)
    defenses = tuple(parsed(each, "defense") for each in closed)
    margin = max(6, sum(cue.margin for cue in cues))
    scenes = Scenes(margin=margin)
    source = scenes if images is None else pictures(images)[0](scenes)
    return Trial(task=parsed(task, "task"), images=source, cues=cues, defenses=defenses)
