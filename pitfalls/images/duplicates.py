"""Pictures that stand in the set more than once: who looks for two views of one picture finds those of its twins."""

from dataclasses import replace
from typing import Annotated

import numpy as np
import torch
from pydantic import BeforeValidator

from pitfalls.frozen import frozen, knob
from pitfalls.images.base import Pictures, Source, Split
from pitfalls.images.draws import Draws
from pitfalls.images.handed import as_source
from pitfalls.images.planted import Planted, first, opened
from pitfalls.images.scenes import Scenes


@frozen
class Duplicates(Planted):
    """Other pictures, the last `share` of whose training split are `copies` copies each of as few of the others.

    A batch is a random part of the set, so that another picture of it is a twin of the one that asks with the known
    probability `false_negatives(twin)`: pairs (copies = 1) hardly ever meet, and cost as many pictures as what does
    meet; they are the control. With `judged`, in the validation and test split too. factors: twin (N,), the number of
    the picture that each one shows.
    """

    images: Annotated[Source, BeforeValidator(as_source)] = knob(default=Scenes(), help="the pictures")
    share: float = knob(default=0.25, ge=0, le=0.9, help="share of the pictures that are copies of others; 0 is off")
    copies: int = knob(default=64, ge=1, le=100_000, unit="copies", help="copies of one picture, beside itself")
    judged: bool = knob(default=False, help="copy as many of the validation and the test pictures")

    def load(self, split: Split, seed: int, count: int | None = None, device: torch.device | str = "cpu") -> Pictures:
        share = self.share if split == "train" or self.judged else 0.0
        pictures, rows = opened(self.images, split, seed, count, device, share)
        whole = len(pictures.pixels)
        twin = torch.arange(whole)
        if not len(rows):
            return first(pictures, count, twin=twin)
        left = whole - len(rows)
        lots = Draws(np.arange(left), "duplicates", seed, split).uniform()[:, 0].argsort()
        twin[left:] = torch.from_numpy(lots[np.arange(len(rows)) // self.copies % left])
        there = twin.to(pictures.pixels.device)
        labels = {name: each[there.to(each.device)] for name, each in pictures.labels.items()}
        factors = {name: each[twin] for name, each in pictures.factors.items()}
        shown = replace(pictures, pixels=pictures.pixels[there], labels=labels, factors=factors)
        return first(shown, count, twin=twin)


def false_negatives(twin: torch.Tensor) -> float:
    """The share of the other pictures that show the same as the one that asks, on average over who asks.

    twin (N,): what each picture shows, by number. It is also the expected share of the negatives in a batch of any size
    that are none (for `DebiasedNTXent`, the prior).
    """
    count, together = len(twin), twin.bincount().double()
    return float((together * (together - 1)).sum() / (count * max(count - 1, 1)))
