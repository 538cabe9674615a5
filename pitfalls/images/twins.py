"""Pictures some tiles of which look alike, so that no net can tell where each of these belongs."""

from dataclasses import replace
from typing import Annotated, Literal

import numpy as np
import torch
from pydantic import BeforeValidator
from torch import Tensor

from pitfalls.frozen import Refused, frozen, knob
from pitfalls.images.base import Pictures, Source, Split
from pitfalls.images.draws import Draws
from pitfalls.images.handed import as_source
from pitfalls.images.planted import Planted, first, opened
from pitfalls.images.scenes import Scenes


@frozen
class Twins(Planted):
    """Other pictures, in the last `share` of whose training split some tiles of the middle grid are alike.

    They are copies of one of them, or flat, of the mean color of the picture. They are drawn a picture; the tile in the
    middle of an odd grid is none of them, so that context prediction keeps its first patch. Alike bit for bit they are
    to a task of this grid and tile that does not roam. With `judged`, in the validation and test split too.
    factors: alike (N, grid ** 2), which tiles are.
    """

    images: Annotated[Source, BeforeValidator(as_source)] = knob(default=Scenes(), help="the pictures")
    share: float = knob(default=0.25, ge=0, le=1, help="share of the pictures with tiles that look alike; 0 is off")
    alike: int = knob(default=2, ge=2, le=24, unit="tiles", help="how many tiles of such a picture look alike")
    grid: int = knob(default=3, ge=2, le=5, unit="tiles", help="tiles a side of the task's grid")
    tile: int = knob(default=0, ge=0, le=128, unit="px", help="side of the task's tile; 0 takes a quarter of the image")
    look: Literal["copy", "flat"] = knob(default="copy", help="whether they are copies of one of them, or flat")
    judged: bool = knob(default=False, help="also in as many of the validation and the test pictures")

    def __post_init__(self) -> None:
        most = self.grid**2 - self.grid % 2
        if self.alike > most:
            raise Refused(f"alike is {self.alike}, but {most} tiles of a {self.grid} x {self.grid} grid can be")
        if self.grid * self.side > self.images.size:
            told = f"a {self.grid} x {self.grid} grid of {self.side} px tiles"
            raise Refused(f"Twins: {told} does not fit images of {self.images.size} px; take a smaller grid or tile")

    @property
    def side(self) -> int:
        """The side of a tile in px."""
        return self.tile or self.images.size // 4

    def load(self, split: Split, seed: int, count: int | None = None, device: torch.device | str = "cpu") -> Pictures:
        share = self.share if split == "train" or self.judged else 0.0
        pictures, rows = opened(self.images, split, seed, count, device, share)
        tiles = self.grid**2
        alike = torch.zeros(len(pictures.pixels), tiles, dtype=torch.bool)
        if not len(rows):
            return first(pictures, count, alike=alike)
        middle = np.arange(tiles) == tiles // 2
        lot = Draws(rows, "twins", seed, split).uniform(tiles) + 2 * (middle & (self.grid % 2 == 1))
        chosen = torch.from_numpy(lot.argsort(1)[:, : self.alike])
        alike[torch.from_numpy(rows)[:, None], chosen] = True
        there = torch.from_numpy(rows).to(pictures.pixels.device)
        pixels = pictures.pixels.clone()
        pixels[there] = self.planted(pixels[there], chosen.to(pixels.device))
        return first(replace(pictures, pixels=pixels), count, alike=alike)

    def planted(self, pixels: Tensor, chosen: Tensor) -> Tensor:
        """Pictures (N, 3, H, W) uint8 in which the tiles chosen (N, alike), by number, look alike."""
        count, colors, height, width = pixels.shape
        start = [(side - self.grid * self.side) // 2 for side in (height, width)]
        across = self.grid * self.side
        square = pixels[..., start[0] : start[0] + across, start[1] : start[1] + across]
        cut = square.reshape(count, colors, self.grid, self.side, self.grid, self.side).permute(0, 2, 4, 1, 3, 5)
        tiles = cut.flatten(1, 2).clone()  # (N, grid ** 2, 3, side, side)
        one = torch.arange(count, device=pixels.device)[:, None]
        mean = pixels.float().mean((2, 3)).round().to(torch.uint8)
        flat = mean[:, :, None, None].expand(-1, -1, self.side, self.side)
        tiles[one, chosen] = (tiles[one[:, 0], chosen[:, 0]] if self.look == "copy" else flat)[:, None]
        whole = tiles.view(count, self.grid, self.grid, colors, self.side, self.side).permute(0, 3, 1, 4, 2, 5)
        out = pixels.clone()
        out[..., start[0] : start[0] + across, start[1] : start[1] + across] = whole.reshape(
            count, colors, across, across
        )
        return out
