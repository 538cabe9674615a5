"""Color distortion: makes the colors of two views of one image differ, so that they do not give it away."""

import math
from typing import Literal

import torch
from torch import Tensor

from pitfalls.frozen import frozen, knob
from pitfalls.shortcuts.base import ColorDefense, recolor
from pitfalls.streams import Rng

LUMA = (0.299, 0.587, 0.114)  # share of red, green and blue in gray (ITU-R BT.601)


@frozen
class ColorDistortion(ColorDefense):
    """Brightness, contrast, saturation and hue of each view, as one affine map (after Chen et al., 2020).

    A strength s draws a factor uniformly from 1 - s to 1 + s. In this order: the color is multiplied (brightness),
    moved from the view's mean gray (contrast), moved from its own gray (saturation) and turned about the gray
    axis by up to `hue` turns either way. That turn is not the hue of HSV: it is linear, keeps r + g + b and the
    distance from the gray axis, and may leave the cube of colors where HSV keeps max(r, g, b) and never does.
    The order is fixed, and the result is clipped to [0, 1] once, at the end, instead of after each of four.
    """

    brightness: float = knob(default=0.8, ge=0, le=1, help="strength of the brightness")
    contrast: float = knob(default=0.8, ge=0, le=1, help="strength of the contrast")
    saturation: float = knob(default=0.8, ge=0, le=1, help="strength of the saturation")
    hue: float = knob(default=0.2, ge=0, le=0.5, unit="turns", help="how far the hue turns at most")
    rate: float = knob(default=0.8, ge=0, le=1, help="share of the views that are distorted")
    axis: Literal["image", "view"] = knob(default="view", help="whether all views of an image share one draw")

    @property
    def idle(self) -> bool:
        return self.rate == 0 or not (self.brightness or self.contrast or self.saturation or self.hue)

    def matrix(self, mean: Tensor, rng: Rng) -> Tensor:
        images, views = mean.shape[:2]
        draws = rng.uniform(images, views if self.axis == "view" else 1, 5).expand(-1, views, -1)
        chosen, *signed = (draws * 2 - 1).unbind(-1)
        strengths = (self.brightness, self.contrast, self.saturation, self.hue)
        # where a view is not chosen every amount is zero, and the map below is then the identity bit for bit
        on = (chosen < 2 * self.rate - 1).float()
        bright, contrast, saturation, hue = (
            on * strength * draw for strength, draw in zip(strengths, signed, strict=True)
        )
        keep, angle = 1 + saturation, 2 * math.pi * hue
        third, swing = (1 - angle.cos()) / 3, angle.sin() / math.sqrt(3)
        turn = (angle.cos() + third, third - swing, third + swing)  # a rotation about the gray axis is circulant
        gain = (1 + bright) * (1 + contrast)
        offset = -contrast * (1 + bright) * gray(mean)  # the other two steps leave a gray as it is
        rows = [
            torch.stack([*(gain * (keep * turn[(j - i) % 3] - saturation * LUMA[j]) for j in range(3)), offset], -1)
            for i in range(3)
        ]
        return torch.stack(rows, -2)

    def defend(self, views: Tensor, rng: Rng) -> Tensor:
        if self.idle:
            return views
        return recolor(views, self.matrix(views.float().mean((-2, -1)), rng)).clamp_(0, 1)


@frozen
class Grayscale(ColorDefense):
    """Replace the color of views by its gray (ITU-R BT.601) in three equal channels; at rate 1 it draws nothing."""

    rate: float = knob(default=1.0, ge=0, le=1, help="share of the views that lose their color")

    @property
    def idle(self) -> bool:
        return self.rate == 0

    @property
    def deterministic(self) -> bool:
        return self.rate == 1

    def matrix(self, mean: Tensor, rng: Rng) -> Tensor:
        shape = mean.shape[:2]
        one = torch.ones(shape, device=mean.device)
        on = one if self.rate == 1 else (rng.uniform(*shape) < self.rate).float()
        off = 1 - on
        rows = [
            torch.stack([on * LUMA[j] + (off if i == j else 0) for j in range(3)] + [one * 0], -1) for i in range(3)
        ]
        return torch.stack(rows, -2)

    def defend(self, views: Tensor, rng: Rng) -> Tensor:
        return recolor(views, self.matrix(views.float().mean((-2, -1)), rng)) if self.rate else views


def gray(color: Tensor) -> Tensor:
    """The gray (...) of colors (..., 3)."""
    return LUMA[0] * color[..., 0] + LUMA[1] * color[..., 1] + LUMA[2] * color[..., 2]
