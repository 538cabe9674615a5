"""The grid of a JPEG codec: edges of blocks lie every 8 px from the picture's corner, so that they tell a place.

Where a patch begins at a column that is no multiple of 8, the phase of the grid in it says which.
"""

import torch
from torch import Tensor

from pitfalls.frozen import Refused, frozen, knob
from pitfalls.shapes import Frames
from pitfalls.shortcuts.base import Cue
from pitfalls.shortcuts.codec import BLOCK, UNIT, compressed
from pitfalls.streams import Rng


class Grid(Cue):
    """What the cue and its sham share: one compression of each whole picture, margin and all."""

    purpose = "codec"
    halved: bool
    cells: int
    pitch: int

    def through(self, pixels: Tensor, phase: Tensor) -> Tensor:
        """Pictures (N, C, h, w) out of the codec, the first pixel of each at `phase` (N or 1, 2) of a unit."""
        quality = torch.full((len(pixels),), 100 - abs(self.strength), device=pixels.device)
        return compressed(pixels, quality, phase, self.halved)

    def removed(self) -> "Cue":
        return JpegGrid(0.0, self.halved, self.cells, self.pitch)


@frozen
class JpegGrid(Grid):
    """Compress each picture as JPEG of the quality 100 - `strength`, its blocks counted from the picture's corner.

    At a negative strength the grid lies half a block (4 px) further, so that phases tell other places. Measured: within
    one level of 255 of libjpeg on average, at 4:2:0 and 4:4:4 and qualities from 10 to 90.
    """

    strength: float = knob(default=80.0, ge=-99, le=99, unit="of quality", help="quality lost; 0 is off")
    halved: bool = knob(default=True, help="whether colors are kept at half the resolution (4:2:0)")
    cells: int = knob(default=3, ge=0, le=64, unit="cells", help="cells a side about the middle, for the sham")
    pitch: int = knob(default=0, ge=0, le=1024, unit="px", help="side of a cell; 0 takes a quarter of the image")

    def plant(self, frames: Frames, rng: Rng) -> Frames:
        if self.idle:
            return frames
        corner = frames.margin + (BLOCK // 2 if self.strength < 0 else 0)
        phase = torch.full((1, 2), -corner, device=frames.pixels.device)
        return frames.with_pixels(self.through(frames.pixels, phase))

    def sham(self, reach: float = 1.0) -> "Cue":
        return LooseGrid(self.strength, self.halved, self.cells, self.pitch)

    def reversed(self) -> "Cue":
        return JpegGrid(-self.strength, self.halved, self.cells, self.pitch)


@frozen
class LooseGrid(Grid):
    """The sham of a grid: the same compression, its blocks begin at a random pixel in each cell and in the rest.

    The cells must be the tiles, a grid of `cells` x `cells` in the middle that does not roam; for a task of one view
    there need be none (0).
    """

    strength: float = knob(default=80.0, ge=-99, le=99, unit="of quality", help="quality lost; 0 is off")
    halved: bool = knob(default=True, help="whether colors are kept at half the resolution (4:2:0)")
    cells: int = knob(default=3, ge=0, le=64, unit="cells", help="cells a side about the middle; 0 has none")
    pitch: int = knob(default=0, ge=0, le=1024, unit="px", help="side of a cell; 0 takes a quarter of the image")

    def plant(self, frames: Frames, rng: Rng) -> Frames:
        if self.idle:
            return frames
        pixels, cells = frames.pixels, self.cells
        count, channels = pixels.shape[:2]
        phases = rng.integers(0, UNIT, count, 1 + cells**2, 2)
        whole = self.through(pixels, phases[:, 0])
        if not cells:
            return frames.with_pixels(whole)
        pitch = self.pitch or min(frames.size) // 4
        if cells * pitch > min(frames.size):
            told = f"{cells} x {cells} cells of {pitch} px do not fit pictures of {min(frames.size)} px"
            raise Refused(f"LooseGrid: {told}; give fewer cells or a smaller pitch, or cells=0 for none")
        # each cell is compressed by itself with half a unit of the picture about it, over which its blocks reach
        about, starts = pitch + UNIT, [frames.margin + (side - cells * pitch) // 2 for side in frames.size]
        span = torch.arange(about, device=pixels.device) - UNIT // 2
        cell = torch.arange(cells, device=pixels.device)[:, None] * pitch + span
        for axis, start in zip((-2, -1), starts, strict=True):
            pixels = pixels.index_select(axis, (cell + start).clamp(0, pixels.shape[axis] - 1).flatten())
        parts = pixels.view(count, channels, cells, about, cells, about).permute(0, 2, 4, 1, 3, 5).flatten(0, 2)
        parts = self.through(parts, phases[:, 1:].flatten(0, 1))[..., UNIT // 2 : -UNIT // 2, UNIT // 2 : -UNIT // 2]
        parts = parts.view(count, cells, cells, channels, pitch, pitch).permute(0, 3, 1, 4, 2, 5)
        y, x = starts
        whole[..., y : y + cells * pitch, x : x + cells * pitch] = parts.reshape(count, channels, cells * pitch, -1)
        return frames.with_pixels(whole)

    def sham(self, reach: float = 1.0) -> "Cue":
        return self

    def reversed(self) -> "Cue":
        return LooseGrid(-self.strength, self.halved, self.cells, self.pitch)
