"""What a task's `pose` must give: one group of views of the promised shape and range, and an answer within reach."""

from typing import Any

import torch
from torch import Tensor

from pitfalls.frozen import Refused
from pitfalls.shapes import Answer
from pitfalls.tasks.base import Task

SLACK = 0.01  # of the range of a pixel


def shown(task: Task, views: Any) -> Tensor:
    """The one group of views that a task poses; Refused where there is none, or more."""
    who = type(task).__name__
    if isinstance(views, tuple) and len(views) == 1:
        return views[0]
    told = f"poses {len(views)} groups of views, but the network reads one" if isinstance(views, tuple) else ""
    told = told or f"poses no tuple of views, but a {type(views).__name__}"
    raise Refused(f"{who} {told}; {who}.pose should give (views,) with all views of a picture side by side")


def check_views(task: Task, views: Tensor, patches: Tensor) -> None:
    """Refuse views that are not floats (B, V, C, h, w) in [0, 1], with V and C as the task promises."""
    who, count = f"{type(task).__name__}.pose", len(patches)
    if not isinstance(views, Tensor):
        raise Refused(f"{who} gives a {type(views).__name__} as views, but it should be a tensor (B, V, C, h, w)")
    wanted = (count, task.shows, task.channels)
    if views.ndim != 5 or views.shape[:3] != wanted or not views.numel():
        promise = f"shows {task.shows} views of {task.channels} channels"
        raise Refused(
            f"{who} gives views of the shape {tuple(views.shape)} for {count} pictures, but the task {promise}: "
            f"({', '.join(map(str, wanted))}, h, w); change `views` and `channels`, or say how many it `shows`"
        )
    if views.dtype != torch.float32:
        raise Refused(f"{who} gives views of {views.dtype}, but they should be float32 in [0, 1], as the patches are")
    low, high = float(views.min()), float(views.max())
    if not -SLACK <= low <= high <= 1 + SLACK:
        raise Refused(f"{who} gives views from {low:g} to {high:g}, but they should lie in [0, 1], as the patches do")


def check_answer(task: Task, answer: Any, count: int) -> None:
    """Refuse an answer that does not hold a target, a weight and an index for each of `count` pictures."""
    who = f"{type(task).__name__}.pose"
    if not isinstance(answer, Answer):
        told = f"{who} gives a {type(answer).__name__} as answer, but it should be an Answer"
        raise Refused(f"{told}; write answered(target) of pitfalls.shapes")
    for name, each in (("weight", answer.weight), ("index", answer.index)):
        if not isinstance(each, Tensor) or each.shape != (count,):
            shape = f"the shape {tuple(each.shape)}" if isinstance(each, Tensor) else f"a {type(each).__name__}"
            raise Refused(
                f"{who} gives {shape} as the answer's {name}, but it should be one number a picture, ({count},)"
            )
    if not bool(answer.weight.isfinite().all()) or float(answer.weight.min()) < 0:
        raise Refused(f"{who} gives weights that are negative or not finite")


def check_target(task: Task, target: Tensor, count: int) -> None:
    """Refuse a target that is not one for each of `count` pictures, or a class beyond the task's answers."""
    who = f"{type(task).__name__}.pose"
    if target.ndim == 0 or len(target) != count:
        raise Refused(
            f"{who} gives a target of the shape {tuple(target.shape)}, but it should be one a picture: {count}"
        )
    if task.level != "image" or target.is_floating_point():
        return
    if target.dtype != torch.int64 or target.ndim != 1:
        shape = f"{target.dtype} of the shape {tuple(target.shape)}"
        raise Refused(f"{who} gives a target of {shape}, but it should be int64 class numbers, ({count},)")
    low, high = int(target.min()), int(target.max())
    if low < 0 or high >= task.answers:
        raise Refused(
            f"{who} gives targets from {low} to {high}, but the task has {task.answers} answers, from 0 to "
            f"{task.answers - 1}"
        )


def check_several(task: Task, targets: Tensor) -> None:
    """Refuse a task that gave one and the same class to all these questions."""
    if len(targets) > 1 and bool((targets == targets[0]).all()):
        raise Refused(
            f"{type(task).__name__}.pose gives the same answer, {int(targets[0])}, to all of {len(targets)} questions; "
            f"draw it, as in rng.integers(0, {task.answers}, len(patches))"
        )
