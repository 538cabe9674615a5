"""Mirroring: half of the windows are read from right to left, so that handedness tells nothing."""

import torch
from torch import Tensor

from pitfalls.frozen import frozen, knob
from pitfalls.shortcuts.base import WindowDefense
from pitfalls.streams import Rng


@frozen
class Mirror(WindowDefense):
    """Turn each window (B, V, 4) to a negative width, at a rate of its own draw: x stays the left edge."""

    changes = "mirror"

    rate: float = knob(default=0.5, ge=0, le=1, help="share of the views that are mirrored")

    @property
    def idle(self) -> bool:
        return self.rate == 0

    def spread(self, windows: Tensor, size: tuple[int, int], rng: Rng) -> Tensor:
        turned = rng.uniform(*windows.shape[:2]) < self.rate
        x, y, width, height = windows.unbind(-1)
        return torch.stack([x, y, torch.where(turned, -width, width), height], -1)
