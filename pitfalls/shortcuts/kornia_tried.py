"""An augmentation of Kornia's tried on a few views: whether it can serve, and what it changes."""

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import torch
from kornia.augmentation import GeometricAugmentationBase2D
from torch import Tensor

from pitfalls.frozen import Refused
from pitfalls.shortcuts.kornia_kinds import augmentation, built, first_line
from pitfalls.streams import generator, key

# what neither turns nor bends a view, and what bends it though Kornia does not count it as geometric
SHIFTS = {"RandomTranslate", "RandomShear", "RandomCrop", "RandomResizedCrop", "CenterCrop", "PadTo", "Resize"}
SHIFTS |= {"LongestMaxSize", "SmallestMaxSize"}
BENDS = {"RandomElasticTransform", "RandomFisheye", "RandomThinPlateSpline"}
VIEWS, SIDE = 8, 32
FLAT = 1e-4


def applied(views: Tensor, name: str, settings: dict[str, Any], seed: int) -> Tensor:
    """Views (N, C, h, w) behind a fresh augmentation whose parameters are drawn on the CPU from `seed`."""
    made = built(name, settings)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        parameters = made.forward_parameters(torch.Size(views.shape))
    return made(views, params=parameters)


def check(name: str, settings: dict[str, Any], channels: int = 3, size: tuple[int, int] | None = None) -> None:
    """Refuse what cannot serve for views of so many channels and `size` px (None: of a size that suits the settings).

    It is called once on a few views of noise.
    """
    try:
        written = json.dumps(settings)
    except TypeError:
        told = f"{name} does not take the settings {settings}, of which a record cannot keep all"
        raise Refused(f"{told}; write numbers, text and lists") from None
    _check(name, written, channels, size or _suiting(settings))


@lru_cache(512)
def _check(name: str, settings: str, channels: int, size: tuple[int, int]) -> None:
    given = json.loads(settings)
    act = lambda views: applied(views, name, given, key("kornia", name))
    keeps(act, f"{name} with the settings {given}", channels, size)


def keeps(act: Callable[[Tensor], Tensor], who: str, channels: int, size: tuple[int, int]) -> None:
    """Refuse, told of `who`, what fails on views (N, channels, *size), changes their shape, or makes them infinite."""
    views = torch.rand(VIEWS, channels, *size, generator=generator("kornia", who))
    told = f"views of {channels} x {size[0]} x {size[1]}"
    try:
        out = act(views)
    except Refused:
        raise
    except Exception as error:  # Kornia, torchvision and torch fail in many ways
        raise Refused(f"{who} cannot change {told}: {first_line(error)}") from error
    if out.shape != views.shape:
        became = " x ".join(map(str, out.shape[1:]))
        raise Refused(f"{who} changes {told} to {became}, but a defense keeps their size")
    if not bool(out.isfinite().all()):
        raise Refused(f"{who} makes values that are not finite of {told}")


def changes(name: str, settings: dict[str, Any]) -> str:
    """What it changes of a view, as `ViewDefense.changes` names it."""
    if name in BENDS:
        return "turn"
    if issubclass(augmentation(name), GeometricAugmentationBase2D):
        return "mirror" if "Flip" in name else "shift" if name in SHIFTS else "turn"
    return "color" if _colors(name, json.dumps(settings)) else "values"


@lru_cache(512)
def _colors(name: str, settings: str) -> bool:
    """Whether it needs three channels, mixes them, or gives a flat gray view a color."""
    given = json.loads(settings) | {"p": 1.0}
    act = lambda views: applied(views, name, given, key("kornia", name))
    return mixes_colors(act, _suiting(given))


def mixes_colors(act: Callable[[Tensor], Tensor], size: tuple[int, int] = (SIDE, SIDE)) -> bool:
    """Whether what maps views to views needs three channels, mixes them, or gives a flat gray view a color."""
    views = torch.rand(VIEWS, 3, *size, generator=generator("kornia", "colors"))
    other = views.clone()
    other[:, 0] = 1 - other[:, 0]
    if not torch.equal(act(views)[:, 1:], act(other)[:, 1:]):
        return True
    flat = act(torch.full_like(views, 0.6))
    even = float(flat.std((-2, -1)).max()) < FLAT
    if even and float((flat.amax(1) - flat.amin(1)).max()) > FLAT:
        return True
    try:
        return act(views[:, :1]).shape[1] != 1
    except Exception:  # in whatever way it says that one channel is too few
        return True


def _suiting(settings: dict[str, Any]) -> tuple[int, int]:
    """The size of views that settings with a size of their own keep; else any."""
    given = settings.get("size", settings.get("max_size", SIDE))
    sides = list(given) if isinstance(given, list | tuple) else [given, given]
    whole = len(sides) == 2 and all(isinstance(side, int) and 0 < side <= 1024 for side in sides)
    return (sides[0], sides[1]) if whole else (SIDE, SIDE)
