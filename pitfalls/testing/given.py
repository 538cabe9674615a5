"""What parts are tried on: a few scenes, views and windows, and trials in which they stand."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import Any

import torch
from torch import Tensor

from pitfalls.ambiguity.base import Score
from pitfalls.commands.catalog import parts
from pitfalls.company.bank import Bank
from pitfalls.encoders.conv import ConvNet
from pitfalls.frozen import Refused
from pitfalls.images.base import Pictures
from pitfalls.images.scenes import Scenes
from pitfalls.path.defend import defend
from pitfalls.shapes import Frames, frames
from pitfalls.shortcuts.base import Cue, Defense, ImageDefense, WindowDefense
from pitfalls.streams import Rng, generator
from pitfalls.tasks.base import Task
from pitfalls.trial import Trial

SIDE, MARGIN, COUNT = 64, 8, 12  # px and pictures
SIZES = (64, 96, 128, 224)  # px; of pictures, until a task fits


@cache
def scenes(margin: int = MARGIN, side: int = SIDE) -> Pictures:
    """A dozen scenes."""
    return Scenes(size=side, margin=margin, train=COUNT).load("train", 0)


def handed(
    part: Cue | Defense,
    count: int = 6,
    dtype: torch.dtype = torch.float32,
    level: float | None = None,
    wide: bool = False,
) -> Any:
    """What a toggle is handed: frames, windows, or views of three channels.

    level: the gray that they are all over, if it is given; wide: windows reach to the sides of the picture.
    """
    if isinstance(part, WindowDefense):
        line = (0, 26, SIDE - 12) if wide else (14, 26, 38)
        corner = torch.tensor([[x, y, 12, 12] for y in line for x in line])
        return corner.expand(count, 9, 4)
    if isinstance(part, Cue | ImageDefense):
        held = scenes(max(MARGIN, getattr(part, "margin", 0)))
        images = frames(held.pixels[torch.arange(count) % COUNT], held.margin)
        images = images if level is None else images.with_pixels(torch.full_like(images.pixels, level))
        return Frames(images.pixels.to(dtype), images.axis, images.radius, images.margin)
    views = torch.rand(count, 9, 3, 16, 16, generator=generator("testing", "views"))
    return (views if level is None else torch.full_like(views, level)).to(dtype)


def tensor_of(given: Any) -> Tensor:
    """Windows or views as they are, of frames the pictures without margin."""
    return given.inner if isinstance(given, Frames) else given


def acted(part: Cue | Defense, given: Any, rng: Rng) -> Tensor:
    """What a toggle makes of what it is handed, as one tensor."""
    if isinstance(part, Cue):
        return tensor_of(part.plant(given, rng))
    if isinstance(part, ImageDefense):
        return tensor_of(part.repair(given, rng))
    if isinstance(part, WindowDefense):
        return part.spread(given, (SIDE, SIDE), rng)
    return defend(given, [(part, rng)])  # pyright: ignore[reportArgumentType]


def trials(part: Cue | Defense) -> Iterator[Trial]:
    """A small trial of every proxy task of the lab in which a toggle may stand."""
    toggles: dict[str, Any] = {"cues": (part,)} if isinstance(part, Cue) else {"defenses": (part,)}
    for cls in parts("task").values():
        with suppress(Refused):
            if cls.supervised:
                continue
            yield small(cls(), margin=max(MARGIN, getattr(part, "margin", 0)), **toggles)


def small(task: Task, margin: int = MARGIN, **given: Any) -> Trial:
    """A trial of a task on a dozen scenes, which are as large as it needs them; Refused where none is large enough."""
    on = lambda side: Scenes(size=side, margin=margin, train=COUNT)
    made = lambda side: Trial(task=task, images=on(side), batch=4, encoder=ConvNet(width=8), **given)
    for side in SIZES[:-1]:
        with suppress(Refused):
            return made(side)
    return made(SIZES[-1])


def held(trial: Trial, device: torch.device | str = "cpu") -> Pictures:
    """The pictures of a small trial, on a device."""
    return scenes(trial.images.margin, trial.images.size).on(device)


def several(device: torch.device | str = "cpu") -> Tensor:
    """Numbers of 64 pictures, as many as a task may want to compare."""
    return torch.arange(64, device=device) % COUNT


def remembering(score: Score, device: torch.device | str = "cpu") -> Bank | None:
    """What a score that remembers keeps of a dozen pictures, before any was seen; None for the others."""
    return Bank(COUNT, score.remembers, score.momentum, device) if score.remembers else None


def without(trial: Trial) -> Trial:
    """The same trial with nothing planted and nothing closed."""
    return replace(trial, cues=(), defenses=())
