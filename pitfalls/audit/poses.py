"""A task asked about a picture made for it, again and again: whatever differs then, the task has drawn."""

from typing import Any

import torch
from torch import Tensor

from pitfalls.images.base import Pictures
from pitfalls.path.cut import cut
from pitfalls.path.posed import shown
from pitfalls.path.walk import Path
from pitfalls.shapes import Answer, Frames, frames
from pitfalls.shortcuts.base import Defense, ViewDefense, WindowDefense
from pitfalls.streams import Rng, generator
from pitfalls.tasks.base import Task

TOGETHER = 128  # questions in memory at a time


class Still:
    """Draws that are always in the middle: windows then lie where they lie on average, and roam nowhere."""

    def uniform(self, *shape: int) -> Tensor:
        return torch.full(shape, 0.5)

    def integers(self, low: int, high: int, *shape: int) -> Tensor:
        return torch.full(shape, (low + high - 1) // 2)

    def noise(self, *shape: int) -> Tensor:
        return torch.zeros(shape)


def size_of(pictures: Pictures) -> tuple[int, int]:
    """Height and width of pictures without their margin."""
    return pictures.pixels.shape[-2] - 2 * pictures.margin, pictures.pixels.shape[-1] - 2 * pictures.margin


def inner(pictures: Pictures, index: Tensor) -> Tensor:
    """Pictures of these numbers without their margin, (n, 3, H, W) in [0, 1]."""
    return frames(pictures.pixels[index], pictures.margin).inner


def speckled(size: tuple[int, int]) -> Tensor:
    """A picture (1, 3, H, W) in [0, 1] no two places of which are alike."""
    return torch.rand(1, 3, *size, generator=generator("audit", "speckled"))


def mirrored(task: Task, size: tuple[int, int]) -> Tensor:
    """Such a picture that is its own mirror image about the middle of where the task looks."""
    windows = placed(task, size, 1)
    left, right = windows[..., 0].min(), (windows[..., 0] + windows[..., 2].abs()).max()
    away = (2 * torch.arange(size[1]) + 1 - (left + right)).abs()
    return speckled((size[0], int(away.max()) + 1))[..., away]


def placed(task: Task, size: tuple[int, int], count: int) -> Tensor:
    """The windows (count, V, 4) of a task without its draws."""
    still: Any = Still()
    return task.place(size, count, still)


def posed(path: Path, images: Tensor, step: int, defense: tuple[Defense, Rng] | None = None) -> tuple[Tensor, Answer]:
    """The question of a step about images (n, 3, H, W) in [0, 1], looked at in the middle: views and answer.

    Of the defenses only the one that is handed stands on the path.
    """
    task, given = path.task, Frames(images, *_lens(images))
    windows = placed(task, given.size, len(images))
    part, rng = defense or (None, path.posing)
    if isinstance(part, WindowDefense):
        windows = part.spread(windows, given.size, rng.at(step))
    patches = cut(given, windows, task.cut(given.size), task.resample)
    views, answer = task.pose(patches, path.posing.at(step))
    group = shown(task, views)
    return (part.defend(group, rng.at(step)) if isinstance(part, ViewDefense) else group), answer


def _lens(images: Tensor) -> tuple[Tensor, Tensor]:
    of = frames(images)
    return of.axis, of.radius


def copies(picture: Tensor, count: int = TOGETHER) -> Tensor:
    """One picture (1, 3, H, W) so many times."""
    return picture.expand(count, -1, -1, -1)


def kinds(views: Tensor) -> list[int]:
    """A number for each of the views (B, ...), equal where they are the same bit for bit."""
    return [hash(each.tobytes()) for each in views.contiguous().numpy()]


def classes(answer: Answer) -> list[int] | None:
    """The answers as class numbers, one a question; None where they are something else."""
    target = answer.target
    whole = isinstance(target, Tensor) and target.ndim == 1 and not target.is_floating_point()
    return target.tolist() if whole else None  # pyright: ignore[reportAttributeAccessIssue]


def chooses(path: Path, pictures: Pictures) -> bool:
    """Whether the task asks for one of its answers, which it draws, once a question."""
    if path.task.level != "image" or path.task.supervised:
        return False
    return classes(posed(path, copies(speckled(size_of(pictures)), 2), 0)[1]) is not None
