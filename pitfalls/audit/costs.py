"""What a defense takes from the views beside the cue: the colors and the detail that are left."""

from dataclasses import replace

import torch
from torch import Tensor
from torch.nn import functional as F

from pitfalls.audit.reading import walked
from pitfalls.images.base import Pictures
from pitfalls.shortcuts.base import Defense, WindowDefense
from pitfalls.trial import Trial

ASKED = 256


@torch.no_grad()
def cost(trial: Trial, defense: Defense, pictures: Pictures) -> dict[str, float]:
    """What is left behind a defense, of 1 without it: "color" (where there is any) and "detail".

    color: the variance of the views' mean color differences that their mean values behind the defense still tell
    (linear, half of the views is fitted and half judged); detail: the energy of the finest differences in the
    sharpest channel, at most all of it. A defense that moves windows shows other pixels, and takes neither.
    """
    if isinstance(defense, WindowDefense):
        return {}
    index = torch.arange(min(ASKED, len(pictures.pixels)))
    rest = tuple(each for each in trial.defenses if each != defense)
    shown = lambda defenses: walked(replace(trial, defenses=defenses), "cost").ask(pictures, index, 0)[0][0]
    without, behind = shown(rest).flatten(0, 1), shown((*rest, defense)).flatten(0, 1)
    left = {"detail": float((fine(behind) / fine(without).clamp(min=1e-9)).clamp(max=1))}
    if without.shape[1] == 3:
        left["color"] = told(behind.mean((-2, -1)), chroma(without))
    return left


def fine(views: Tensor) -> Tensor:
    """Energy of second differences in the sharpest channel of each view, the mean over views."""
    energy = [views.diff(n=2, dim=axis).square().mean((-2, -1)) for axis in (-1, -2)]
    return (energy[0] + energy[1]).amax(1).mean()


def chroma(views: Tensor) -> Tensor:
    """Red and blue against green, the mean of each view, (N, 2)."""
    return (views[:, ::2] - views[:, 1:2]).mean((-2, -1))


def told(seen: Tensor, wanted: Tensor) -> float:
    """The share of the variance of `wanted` (N, K) that is told by a line on `seen` (N, D), judged on every other."""
    design = F.pad(seen, (0, 1), value=1.0).double()
    line = torch.linalg.lstsq(design[::2], wanted[::2].double(), driver="gelsd").solution
    rest = (wanted[1::2] - design[1::2] @ line).square().sum()
    whole = (wanted[1::2] - wanted[1::2].mean(0)).square().sum().clamp(min=1e-9)
    return float((1 - rest / whole).clamp(0, 1))
