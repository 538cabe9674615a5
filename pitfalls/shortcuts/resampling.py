"""Traces of a resize: what was enlarged lacks the finest detail and repeats a pattern, and both tell the kernel.

Where rows and columns were enlarged by different kernels a quarter turn can be read off them (an old resize of
TensorFlow's did so); Noroozi et al. (2017) found networks that read how a picture was made smaller.
"""

from typing import Literal

import torch
from torch import Tensor

from pitfalls.frozen import Refused, frozen, knob
from pitfalls.shapes import Frames
from pitfalls.shortcuts.base import Cue, ViewDefense
from pitfalls.shortcuts.interpolation import KERNELS, Kernel, drawn, resized, there_and_back
from pitfalls.streams import Rng


class Resized(Cue):
    """What the cue and its sham share: pictures made smaller and large again, by a kernel for each axis."""

    purpose = "resize"
    across: Kernel
    down: Kernel

    def matrices(self, images: Frames) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Of rows and of columns (1, n, n); and the same with the kernels exchanged."""
        factor = torch.full((1,), 1 + abs(self.strength), device=images.pixels.device)
        kernels = (self.down, self.across) if self.strength > 0 else (self.across, self.down)
        height, width = images.pixels.shape[-2:]
        first = there_and_back(kernels[0], height, factor), there_and_back(kernels[1], width, factor)
        return *first, there_and_back(kernels[1], height, factor), there_and_back(kernels[0], width, factor)

    def removed(self) -> "Cue":
        return UnevenResize(abs(self.strength), self.down, self.down)


@frozen
class UnevenResize(Resized):
    """Make each picture 1 + `strength` times smaller and large again, columns by one kernel and rows by another.

    At a negative strength the kernels are exchanged. What is left when the cue is removed is the same resize with the
    rows' kernel along both axes, which a quarter turn does not change. Measured: as Pillow's resize there and back, to
    half a level of 255 away from the borders.
    """

    strength: float = knob(default=0.5, ge=-3, le=3, unit="of the size", help="how much smaller; 0 is off")
    across: Kernel = knob(default="box", help="kernel along x")
    down: Kernel = knob(default="bilinear", help="kernel along y")

    def plant(self, frames: Frames, rng: Rng) -> Frames:
        if self.idle:
            return frames
        down, across, *_ = self.matrices(frames)
        return frames.with_pixels(resized(frames.pixels, down, across))

    def sham(self, reach: float = 1.0) -> "Cue":
        return LooseResize(self.strength, self.across, self.down)

    def reversed(self) -> "Cue":
        return UnevenResize(-self.strength, self.across, self.down)


@frozen
class LooseResize(Resized):
    """The sham of an uneven resize: which axis gets which kernel is drawn for each picture."""

    strength: float = knob(default=0.5, ge=-3, le=3, unit="of the size", help="how much smaller; 0 is off")
    across: Kernel = knob(default="box", help="kernel along x, or along y")
    down: Kernel = knob(default="bilinear", help="kernel along y, or along x")

    def plant(self, frames: Frames, rng: Rng) -> Frames:
        if self.idle:
            return frames
        swap = (rng.uniform(len(frames.pixels)) < 0.5)[:, None, None]
        down, across, other_down, other_across = self.matrices(frames)
        down, across = torch.where(swap, other_down, down), torch.where(swap, other_across, across)
        return frames.with_pixels(resized(frames.pixels, down, across))

    def sham(self, reach: float = 1.0) -> "Cue":
        return self

    def reversed(self) -> "Cue":
        return LooseResize(-self.strength, self.across, self.down)


@frozen
class RandomResample(ViewDefense):
    """Make each view smaller by a drawn factor and large again, by drawn kernels, one for each axis.

    The factor is uniform from `factor_low` to `factor_high`, each of the four kernels as likely (Noroozi et al., 2017).
    It blurs a trace and does not close it: of an uneven resize of a half the attacker of spectra tells .45 of the turns
    where it tells .53 without and .29 in the sham.
    """

    factor_low: float = knob(default=1.0, ge=1, le=8, unit="times", help="least factor")
    factor_high: float = knob(default=2.0, ge=1, le=8, unit="times", help="largest factor; 1 is off")
    axis: Literal["image", "view"] = knob(default="view", help="whether all views of an image share one draw")

    def __post_init__(self) -> None:
        if self.factor_low > self.factor_high:
            told = f"factor_low is {self.factor_low:g}, but it should be at most factor_high ({self.factor_high:g})"
            raise Refused(told)

    @property
    def idle(self) -> bool:
        return self.factor_high == 1

    def defend(self, views: Tensor, rng: Rng) -> Tensor:
        if self.idle:
            return views
        images, each = views.shape[:2]
        shape = (images, each if self.axis == "view" else 1)
        factor = self.factor_low + (self.factor_high - self.factor_low) * rng.uniform(*shape)
        kernel = rng.integers(0, len(KERNELS), *shape, 2)
        factor, kernel = factor.expand(-1, each).flatten(), kernel.expand(-1, each, -1).flatten(0, 1)
        down = drawn(views.shape[-2], factor, kernel[:, 0])
        return resized(views.flatten(0, 1), down, drawn(views.shape[-1], factor, kernel[:, 1])).view_as(views)


@frozen
class DownUp(ViewDefense):
    """Make each view `factor` times smaller and large again, by one kernel: finer detail is gone, whoever left it.

    A factor of 2 takes a third of what the attacker of phases reads of a JPEG's grid (.64 of 20 orders for .99), and
    next to nothing of an uneven resize (.53 of the turns, as without), which reaches to coarser detail.
    """

    factor: float = knob(default=2.0, ge=1, le=8, unit="times", help="how much smaller; 1 is off")
    kernel: Kernel = knob(default="bilinear", help="kernel along both axes")

    @property
    def idle(self) -> bool:
        return self.factor == 1

    @property
    def deterministic(self) -> bool:
        return True

    def defend(self, views: Tensor, rng: Rng) -> Tensor:
        if self.idle:
            return views
        factor = torch.full((1,), self.factor, device=views.device)
        down, across = (there_and_back(self.kernel, side, factor) for side in views.shape[-2:])
        return resized(views.flatten(0, 1), down, across).view_as(views)
