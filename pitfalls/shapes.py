"""The shapes that walk the path, stated once.

images   Frames: pixels (B, C, H + 2m, W + 2m), each with its optical axis and radius
windows  (B, V, 4): x, y, width, height in pixels of the inner H x W image; V looks at each image;
         a negative width is read from right to left
patches  (B, V, C, h, w) in [0, 1]
views    the same, after the question was posed; a tuple of groups, nearly always of one
answer   Answer(target, weight (B,), index (B,), memory)
"""

from dataclasses import dataclass, replace

import torch
from torch import Tensor


@dataclass(frozen=True)
class Frames:
    """A batch of images that still know their lens.

    pixels (B, C, H + 2m, W + 2m) float in [0, 1], with a margin of m pixels on every side from which a
    cue may take what lies outside the picture; axis (B, 2), the optical axis (x, y) in pixels of the
    inner image; radius (B,), the distance in pixels from the axis to the lens's corner.
    """

    pixels: Tensor
    axis: Tensor
    radius: Tensor
    margin: int = 0

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of the inner image."""
        return self.pixels.shape[-2] - 2 * self.margin, self.pixels.shape[-1] - 2 * self.margin

    @property
    def inner(self) -> Tensor:
        """The pictures without their margin, (B, C, H, W)."""
        m, (height, width) = self.margin, self.size
        return self.pixels[..., m : m + height, m : m + width]

    def with_pixels(self, pixels: Tensor) -> "Frames":
        """The same lenses, other pixels of the same shape, in the number format of those before."""
        return replace(self, pixels=pixels.to(self.pixels.dtype))


def frames(pixels: Tensor, margin: int = 0) -> Frames:
    """Whole pictures, uint8 or float in [0, 1]: the axis is their center, the radius their half diagonal."""
    if pixels.dtype == torch.uint8:
        pixels = pixels / 255  # in one pass
    height, width = pixels.shape[-2] - 2 * margin, pixels.shape[-1] - 2 * margin
    # filled in on the device: an upload would make every step wait for it
    center = torch.stack([pixels.new_full((), (side - 1) / 2) for side in (width, height)])
    radius = center.norm().expand(len(pixels))
    return Frames(pixels, center.expand(len(pixels), 2), radius, margin)


class Label:
    """Stands for a target that is the image's own label: only a supervised task may ask for it."""


LABEL = Label()


@dataclass(frozen=True)
class Answer:
    """What the question asks for.

    target: (B,) class numbers, or (B, C, h, w) for an answer a pixel; a supervised task gives LABEL, and the path puts
    the images' own labels in its place; weight (B,): how much each example counts; index (B,): the number of each
    image in its set; memory (N, D + 1): in training, what a score that remembers has kept of each image of the set, and
    how often that was seen.
    """

    target: Tensor | Label
    weight: Tensor
    index: Tensor
    memory: Tensor | None = None


def answered(target: Tensor) -> Answer:
    """An answer in which every example counts alike; the caller of the question fills in whose image it was."""
    count = len(target)
    return Answer(target, torch.ones(count, device=target.device), torch.arange(count, device=target.device))
