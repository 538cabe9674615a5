"""A trained encoder as a user loads it: fed plain images, and nothing else in silence."""

import torch
from torch import Tensor, nn

from pitfalls.encoders.network import spread
from pitfalls.frozen import Refused

SLACK = 0.01  # what resizing may overshoot


class Centered(nn.Module):
    """An encoder that is fed plain images (N, C, h, w) in [0, 1], centered as `Network.encode` centers them.

    Refused where they are of another type, shape or range. It waits for the device once a call.
    """

    def __init__(self, encoder: nn.Module):
        super().__init__()
        self.encoder = encoder

    def forward(self, images: Tensor) -> tuple[Tensor, ...]:
        if not isinstance(images, Tensor) or images.ndim < 4 or not images.numel():
            shape = f"the shape {tuple(images.shape)}" if isinstance(images, Tensor) else f"a {type(images).__name__}"
            raise Refused(f"the encoder is given {shape}, but it takes images (N, C, h, w); of one write image[None]")
        if not images.is_floating_point():
            raise Refused(
                f"the encoder is given {images.dtype} values, but it takes floats in [0, 1]; write images / 255"
            )
        low, high = (float(each) for each in images.detach().aminmax())
        if not -SLACK <= low <= high <= 1 + SLACK:
            raise Refused(
                f"the encoder is given values from {low:g} to {high:g}, but it takes plain images in [0, 1], which it "
                "centers itself; undo a normalization, or write images.clamp(0, 1)"
            )
        return self.encoder(spread(images.to(torch.float32)))
