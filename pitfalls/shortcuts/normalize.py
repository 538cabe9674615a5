"""Normalize each view by itself, so that its brightness and contrast do not tell where it comes from.

Noroozi and Favaro (2016) normalize the mean and the standard deviation of each patch.
"""

from typing import Literal

from torch import Tensor

from pitfalls.frozen import frozen, knob
from pitfalls.shortcuts.base import ViewDefense
from pitfalls.streams import Rng


@frozen
class Normalize(ViewDefense):
    """Give each view the mean 0.5 and the standard deviation `spread`, over all channels together or in each.

    Measured: mean and standard deviation of every view, to 1e-3 (a flat view becomes flat gray). Of the halves each
    leaves the other as it is: "mean" only moves the mean, "spread" only the standard deviation about it.
    """

    over: Literal["channel", "view"] = knob(default="channel", help="statistics of each channel, or of the whole view")
    spread: float = knob(default=0.2, gt=0, le=1, help="standard deviation that every view gets")
    parts: Literal["both", "mean", "spread"] = knob(default="both", late=True, help="which of the two is made equal")

    @property
    def deterministic(self) -> bool:
        return True

    def defend(self, views: Tensor, rng: Rng) -> Tensor:
        axes = (-2, -1) if self.over == "channel" else (-3, -2, -1)
        mean = views.mean(axes, keepdim=True)
        if self.parts == "mean":
            return views - mean + 0.5
        scale = views.std(axes, keepdim=True, correction=0).clamp(min=1e-4)
        return (views - mean) / scale * self.spread + (mean if self.parts == "spread" else 0.5)
