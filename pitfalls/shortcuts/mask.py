"""Mask the edge of every view, which its neighbor continues, or as many pixels of its interior (the sham)."""

from typing import Literal

import torch
from torch import Tensor

from pitfalls.frozen import frozen, knob
from pitfalls.shortcuts.base import ViewDefense
from pitfalls.streams import Rng


@frozen
class Mask(ViewDefense):
    """Hide the outermost `pixels` of each view (edge), or exactly as many pixels of its innermost part (interior).

    What is hidden gets the mean color of what stays visible. Measured: both hide the same number of pixels, none
    of them in common, as long as the edge band covers less than half of the view.
    """

    band: Literal["edge", "interior"] = knob(default="edge", help="which pixels are hidden")
    pixels: int = knob(default=2, ge=0, le=64, unit="px", help="width of the edge band; 0 is off")

    @property
    def idle(self) -> bool:
        return self.pixels == 0

    @property
    def deterministic(self) -> bool:
        return False

    def defend(self, views: Tensor, rng: Rng) -> Tensor:
        if self.idle:
            return views
        hidden = self.hidden(views.shape[-2], views.shape[-1], views.device)
        seen = ~hidden
        mean = (views * seen).sum((-2, -1), keepdim=True) / seen.sum().clamp(min=1)
        return torch.where(hidden, mean, views)

    def hidden(self, height: int, width: int, device: torch.device | str = "cpu") -> Tensor:
        """Which pixels are hidden, (height, width)."""
        depth = _depth(height, width, device)
        edge = depth < self.pixels
        if self.band == "edge":
            return edge
        # Of the pixels below the edge band the deepest are taken, as many as the band has (all, if there are fewer).
        order = (-depth * height * width + torch.arange(height * width, device=device).view(height, width)).flatten()
        rank = order.argsort().argsort().view(height, width)
        return (rank < edge.sum()) & ~edge


def _depth(height: int, width: int, device: torch.device | str) -> Tensor:
    y, x = torch.arange(height, device=device), torch.arange(width, device=device)
    return torch.minimum(torch.minimum(y, height - 1 - y)[:, None], torch.minimum(x, width - 1 - x)[None])
