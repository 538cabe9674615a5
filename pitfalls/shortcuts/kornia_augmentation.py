"""Ours among Kornia's: a defense as an augmentation of Kornia's own kind, whose parameters can be replayed."""

from typing import Any

import torch
from kornia.augmentation import IntensityAugmentationBase2D
from torch import Tensor

from pitfalls.shortcuts.base import ImageDefense, ViewDefense
from pitfalls.shortcuts.for_kornia import ForKornia


class Defended(IntensityAugmentationBase2D):
    """A defense that Kornia's containers take for one of theirs, beside masks, boxes and points, which stay.

    Its one parameter is the step of its stream, so that `params=` replays it bit for bit.
    """

    def __init__(self, defense: ViewDefense | ImageDefense, seed: int = 0):
        super().__init__(p=1.0)  # how often it acts the defense says itself, and draws it from its own stream
        self.inner = ForKornia(defense, seed)
        self.flags = {"defense": repr(defense), "seed": seed}

    def at(self, step: int) -> "Defended":
        """The same augmentation at the start of `step`."""
        self.inner.at(step)
        return self

    def generate_parameters(self, batch_shape: tuple[int, ...]) -> dict[str, Tensor]:
        step = self.inner.step
        self.inner.step += 1
        return {"step": torch.full((batch_shape[0],), step)}

    def apply_transform(
        self, input: Tensor, params: dict[str, Tensor], flags: dict[str, Any], transform: Tensor | None = None
    ) -> Tensor:
        after = self.inner.step
        out = self.inner.at(int(params["step"][0]))(input)
        self.inner.step = after
        return out


def to_kornia(defense: ViewDefense | ImageDefense, seed: int = 0) -> Defended:
    """A defense as an augmentation of Kornia's, for `nn.Sequential`, `ImageSequential` and `AugmentationSequential`.

    Images (B, C, H, W) of floats in [0, 1]; seed: of its stream. Refused where the defense changes no pictures.
    """
    return Defended(defense, seed)
