"""The bridge to Kornia, both ways: its augmentations as defenses here, our view defenses in its pipelines."""

from typing import Any

import kornia.augmentation as K
import torch
from kornia.augmentation import AugmentationBase2D, GeometricAugmentationBase2D, IntensityAugmentationBase2D
from torch import Tensor, nn

from pitfalls.frozen import Refused, frozen, knob, nearest
from pitfalls.shortcuts.base import ViewDefense
from pitfalls.streams import Rng, key

SHIFTS = {"RandomTranslate", "RandomShear"}  # what neither turns nor bends a view


@frozen
class FromKornia(ViewDefense):
    """One of Kornia's 2D augmentations by its class name, applied to each view by itself.

    Its parameters are drawn on the CPU from this defense's own stream, and replayed through `params=`; Kornia
    itself would draw from torch's global generator. The parameters are uploaded at every call, and in Kornia 0.9
    ColorJitter, ColorJiggle, RandomGaussianBlur and RandomJPEG read them back from the device, which waits for it.
    """

    name: str = knob(default="RandomPlanckianJitter", help="class name in kornia.augmentation")
    settings: dict[str, Any] = knob(default={"p": 1.0}, help="its keyword arguments")

    def __post_init__(self) -> None:
        self.build()

    @property
    def changes(self) -> str:  # pyright: ignore[reportIncompatibleVariableOverride]
        if not issubclass(getattr(K, self.name), GeometricAugmentationBase2D):
            return "color"
        return "mirror" if "Flip" in self.name else "shift" if self.name in SHIFTS else "turn"

    def build(self) -> AugmentationBase2D:
        """A fresh augmentation; Refused where there is none of that name, or it does not keep the views' shape."""
        kinds = (GeometricAugmentationBase2D, IntensityAugmentationBase2D)
        known = [each for each in dir(K) if isinstance(getattr(K, each), type) and issubclass(getattr(K, each), kinds)]
        if self.name not in known:
            raise Refused(f"Kornia has no 2D augmentation {self.name!r}; {nearest(self.name, known)}")
        settings = {name: tuple(value) if isinstance(value, list) else value for name, value in self.settings.items()}
        try:
            return getattr(K, self.name)(**settings)
        except (TypeError, ValueError) as error:
            told = str(error).splitlines()[0]
            raise Refused(f"{self.name} does not take the settings {self.settings}: {told}") from error

    def defend(self, views: Tensor, rng: Rng) -> Tensor:
        flat = views.flatten(0, 1)
        augmentation = self.build()
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(key(rng.seed, rng.purpose, rng.step))
            parameters = augmentation.forward_parameters(torch.Size(flat.shape))
        return augmentation(flat, params=parameters).view_as(views)


class ForKornia(nn.Module):
    """A view defense as a module over batches (B, C, H, W), for a Kornia or torch pipeline.

    seed: of its stream; each call is the next step of it. `at` rewinds.
    """

    def __init__(self, defense: ViewDefense, seed: int = 0):
        super().__init__()
        self.defense, self.seed, self.step = defense, seed, 0
        self.rngs: dict[torch.device, Rng] = {}

    def at(self, step: int) -> "ForKornia":
        """The same module at the start of `step`."""
        self.step = step
        return self

    def forward(self, images: Tensor) -> Tensor:
        rng = self.rngs.setdefault(images.device, Rng(self.seed, type(self.defense).__name__, images.device))
        out = self.defense.defend(images[:, None], rng.at(self.step))[:, 0]
        self.step += 1
        return out
