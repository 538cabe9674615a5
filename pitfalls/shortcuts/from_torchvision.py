"""Guests from torchvision: a v2 transform as a defense, called once a view."""

import inspect
import json
from functools import lru_cache
from typing import Any

import torch
from pydantic import model_validator
from pydantic_core import ArgsKwargs
from torch import Tensor
from torchvision.transforms import InterpolationMode, v2

from pitfalls.frozen import Refused, frozen, knob, nearest
from pitfalls.shortcuts.base import ViewDefense
from pitfalls.shortcuts.kornia_kinds import first_line
from pitfalls.shortcuts.kornia_object import SEEDS, as_plain
from pitfalls.shortcuts.kornia_tried import SIDE, keeps, mixes_colors
from pitfalls.streams import Rng, generator, key

MIRRORS = {"RandomHorizontalFlip", "RandomVerticalFlip"}
TURNS = {"RandomRotation", "RandomAffine", "RandomPerspective", "ElasticTransform"}
SHIFTS = {"RandomCrop", "RandomResizedCrop", "CenterCrop", "Resize", "RandomIoUCrop", "ScaleJitter", "RandomResize"}
SHIFTS |= {"RandomShortestSize", "RandomZoomOut", "Pad"}
OTHERS = {"CutMix", "MixUp", "Lambda", "Transform"}  # of labels, of code that no record can keep, of no kind
POLICIES = {"AutoAugment", "RandAugment", "TrivialAugmentWide", "AugMix", "Compose"}
POLICIES |= {"RandomApply", "RandomChoice", "RandomOrder"}


@frozen
class FromTorchvision(ViewDefense):
    """One of torchvision's v2 transforms, by its class name or as an object, applied to each view by itself.

    torchvision draws once a call, whatever the batch, hence each view is a call, on the CPU: every step waits for the
    device and goes through the views one by one. It draws from torch's generator, which is seeded from this defense's
    own stream meanwhile, and then put back; no gradient comes through. Refused where it does not keep the views' shape.
    """

    waits = True

    name: str = knob(default="RandomPhotometricDistort", help="class name in torchvision.transforms.v2")
    settings: dict[str, Any] = knob(default={"p": 1.0}, help="its keyword arguments")

    @model_validator(mode="before")
    @classmethod
    def _of_an_object(cls, given: Any) -> Any:
        """What was given, with the name and the settings of a transform in its place."""
        thing: Any = given.args[0] if isinstance(given, ArgsKwargs) and given.args else None
        if not isinstance(thing, v2.Transform):
            return given
        if len(given.args) > 1 or given.kwargs:
            raise Refused(f"{type(thing).__name__} is given as an object, which has its settings; give no others")
        name, settings = read_back(thing)
        return ArgsKwargs((), {"name": name, "settings": settings})

    def __post_init__(self) -> None:
        built(self.name, self.settings)
        self.check_views(3, (SIDE, SIDE))

    @property
    def changes(self) -> str:  # pyright: ignore[reportIncompatibleVariableOverride]
        for word, names in (("mirror", MIRRORS), ("turn", TURNS), ("shift", SHIFTS)):
            if self.name in names:
                return word
        return "color" if _colors(self.name, json.dumps(self.settings)) else "values"

    @property
    def called(self) -> str:
        return self.name

    def check_views(self, channels: int, size: tuple[int, int]) -> None:
        act = lambda views: applied(views, self.name, self.settings, key("torchvision", self.name))
        keeps(act, f"{self.name} with the settings {self.settings}", channels, size)

    def defend(self, views: Tensor, rng: Rng) -> Tensor:
        seed = key(rng.seed, rng.purpose, rng.step)
        return applied(views.flatten(0, 1), self.name, self.settings, seed).view_as(views)


def built(name: str, settings: dict[str, Any]) -> v2.Transform:
    """A fresh transform of that name; Refused where torchvision has none, or it does not take the settings."""
    known = {title: cls for title, cls in vars(v2).items() if inspect.isclass(cls) and issubclass(cls, v2.Transform)}
    served = sorted(known.keys() - OTHERS - POLICIES)
    if name in POLICIES & known.keys():
        raise Refused(f"{name} exists in torchvision, but it picks transforms by itself; name one, such as {served[0]}")
    if name not in served:
        raise Refused(f"torchvision has no transform {name!r} that can be a defense; {nearest(name, served)}")
    if not isinstance(settings, dict):
        raise Refused(f"{name} does not take the settings {settings!r}; write a dictionary of keyword arguments")
    given = dict(settings)
    if isinstance(mode := given.get("interpolation"), str) and mode in InterpolationMode.__members__:
        given["interpolation"] = InterpolationMode[mode]
    try:
        json.dumps(settings)
        return known[name](**given)
    except Exception as error:  # torchvision refuses a setting in many ways
        raise Refused(f"{name} does not take the settings {settings}: {first_line(error)}") from error


def applied(views: Tensor, name: str, settings: dict[str, Any], seed: int) -> Tensor:
    """Views (N, C, h, w), each behind a call of its own, on the CPU; all draws come from `seed`."""
    made = built(name, settings)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        shown = torch.stack([made(view) for view in views.detach().float().cpu()])
    return shown.to(views.device, views.dtype)


@lru_cache(512)
def _colors(name: str, settings: str) -> bool:
    return mixes_colors(lambda views: applied(views, name, json.loads(settings), key("torchvision", name)))


def read_back(thing: v2.Transform) -> tuple[str, dict[str, Any]]:
    """Class name and settings that build a transform which does the same; Refused where they cannot be told."""
    name, settings = type(thing).__name__, {}
    for argument in list(inspect.signature(type(thing).__init__).parameters.values())[1:]:
        value = as_plain(vars(thing).get(argument.name, argument.default))
        if argument.name in vars(thing) and value != as_plain(argument.default):
            settings[argument.name] = value
    twin = built(name, settings)
    views = torch.rand(4, 3, SIDE, SIDE, generator=generator("torchvision", name))
    for seed in range(SEEDS):
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            one = thing(views)
            torch.manual_seed(seed)
            same = one.shape == (other := twin(views)).shape and torch.equal(one, other)
        if not same:
            raise Refused(
                f"the settings of {name} cannot be read back from the object; write FromTorchvision({name!r}, {{...}}) "
                "with the keyword arguments that it was made with"
            )
    return name, settings
