"""Solarization: what is brighter than a threshold is inverted, so that how bright or colored a view is tells less.

Grill et al. (2020) do it to a fifth of one of two views.
"""

from typing import Literal

import torch
from torch import Tensor

from pitfalls.frozen import frozen, knob
from pitfalls.shortcuts.base import ViewDefense
from pitfalls.streams import Rng


@frozen
class Solarize(ViewDefense):
    """Replace each value of at least `threshold` by its distance from one, in a share of the views.

    Each channel by itself; views of any number of channels. Measured: a chosen view is what torchvision's and kornia's
    solarize make of it, the others stay as they are.
    """

    threshold: float = knob(default=0.5, ge=0, le=1, help="the least value that is inverted")
    rate: float = knob(default=0.2, ge=0, le=1, help="share of the views that are solarized; 0 is off")
    axis: Literal["image", "view"] = knob(default="view", help="which ones are chosen is drawn per image or per view")

    @property
    def idle(self) -> bool:
        return self.rate == 0

    def defend(self, views: Tensor, rng: Rng) -> Tensor:
        if self.idle:
            return views
        count, looks = views.shape[:2]
        chosen = rng.uniform(count, looks if self.axis == "view" else 1)[..., None, None, None] < self.rate
        return torch.where(chosen & (views >= self.threshold), 1 - views, views)
