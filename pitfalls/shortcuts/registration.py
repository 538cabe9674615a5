"""Re-registration: lateral chromatic aberration estimated from the pictures themselves, and undone."""

from dataclasses import replace
from typing import Literal

import torch
from torch import Tensor

from pitfalls.frozen import Refused, frozen, knob
from pitfalls.shapes import Frames, frames
from pitfalls.shortcuts.base import ImageDefense
from pitfalls.shortcuts.magnification import magnification, registered
from pitfalls.streams import Rng

ENOUGH = 256  # pictures that tell a lens to a hundredth of a pixel


@frozen
class Registration(ImageDefense):
    """Move red and blue onto green: each channel is magnified as it is found to be, by one resampling.

    One lens for a whole folder, found by `fit` in 256 of its pictures as the cues leave them (`amounts`), or one
    for each picture, found anew in every step. Unfitted, a batch is its own folder. What is undone for a folder is
    not where clean pictures are read. Measured at the corner, over scenes and photographs of clothes, on 64 px, for
    .25 to 3 px of either direction: the folder's lens to 4 % or .02 px, and at most .02 px where there is none.
    """

    changes = "values"

    per: Literal["folder", "picture"] = knob(default="folder", help="one lens for all pictures, or one for each")
    amounts: tuple[float, ...] = knob(
        default=(), unit="px", help="outward of green at the corner, red and blue; what was fitted"
    )

    def __post_init__(self) -> None:
        if len(self.amounts) not in (0, 2):
            raise Refused(f"amounts are {self.amounts}, but they should be two, of red and of blue, or none")

    @property
    def deterministic(self) -> bool:
        return self.per == "picture"

    def fit(self, images: Tensor) -> "Registration":
        """The same with the lens of these pictures (N, 3, H, W), uint8 or float in [0, 1]."""
        if self.per == "picture":
            return self
        some = torch.linspace(0, len(images) - 1, min(ENOUGH, len(images))).long()
        found = magnification(frames(images[some.to(images.device)])).tolist()
        return replace(self, amounts=tuple(round(each, 4) for each in found))

    def repair(self, frames: Frames, rng: Rng) -> Frames:
        if not self.amounts:
            return registered(frames, magnification(frames, each=self.per == "picture").view(-1, 2))
        found = torch.stack([frames.radius.new_full((), each) for each in self.amounts])
        return registered(frames, found[None])
