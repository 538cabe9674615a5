"""Center bias: look nearer to the optical axis, where a lens does least."""

from typing import Literal

import torch
from torch import Tensor

from pitfalls.frozen import frozen, knob
from pitfalls.shortcuts.base import WindowDefense
from pitfalls.streams import Rng


@frozen
class CenterBias(WindowDefense):
    """Draw where one looks nearer to the middle of the picture: the distance shrinks by the share `strength`.

    image: all windows of a picture together, which stay as they lie to each other, so that of a puzzle only the place
    is evened out, not that of its tiles; view: each by itself, for windows that may overlap. Windows keep their size,
    and whole pixels stay whole. Measured: the mean distance shrinks by `strength`, to half a pixel.
    """

    changes = "places"

    strength: float = knob(default=0.5, ge=0, le=1, unit="of the distance", help="how much nearer; 0 is off")
    axis: Literal["image", "view"] = knob(default="image", help="all windows of a picture together, or each by itself")

    @property
    def idle(self) -> bool:
        return self.strength == 0

    def spread(self, windows: Tensor, size: tuple[int, int], rng: Rng) -> Tensor:
        if self.idle:
            return windows
        corner, end = windows[..., :2], windows[..., :2] + windows[..., 2:].abs()
        if self.axis == "image":
            corner, end = corner.amin(1, keepdim=True), end.amax(1, keepdim=True)
        whole = torch.zeros_like(windows[..., :2])
        whole[..., 0], whole[..., 1] = size[1], size[0]
        back = (whole - corner - end) / 2 * self.strength
        if not windows.is_floating_point():
            back = (back + 0.5).floor().to(windows.dtype)
        return torch.cat([windows[..., :2] + back, windows[..., 2:]], -1)
