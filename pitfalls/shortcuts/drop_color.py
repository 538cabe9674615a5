"""Drop colors: show one channel and hide the other two, so that no fringe can be read (Doersch et al., 2015)."""

from typing import Literal

import torch
from torch import Tensor

from pitfalls.frozen import frozen, knob
from pitfalls.shortcuts.base import ViewDefense
from pitfalls.streams import Rng


@frozen
class DropColor(ViewDefense):
    """Keep one random channel of each view and fill the two others: with noise, with its mean, or with a copy of it.

    noise: normal, with the mean of the kept channel and a hundredth of its standard deviation (Doersch et
    al. fill the dropped channels so); mean: its mean; copy: the channel itself, hence a gray view.
    Measured: the correlation of any two channels within a view is 0 (noise, mean) or 1 (copy).
    """

    changes = "color"

    fill: Literal["noise", "mean", "copy"] = knob(default="noise", help="what stands in the dropped channels")
    axis: Literal["image", "view"] = knob(default="view", help="which channel is kept is drawn per image or per view")
    noise: float = knob(
        default=0.01, gt=0, le=1, help="spread of the noise, in standard deviations of the kept channel"
    )

    def defend(self, views: Tensor, rng: Rng) -> Tensor:
        count, looks = views.shape[:2]
        kept = rng.integers(0, 3, count, looks if self.axis == "view" else 1).expand(count, looks)
        index = kept[..., None, None, None].expand(-1, -1, 1, *views.shape[-2:])
        channel = views.gather(2, index)
        if self.fill == "copy":
            return channel.expand_as(views)
        mean = channel.mean((-2, -1), keepdim=True)
        fill = mean.expand_as(views)
        if self.fill == "noise":
            spread = channel.std((-2, -1), keepdim=True) * self.noise
            fill = (mean + spread * rng.noise(*views.shape)).to(views.dtype)
        there = torch.arange(3, device=views.device).view(3, 1, 1) == kept[..., None, None, None]
        return torch.where(there, views, fill)
