"""Puzzles as pictures: the tiles as shown, and, laid over them, where a network looked."""

import torch
from torch import Tensor

from pitfalls.report.layout import page
from pitfalls.report.picture import laid_out
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.teaching.drawn import Drawn


def puzzles(title: str, rows: dict[str, Tensor], told: list[str] | None = None) -> Drawn:
    """Rows of questions by name, views (B, V, C, h, w) each, a column a question; `told` stands below every one."""
    below = told or [""] * min(len(views) for views in rows.values())
    drawn = [(name, [laid_out(each) for each in views[: len(below)]], below) for name, views in rows.items()]
    return Drawn(page([title], drawn), f"{title}. Rows: {', '.join(rows)}.")


def heat(used: Tensor, views: Tensor) -> Tensor:
    """Views (B, V, C, h, w) in dim gray, and in orange where `used`, (B, V, 1, h, w), is high."""
    strength = (used / used.flatten(1).quantile(0.98, 1).view(-1, 1, 1, 1, 1)).clamp(0, 1)
    gray = views.mean(2, keepdim=True).expand(-1, -1, 3, -1, -1) * 0.6
    orange = torch.tensor([1.0, 0.55, 0.0]).view(1, 1, 3, 1, 1)
    return gray * (1 - strength) + orange * strength


def from_strangers(views: Tensor, target: Tensor, task: Jigsaw) -> Tensor:
    """The same puzzles with each tile taken from the same place of another picture: views (B, V, C, h, w).

    What the tiles show no longer fits together; what a tile tells of its own place stays.
    """
    whole = solved(views, target, task)
    return shuffled(torch.stack([whole[:, place].roll(place, 0) for place in range(views.shape[1])], 1), target, task)


def mirrored(views: Tensor, target: Tensor, task: Jigsaw) -> Tensor:
    """The same puzzles, cut from the mirror images of their pictures: views (B, V, C, h, w)."""
    rows = solved(views, target, task).unflatten(1, (task.grid, task.grid))
    return shuffled(rows.flip(2, -1).flatten(1, 2), target, task)


def solved(views: Tensor, target: Tensor, task: Jigsaw) -> Tensor:
    """The tiles of each puzzle in their places, row by row."""
    return _taken(views, task.orders(views.device)[target].argsort(1))


def shuffled(tiles: Tensor, target: Tensor, task: Jigsaw) -> Tensor:
    """Tiles in their places, shown in the order that is the answer."""
    return _taken(tiles, task.orders(tiles.device)[target])


def _taken(tiles: Tensor, order: Tensor) -> Tensor:
    return tiles.gather(1, order[:, :, None, None, None].expand_as(tiles))
