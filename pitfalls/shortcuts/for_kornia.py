"""Ours in a pipeline of Kornia, of torch or of torchvision: a defense as a module."""

from typing import Any

import torch
from torch import Tensor, nn

from pitfalls.frozen import Refused
from pitfalls.shortcuts.base import ImageDefense, ViewDefense
from pitfalls.shortcuts.plain import batch_of, purpose
from pitfalls.streams import Rng


class ForKornia(nn.Module):
    """A defense as a module over batches (B, C, H, W), or pictures (C, H, W), of floats in [0, 1].

    seed: of its stream; each call is the next step of it, and `at` rewinds. In a worker of a DataLoader the worker and
    the epoch enter the stream, by way of the loader's own generator. As Kornia's, it is not switched off by `eval`.
    """

    def __init__(self, defense: ViewDefense | ImageDefense, seed: int = 0):
        super().__init__()
        if not isinstance(defense, ViewDefense | ImageDefense):
            name = defense.__name__ if isinstance(defense, type) else type(defense).__name__
            raise Refused(
                f"ForKornia takes a defense that changes pictures, such as DropColor(), but it is given {name}"
            )
        self.defense, self.seed, self.step = defense, seed, 0
        self.rngs: dict[tuple[torch.device, str], Rng] = {}

    def at(self, step: int) -> "ForKornia":
        """The same module at the start of `step`."""
        self.step = step
        return self

    def forward(self, images: Tensor) -> Tensor:
        batch = batch_of(images, self.defense.called, self.defense.colors)
        where: Any = batch.device, purpose(type(self.defense).__name__)
        rng = self.rngs.setdefault(where, Rng(self.seed, where[1], where[0]))
        out = self.defense.on(batch, rng.at(self.step))
        self.step += 1
        return out.view_as(images)
