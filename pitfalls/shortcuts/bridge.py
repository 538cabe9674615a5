"""The bridge to Kornia: its augmentations as defenses here, and ours in its pipelines (`to_kornia`, `ForKornia`)."""

from typing import Any

from pydantic import model_validator
from pydantic_core import ArgsKwargs
from torch import Tensor

from pitfalls.frozen import Refused, frozen, knob
from pitfalls.shortcuts.base import ViewDefense
from pitfalls.shortcuts.for_kornia import ForKornia as ForKornia
from pitfalls.shortcuts.kornia_augmentation import to_kornia as to_kornia
from pitfalls.shortcuts.kornia_kinds import augmentation, built
from pitfalls.shortcuts.kornia_object import is_kornia, read_back
from pitfalls.shortcuts.kornia_tried import applied, changes, check
from pitfalls.streams import Rng, key


@frozen
class FromKornia(ViewDefense):
    """One of Kornia's 2D augmentations, by its class name or as an object, applied to each view by itself.

    Its parameters are drawn on the CPU from this defense's own stream, and replayed through `params=`; Kornia
    itself would draw from torch's global generator. The parameters are uploaded at every call, and in Kornia 0.9
    ColorJitter, ColorJiggle, RandomGaussianBlur and RandomJPEG read them back from the device, which waits for it.
    It is tried on a few views when it is made: Refused where it does not keep their shape.
    """

    waits = True

    name: str = knob(default="RandomPlanckianJitter", help="class name in kornia.augmentation")
    settings: dict[str, Any] = knob(default={"p": 1.0}, help="its keyword arguments")

    @model_validator(mode="before")
    @classmethod
    def _of_an_object(cls, given: Any) -> Any:
        """What was given, with the name and the settings of a Kornia object in its place."""
        if not isinstance(given, ArgsKwargs):
            return given
        named = dict(given.kwargs or {})
        thing: Any = given.args[0] if given.args else named.get("name")
        if not is_kornia(thing):
            return given
        if len(given.args) > 1 or "settings" in named:
            raise Refused(f"{type(thing).__name__} is given as an object, which has its settings; give no others")
        name, settings = read_back(thing)
        return ArgsKwargs((), {"name": name, "settings": settings})

    def __post_init__(self) -> None:
        augmentation(self.name)  # a name that is none is told before its settings
        check(self.name, self.settings)

    @property
    def changes(self) -> str:  # pyright: ignore[reportIncompatibleVariableOverride]
        return changes(self.name, self.settings)

    @property
    def called(self) -> str:
        return self.name

    def build(self) -> Any:
        """A fresh augmentation."""
        return built(self.name, self.settings)

    def check_views(self, channels: int, size: tuple[int, int]) -> None:
        check(self.name, self.settings, channels, size)

    def defend(self, views: Tensor, rng: Rng) -> Tensor:
        seed = key(rng.seed, rng.purpose, rng.step)
        return applied(views.flatten(0, 1), self.name, self.settings, seed).view_as(views)
