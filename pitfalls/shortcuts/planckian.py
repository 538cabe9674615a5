"""Planckian jitter: views are lit by black bodies of random temperatures, so that their palette does not tell them.

Zini, Gomez-Villa, Buzzelli, Twardowski, Bagdanov and van de Weijer (2022): unlike a turn of the hue it stays among the
colors that daylight and lamps give.
"""

from functools import cache
from typing import Literal

import torch
from kornia.augmentation._2d.intensity.planckian_jitter import get_planckian_coeffs
from torch import Tensor

from pitfalls.frozen import frozen, knob
from pitfalls.shortcuts.base import ColorDefense, recolor
from pitfalls.streams import Rng

Light = Literal["blackbody", "daylight"]


@frozen
class PlanckianJitter(ColorDefense):
    """Multiply red and blue of each view by the gains of one light out of a table, and leave green as it is.

    blackbody: 25 lights from 3,000 to 15,000 K; daylight: 23 of the CIE's, from 4,000 to 15,000 K; all alike often.
    Measured: at strength 1 the map of kornia's RandomPlanckianJitter, bit for bit; less takes that share of the way
    to it.
    """

    strength: float = knob(default=1.0, ge=0, le=1, help="share of the way from white to the light; 0 is off")
    light: Light = knob(default="blackbody", help="which lights there are")
    rate: float = knob(default=1.0, ge=0, le=1, help="share of the views that are lit so")
    axis: Literal["image", "view"] = knob(default="view", help="lights are drawn per image or per view")

    @property
    def idle(self) -> bool:
        return self.strength == 0 or self.rate == 0

    def matrix(self, mean: Tensor, rng: Rng) -> Tensor:
        count, looks = mean.shape[:2]
        draws = rng.uniform(count, looks if self.axis == "view" else 1, 2).expand(-1, looks, -1)
        known = gains(self.light, mean.device)
        light = known[(draws[..., 0] * len(known)).long().clamp_(max=len(known) - 1)]
        on = (draws[..., 1:] < self.rate).float() * self.strength
        red, blue = (torch.lerp(torch.ones_like(light), light, on)).unbind(-1)
        one, none = torch.ones_like(red), torch.zeros_like(red)
        rows = ([red, none, none, none], [none, one, none, none], [none, none, blue, none])
        return torch.stack([torch.stack(row, -1) for row in rows], -2).to(mean.dtype)

    def defend(self, views: Tensor, rng: Rng) -> Tensor:
        if self.idle:
            return views
        return recolor(views, self.matrix(views.mean((-2, -1)), rng)).clamp_(0, 1)


@cache
def gains(light: Light, device: torch.device) -> Tensor:
    """Gains of red and blue against green under each light, (25 or 23, 2)."""
    return get_planckian_coeffs({"blackbody": "blackbody", "daylight": "CIED"}[light]).to(device)
