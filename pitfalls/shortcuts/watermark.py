"""A watermark: one faint mark at one place of every picture, upright, so that it tells a place and which side is up.

Whac-A-Mole (Li et al., 2023) found that trained classifiers lean on such marks.
"""

from typing import Literal

import torch
from torch import Tensor

from pitfalls.frozen import Refused, frozen, knob
from pitfalls.shapes import Frames
from pitfalls.shortcuts.base import Cue, ViewDefense
from pitfalls.streams import Rng

TURNS = 4
ROAM = 1.0  # px that a mark may lie from the middle of its cell, so that no pixel alone gives it away


class Mark(Cue):
    """What its cues share: a triangle that points up, about the middle of one cell of a grid in the picture."""

    purpose = "watermark"
    side: int
    cells: int
    cell: int
    pitch: int

    def __post_init__(self) -> None:
        if not 0 <= self.cell < self.cells**2:
            raise Refused(
                f"{type(self).__name__}.cell is {self.cell}, but it should be from 0 to {self.cells**2 - 1}: there "
                f"are {self.cells} x {self.cells} cells"
            )

    def printed(self, images: Frames, cell: Tensor, turn: Tensor, draws: Tensor) -> Frames:
        """The mark about the middle of cell number `cell` (B,), turned by `turn` (B,) quarters; draws (B, 2) put it."""
        pitch = self.pitch or min(images.size) // 4
        lines = []
        for axis, place in enumerate((cell // self.cells, cell % self.cells)):
            line = torch.arange(images.pixels.shape[axis - 2], device=cell.device) - images.margin
            middle = (place - (self.cells - 1) / 2) * pitch + (draws[:, axis] * 2 - 1) * ROAM
            lines.append(line - (images.size[axis] - 1) / 2 - middle[:, None])
        down, across = lines[0][:, :, None], lines[1][:, None]
        quarter = turn[:, None, None]
        # which way is down for the mark, and which across
        fall = torch.where(quarter % 2 == 0, down, across) * (1 - 2 * ((quarter == 2) | (quarter == 3)).float())
        wide = torch.where(quarter % 2 == 0, across, down).abs()
        half = self.side / 2
        inside = ((fall + half) / 2 - wide).minimum(half - fall.abs()) + 0.5
        return images.with_pixels((images.pixels + abs(self.strength) * inside.clamp(0, 1)[:, None]).clamp(0, 1))

    def removed(self) -> "Cue":
        return Watermark(0.0, self.side, self.cells, self.cell, self.pitch)


@frozen
class Watermark(Mark):
    """Brighten a triangle of `side` px that points up, in one cell of `cells` x `cells`, the same in all pictures.

    It lies within a pixel of the cell's middle. Reversed, at a negative strength, it stands on its head in the opposite
    cell. Measured: its inner pixels are brighter by `strength`, where nothing is clipped, and nothing changes outside
    its square.
    """

    strength: float = knob(default=0.2, ge=-1, le=1, unit="of the range", help="how much brighter it is; 0 is off")
    side: int = knob(default=8, ge=3, le=256, unit="px", help="height of the triangle")
    cells: int = knob(default=3, ge=1, le=64, unit="cells", help="cells a side about the middle of the picture")
    cell: int = knob(default=0, ge=0, le=4095, help="the cell that holds it, numbered row by row")
    pitch: int = knob(default=0, ge=0, le=1024, unit="px", help="side of a cell; 0 takes a quarter of the picture")

    def plant(self, frames: Frames, rng: Rng) -> Frames:
        if self.idle:
            return frames
        draws, standing = rng.uniform(len(frames.pixels), 4), self.strength > 0
        cell = self.cell if standing else self.cells**2 - 1 - self.cell
        alike = torch.zeros(len(draws), dtype=torch.long, device=draws.device)
        return self.printed(frames, alike + cell, alike if standing else alike + 2, draws[:, :2])

    def sham(self, reach: float = 1.0) -> "Cue":
        return LooseMark(self.strength, self.side, self.cells, self.cell, self.pitch)

    def reversed(self) -> "Cue":
        return Watermark(-self.strength, self.side, self.cells, self.cell, self.pitch)


@frozen
class LooseMark(Mark):
    """The sham of a watermark: the same mark in a random cell of each picture, turned by random quarters.

    Whole cells, so that it lies in a tile of a jigsaw as the watermark does, and over no border that it would tell.
    """

    strength: float = knob(default=0.2, ge=-1, le=1, unit="of the range", help="how much brighter it is; 0 is off")
    side: int = knob(default=8, ge=3, le=256, unit="px", help="height of the triangle")
    cells: int = knob(default=3, ge=1, le=64, unit="cells", help="cells a side about the middle of the picture")
    cell: int = knob(default=0, ge=0, le=4095, help="the cell of the watermark that it stands for")
    pitch: int = knob(default=0, ge=0, le=1024, unit="px", help="side of a cell; 0 takes a quarter of the picture")

    def plant(self, frames: Frames, rng: Rng) -> Frames:
        if self.idle:
            return frames
        draws, many = rng.uniform(len(frames.pixels), 4), self.cells**2
        cell = (draws[:, 2] * many).long().clamp_(max=many - 1)
        return self.printed(frames, cell, (draws[:, 3] * TURNS).long().clamp_(max=TURNS - 1), draws[:, :2])

    def sham(self, reach: float = 1.0) -> "Cue":
        return self

    def reversed(self) -> "Cue":
        return LooseMark(-self.strength, self.side, self.cells, self.cell, self.pitch)


@frozen
class Cutout(ViewDefense):
    """Hide one square of each view at a random place behind the view's mean (DeVries and Taylor, 2017).

    The square's side is `share` of the view's; its middle is uniform over the view, and what lies beyond is cut off.
    """

    share: float = knob(default=0.5, ge=0, le=1, unit="of the side", help="side of the square; 0 is off")
    axis: Literal["image", "view"] = knob(default="view", help="places are drawn per image or per view")

    @property
    def idle(self) -> bool:
        return self.share == 0

    def defend(self, views: Tensor, rng: Rng) -> Tensor:
        if self.idle:
            return views
        count, looks = views.shape[:2]
        middle = rng.uniform(count, looks if self.axis == "view" else 1, 2).expand(-1, looks, -1)
        within = []
        for place, length in zip(middle.unbind(-1), views.shape[-2:], strict=True):
            line = torch.arange(length, device=views.device) + 0.5
            within.append((line - place[..., None] * length).abs() <= self.share * length / 2)
        hidden = within[0][..., :, None] & within[1][..., None, :]
        return torch.where(hidden[:, :, None], views.mean((-2, -1), keepdim=True), views)
