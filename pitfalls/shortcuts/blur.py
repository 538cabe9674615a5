"""Gaussian blur: takes the fine grain of a view away, by an amount of its own draw (as in Chen et al., 2020)."""

import math
from typing import Literal

import torch
from torch import Tensor

from pitfalls.frozen import Refused, frozen, knob
from pitfalls.resample import mix, pieces
from pitfalls.shortcuts.base import ViewDefense
from pitfalls.streams import Rng

NEVER = 1e9  # so steep a bell is exactly one at its middle and exactly zero a pixel away


@frozen
class Blur(ViewDefense):
    """Blur a share of the views with a Gaussian of random width; views (B, V, C, h, w) of any number of channels.

    Exactly the share `rate` of a batch's views is blurred, rounded up or down by chance: which ones is drawn.
    With axis="image" pictures are drawn instead, and all views of one get the same blur: yoked, it hides a blur of the
    lens's own where `sigma_low` is at least as wide. The bell is cut off at three times `sigma_high` and at the view's
    side; what lies beyond the border is the view reflected about its outermost pixels.
    """

    sigma_low: float = knob(default=0.1, gt=0, le=16, unit="px", help="least standard deviation")
    sigma_high: float = knob(default=2.0, gt=0, le=16, unit="px", help="largest standard deviation")
    rate: float = knob(default=0.5, ge=0, le=1, help="share of the views that are blurred")
    axis: Literal["image", "view"] = knob(
        default="view", late=True, help="whether all views of an image share one draw"
    )

    def __post_init__(self) -> None:
        if self.sigma_low > self.sigma_high:
            raise Refused(f"sigma_low is {self.sigma_low:g}, but it should be at most sigma_high ({self.sigma_high:g})")

    @property
    def idle(self) -> bool:
        return self.rate == 0

    def defend(self, views: Tensor, rng: Rng) -> Tensor:
        if self.idle:
            return views
        images = views.flatten(0, 1).contiguous()
        yoked = views.shape[1] if self.axis == "image" else 1  # views that share a draw
        count = len(images) // yoked
        share = self.rate * count
        # how many are blurred at most is known without asking the device, so that the others cost nothing
        chosen = rng.uniform(count).argsort()[: math.ceil(share)]
        sigma = self.sigma_low + (self.sigma_high - self.sigma_low) * rng.uniform(count)[chosen]
        counts = torch.arange(len(chosen), device=views.device) + 1 <= share + rng.uniform(1)
        steep = torch.where(counts, 0.5 / sigma.square(), NEVER).to(views.dtype)
        if yoked > 1:
            chosen = (chosen[:, None] * yoked + torch.arange(yoked, device=views.device)).flatten()
            steep = steep[:, None].expand(-1, yoked).flatten()
        return blurred(images, chosen, steep, math.ceil(3 * self.sigma_high)).view_as(views)


def blurred(images: Tensor, chosen: Tensor, steep: Tensor, radius: int) -> Tensor:
    """Images (N, C, h, w), those numbered `chosen` (n,) under bells exp(-steep d^2), cut off at d = `radius` pixels.

    The images are contiguous; steep (n,) is in 1 / px^2.
    """
    channels, height, width = images.shape[1:]
    row, row_weight = bell(steep, height, radius)
    column, column_weight = bell(steep, width, radius)
    out = images.clone()
    for some in pieces(len(chosen), channels * height * width, images.device):
        rows, columns = row.expand(some.stop - some.start, -1, -1), column.expand(some.stop - some.start, -1, -1)
        row_bell, column_bell = row_weight[some].expand_as(rows), column_weight[some].expand_as(columns)
        out[chosen[some]] = mix(images, chosen[some], rows, row_bell, columns, column_bell)
    return out


def bell(steep: Tensor, length: int, radius: int) -> tuple[Tensor, Tensor]:
    """For each of `length` pixels its neighbors (length, taps), reflected at the border; their weights (N, 1, taps)."""
    radius = min(radius, length - 1)
    away = torch.arange(-radius, radius + 1, device=steep.device)
    place = (torch.arange(length, device=steep.device)[:, None] + away).abs()
    weight = (-steep[:, None, None] * away.square()).exp()
    return length - 1 - (length - 1 - place).abs(), weight / weight.sum(-1, keepdim=True)
