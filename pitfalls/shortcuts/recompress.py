"""What hides the grid of a codec: another compression by drawn quality, or another phase of each window."""

from typing import Literal

import torch
from torch import Tensor

from pitfalls.frozen import Refused, frozen, knob
from pitfalls.shortcuts.base import ViewDefense, WindowDefense
from pitfalls.shortcuts.codec import compressed
from pitfalls.streams import Rng


@frozen
class RandomJpeg(ViewDefense):
    """Compress a share of the views as JPEG of a drawn quality; blocks begin at the corner of each view.

    The quality is a whole number, uniform from `quality_low` to `quality_high`. Views have one channel or three.
    Of a grid of quality 20 in tiles of 13 px it leaves a part: the attacker of phases tells .25 of 20 orders, where it
    tells .99 without and .05 by chance.
    """

    quality_low: int = knob(default=10, ge=1, le=100, help="least quality")
    quality_high: int = knob(default=50, ge=1, le=100, help="largest quality")
    rate: float = knob(default=1.0, ge=0, le=1, help="share of the views that are compressed")
    axis: Literal["image", "view"] = knob(default="view", help="whether all views of an image share one draw")

    def __post_init__(self) -> None:
        if self.quality_low > self.quality_high:
            told = f"quality_low is {self.quality_low}, but it should be at most quality_high ({self.quality_high})"
            raise Refused(told)

    @property
    def idle(self) -> bool:
        return self.rate == 0

    def check_views(self, channels: int, size: tuple[int, int]) -> None:
        if channels not in (1, 3):
            raise Refused(f"{self.called} compresses views of 1 or 3 channels, but these have {channels}")

    def defend(self, views: Tensor, rng: Rng) -> Tensor:
        if self.idle:
            return views
        images, each = views.shape[:2]
        shape = (images, each if self.axis == "view" else 1)
        quality = rng.integers(self.quality_low, self.quality_high + 1, *shape).expand(-1, each).flatten()
        chosen = (rng.uniform(*shape) < self.rate)[..., None, None, None]
        return torch.where(chosen, compressed(views.flatten(0, 1), quality).view_as(views), views)


@frozen
class RandomPhase(WindowDefense):
    """Move each window by one of `pixels` whole steps along both axes, so that each phase of a grid is as likely.

    No window leaves the picture: one that would is moved back, and near the border phases are not quite alike.
    Measured: the phase of windows that lie 8 px inside is uniform on 0 .. 7; of a grid of quality 20 nothing is left
    (.05 of 20 orders, as by chance). Windows may come to overlap, which a `Jitter` does not let them.
    """

    changes = "places"

    pixels: int = knob(default=8, ge=0, le=64, unit="px", help="period of the grid; 0 is off")

    @property
    def idle(self) -> bool:
        return self.pixels == 0

    def spread(self, windows: Tensor, size: tuple[int, int], rng: Rng) -> Tensor:
        if self.idle:
            return windows
        moved = windows[..., :2] + rng.integers(0, self.pixels, *windows.shape[:2], 2) - self.pixels // 2
        room = torch.stack([size[1 - axis] - windows[..., 2 + axis].abs() for axis in (0, 1)], -1)
        return torch.cat([torch.minimum(moved.clamp(min=0), room), windows[..., 2:]], -1)
