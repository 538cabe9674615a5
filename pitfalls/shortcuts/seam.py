"""A planted seam: faint clouds that run over the borders of tiles, so that nothing but the border tells a neighbor.

Touching tiles of any picture continue each other, and a mask or a gap that closes this takes more away with it. These
clouds are the same kind everywhere and as wide as a few pixels: inside a tile they tell nothing.
"""

import math

import torch
from torch import Tensor

from pitfalls.frozen import frozen, knob
from pitfalls.shapes import Frames
from pitfalls.shortcuts.base import Cue
from pitfalls.streams import Rng


class Clouds(Cue):
    """What seam and sham share: clouds of one look, drawn from one stream, and where the borders of cells lie."""

    purpose = "seam"
    width: float
    cells: int
    pitch: int

    def clouds(self, images: Frames, rng: Rng) -> Tensor:
        """Gray normal noise under a Gaussian of sd `width` px, of mean zero and sd one, on a torus: (B, 1, a, b).

        It is at least as large as the images, and as their cells with all that lies hidden between them in the sham.
        """
        least = self.cells * (self.side(images) + self.hidden)
        height, width = (max(whole, least) for whole in images.pixels.shape[-2:])
        rough = rng.noise(len(images.pixels), 1, height, width)
        return bell(rough, height, self.width) @ rough @ bell(rough, width, self.width)

    def side(self, images: Frames) -> int:
        """Of a cell, in px."""
        return self.pitch or min(images.size) // 4

    @property
    def hidden(self) -> int:
        """Width in px of a strip of clouds whose two sides have nothing in common."""
        return math.ceil(6 * self.width)

    def cell(self, images: Frames) -> tuple[Tensor, Tensor]:
        """In which row and column of cells each pixel lies, (H',) and (W',); all that lies before cell 0 is cell -1."""
        pitch, found = self.side(images), []
        for inner, whole in zip(images.size, images.pixels.shape[-2:], strict=True):
            place = torch.arange(whole, device=images.pixels.device) - images.margin
            cell = torch.div(place - (inner - self.cells * pitch) // 2, pitch, rounding_mode="floor")
            found.append(cell.clamp(-1, self.cells))
        return found[0], found[1]

    def added(self, images: Frames, clouds: Tensor) -> Frames:
        return images.with_pixels((images.pixels + abs(self.strength) * clouds).clamp_(0, 1))


@frozen
class Seam(Clouds):
    """Add faint gray clouds that run on over every border; at a negative strength neighbors show them inverted.

    Measured: where nothing is clipped they have a standard deviation of `strength` to 2 %, and pixels d px apart
    correlate as exp(-d^2 / 4 width^2), over a border as within a tile.
    """

    strength: float = knob(default=0.2, ge=-1, le=1, unit="of the range", help="contrast of the clouds; 0 is off")
    width: float = knob(default=1.5, ge=0.3, le=16, unit="px", help="standard deviation of the bell that smooths them")
    cells: int = knob(default=3, ge=1, le=64, unit="cells", help="cells a side about the middle, for sham and reversal")
    pitch: int = knob(default=0, ge=0, le=1024, unit="px", help="side of a cell; 0 takes a quarter of the image")

    def plant(self, frames: Frames, rng: Rng) -> Frames:
        if self.idle:
            return frames
        clouds = self.clouds(frames, rng)[..., : frames.pixels.shape[-2], : frames.pixels.shape[-1]]
        if self.strength < 0:
            row, column = self.cell(frames)
            clouds = clouds * (1 - 2 * ((row[:, None] + column) % 2))
        return self.added(frames, clouds)

    def sham(self, reach: float = 1.0) -> "Cue":
        return TornSeam(self.strength, self.width, self.cells, self.pitch)

    def removed(self) -> "Cue":
        return Seam(0.0, self.width, self.cells, self.pitch)

    def reversed(self) -> "Cue":
        return Seam(-self.strength, self.width, self.cells, self.pitch)


@frozen
class TornSeam(Clouds):
    """The sham of a seam: the same clouds, but a strip of them is hidden at every border of a cell: none runs on.

    The borders of the cells must be those of the tiles: a grid of `cells` x `cells` in the middle that does not roam.
    """

    strength: float = knob(default=0.2, ge=-1, le=1, unit="of the range", help="contrast of the clouds; 0 is off")
    width: float = knob(default=1.5, ge=0.3, le=16, unit="px", help="standard deviation of the bell that smooths them")
    cells: int = knob(default=3, ge=1, le=64, unit="cells", help="cells a side about the middle of the image")
    pitch: int = knob(default=0, ge=0, le=1024, unit="px", help="side of a cell; 0 takes a quarter of the image")

    def plant(self, frames: Frames, rng: Rng) -> Frames:
        if self.idle:
            return frames
        clouds = self.clouds(frames, rng)
        moved = []
        for cell, length in zip(self.cell(frames), clouds.shape[-2:], strict=True):
            moved.append((torch.arange(len(cell), device=cell.device) + cell * self.hidden) % length)
        return self.added(frames, clouds[..., moved[0][:, None], moved[1]])

    def sham(self, reach: float = 1.0) -> "Cue":
        return self

    def removed(self) -> "Cue":
        return Seam(0.0, self.width, self.cells, self.pitch)

    def reversed(self) -> "Cue":
        return TornSeam(-self.strength, self.width, self.cells, self.pitch)


def bell(like: Tensor, length: int, width: float) -> Tensor:
    """Circulant weights (length, length) of a Gaussian of sd `width`; the squares of each row sum to one."""
    place = torch.arange(length, device=like.device)
    away = (place[:, None] - place).abs()
    steps = torch.minimum(away, length - away) / width
    # what is cut off is nothing to see, but numbers so small make a product slow
    weight = torch.where(steps < 6, (-steps.square() / 2).exp(), 0.0)
    return weight / weight.square().sum(1, keepdim=True).sqrt()
