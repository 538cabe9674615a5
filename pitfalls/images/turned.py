"""Pictures of free orientation: a known share stands on any of its four sides, so that none of them is up."""

from dataclasses import replace
from typing import Annotated

import torch
from pydantic import BeforeValidator

from pitfalls.frozen import frozen, knob
from pitfalls.images.base import Pictures, Source, Split
from pitfalls.images.draws import Draws
from pitfalls.images.handed import as_source
from pitfalls.images.planted import Planted, first, opened
from pitfalls.images.scenes import Scenes


@frozen
class Turned(Planted):
    """Other pictures, of whose training split the last `share` are turned, once, by 0, 90, 180 or 270 degrees.

    A net that is asked by how much a picture was rotated can be right about 1 - 3/4 share of them, unless it knows the
    pictures by heart. With `judged`, in the validation and test split too. factors: turn (N,), in quarter turns.
    """

    images: Annotated[Source, BeforeValidator(as_source)] = knob(default=Scenes(), help="the pictures")
    share: float = knob(default=0.1, ge=0, le=1, help="share of the pictures that stand on any side; 0 is off")
    judged: bool = knob(default=False, help="turn as many of the validation and the test pictures")

    def load(self, split: Split, seed: int, count: int | None = None, device: torch.device | str = "cpu") -> Pictures:
        share = self.share if split == "train" or self.judged else 0.0
        pictures, rows = opened(self.images, split, seed, count, device, share)
        turn = pictures.factors.get("turn", torch.zeros(len(pictures.pixels), dtype=torch.int64)).clone()
        drawn = torch.from_numpy(Draws(rows, "turned", seed, split).integers(4)[:, 0])
        pixels = pictures.pixels.clone() if len(rows) else pictures.pixels
        for quarters in (1, 2, 3):
            some = torch.from_numpy(rows)[drawn == quarters]
            there = some.to(pixels.device)
            pixels[there] = pixels[there].rot90(-quarters, (-2, -1))  # clockwise, as scenes are turned
            turn[some] = (turn[some] + quarters) % 4
        return first(replace(pictures, pixels=pixels), count, turn=turn)
