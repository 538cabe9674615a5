"""Shift channels against each other at random, so that a fringe no longer tells where one looks."""

from typing import Literal

import torch
from torch import Tensor
from torch.nn import functional as F

from pitfalls.frozen import frozen, knob
from pitfalls.shortcuts.base import ViewDefense
from pitfalls.streams import Rng


@frozen
class ChannelShift(ViewDefense):
    """Move each channel of each view by whole pixels, up to `pixels` each way; what enters repeats the border.

    Noroozi and Favaro (2016) jitter the color channels of each tile by up to 2 px.
    """

    changes = "shift"

    pixels: int = knob(default=2, ge=0, le=16, unit="px", help="largest shift each way; 0 is off")
    axis: Literal["image", "view"] = knob(default="view", help="shifts are drawn per image or per view")

    @property
    def idle(self) -> bool:
        return self.pixels == 0

    def defend(self, views: Tensor, rng: Rng) -> Tensor:
        if self.idle:
            return views
        count, looks, channels, height, width = views.shape
        reach = self.pixels
        drawn = rng.integers(0, 2 * reach + 1, count, looks if self.axis == "view" else 1, channels, 2)
        drawn = drawn.expand(count, looks, channels, 2)
        wide = F.pad(views.flatten(0, 1), (reach,) * 4, mode="replicate").unflatten(0, (count, looks))
        rows = drawn[..., :1, None] + torch.arange(height, device=views.device)[:, None]
        columns = drawn[..., 1:, None] + torch.arange(width, device=views.device)
        flat = (rows * (width + 2 * reach) + columns).flatten(-2)
        return wide.flatten(-2).gather(-1, flat).view_as(views)
