"""Transforms that a user holds: Kornia's read back as name and settings, others told with the line to write instead."""

import enum
import inspect
from typing import Any

import torch
from torch import Tensor, nn

from pitfalls.frozen import Refused
from pitfalls.shortcuts.kornia_kinds import augmentations, built
from pitfalls.streams import generator

SEEDS, VIEWS, SIDE = 3, 64, 32  # so many views that a rare augmentation meets some of them
ALIASES = {"max_size": "size"}
COUSINS = {"GaussianBlur": "RandomGaussianBlur", "RandomAdjustSharpness": "RandomSharpness"}  # of torchvision's


def is_kornia(thing: Any) -> bool:
    """Whether it is an augmentation of Kornia's that can be a defense."""
    return type(thing) in augmentations().values()


def read_back(thing: nn.Module) -> tuple[str, dict[str, Any]]:
    """Class name and settings that build an augmentation which does the same; Refused where they cannot be told.

    Kornia keeps what it was given in several places, so what was found is tried: both must do the same to some views.
    """
    name, settings = type(thing).__name__, _settings(thing)
    try:
        twin = built(name, settings)
        same = all(_alike(thing, twin, seed) for seed in range(SEEDS))
    except Exception:  # settings that were not found, in whatever way it shows
        same = False
    if not same:
        raise Refused(
            f"the settings of {name} cannot be read back from the object; write FromKornia({name!r}, {{...}}) with "
            "the keyword arguments that it was made with"
        )
    return name, settings


def _settings(thing: Any) -> dict[str, Any]:
    """The keyword arguments that differ from their defaults, as far as the object still knows them."""
    made = thing._param_generator
    drawn = list(getattr(made, "samplers", ()))  # what was given, in the order of the arguments
    places = [vars(thing), thing.flags, vars(made) if made is not None else {}]
    found: dict[str, Any] = {}
    for argument in list(inspect.signature(type(thing).__init__).parameters.values())[1:]:
        names = (argument.name, f"{argument.name}_factor", ALIASES.get(argument.name, ""))
        held = [place[name] for place in places for name in names if name in place]
        if held:
            value = as_plain(held[0])
        elif drawn:
            value = as_plain(drawn.pop(0)[0])
        else:
            continue
        if argument.default is argument.empty or value != as_plain(argument.default):
            found[argument.name] = value
    return found


def as_plain(value: Any) -> Any:
    """A setting as a record can hold it."""
    if isinstance(value, Tensor):
        return as_plain(value.squeeze().tolist())
    if isinstance(value, enum.Enum):
        return value.name
    if isinstance(value, float):
        return float(f"{value:.7g}")  # what single precision knows of it
    return [as_plain(each) for each in value] if isinstance(value, tuple | list) else value


def _alike(one: Any, other: Any, seed: int) -> bool:
    views = torch.rand(VIEWS, 3, SIDE, SIDE, generator=generator("kornia", seed))
    out = []
    for each in (one, other):
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            out.append(each(views))
    return torch.equal(*out)


def instead(thing: Any) -> str:
    """The line to write in the place of what is no defense, for a refusal; "" where nothing is known of it."""
    kind = type(thing)
    library = kind.__module__.partition(".")[0]
    if is_kornia(thing):
        try:
            return "write FromKornia({!r}, {})".format(*read_back(thing))
        except Refused as error:
            return str(error)
    if library == "kornia":
        return "write one FromKornia(NAME, SETTINGS) for each augmentation of Kornia's that stands in it"
    if library in ("torchvision", "albumentations"):
        name = COUSINS.get(kind.__name__, kind.__name__)
        if name in augmentations():
            settings = {"p": thing.p} if isinstance(getattr(thing, "p", None), float) else {}
            return f"it draws once a batch; Kornia has one that draws for each view: FromKornia({name!r}, {settings})"
        line = "it draws once a batch; write FromKornia(NAME, SETTINGS) with an augmentation of Kornia's"
        call = f", or FromTorchvision({kind.__name__}(...)), which calls it once a view, on the CPU"
        return line + (call if library == "torchvision" and "container" not in kind.__module__ else "")
    if isinstance(thing, nn.Module) or (callable(thing) and not isinstance(thing, type)):
        return "write a frozen subclass of pitfalls.shortcuts.base.ViewDefense whose defend(views, rng) calls it"
    return ""
