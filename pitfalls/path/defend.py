"""Apply view defenses in their order; neighbors that are affine maps of color fold into one product."""

import torch
from torch import Tensor

from pitfalls.shortcuts.base import ColorDefense, ViewDefense, recolor
from pitfalls.streams import Rng


def defend(views: Tensor, defenses: list[tuple[ViewDefense, Rng]]) -> Tensor:
    """Views (B, V, C, h, w) behind all `defenses`, each with its stream; without any, the very same object.

    The result of color maps is clipped to [0, 1] once, after the last of a run.
    """
    place = 0
    while place < len(defenses):
        run = place
        while run < len(defenses) and isinstance(defenses[run][0], ColorDefense):
            run += 1
        if run > place:
            views = _recolored(views, defenses[place:run])
            place = run
        else:
            defense, rng = defenses[place]
            views = defense.defend(views, rng)
            place += 1
    return views


def _recolored(views: Tensor, defenses: list) -> Tensor:
    """All color maps of a run as one product; the mean color that each of them sees is mapped along."""
    mean = views.float().mean((-2, -1))
    whole: Tensor | None = None
    for defense, rng in defenses:
        step = defense.matrix(mean, rng)
        mean = (step[..., :3] @ mean[..., None] + step[..., 3:])[..., 0]
        # a row (0, 0, 0, 1) makes an affine map of colors a product like any other
        whole = step if whole is None else step @ _square(whole)
    assert whole is not None
    return recolor(views, whole).clamp_(0, 1)


def _square(maps: Tensor) -> Tensor:
    last = torch.zeros_like(maps[..., :1, :])
    last[..., 3] = 1
    return torch.cat([maps, last], -2)
