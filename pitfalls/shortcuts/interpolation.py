"""What a resize leaves: weights from a kernel, on a lattice about the middle, as one matrix an axis."""

from typing import Literal, get_args

import torch
from torch import Tensor

Kernel = Literal["box", "bilinear", "bicubic", "lanczos"]
KERNELS: tuple[Kernel, ...] = get_args(Kernel)
HALF = 0.5 + 1e-4  # a pixel just between two counts for both, whatever is rounded, so that no side is preferred


def shape(kernel: Kernel, away: Tensor) -> Tensor:
    """The kernel `away` steps from a place: box (nearest, area), triangle, cubic (Keys, 1981) or Lanczos's of three."""
    d = away.abs()
    match kernel:
        case "box":
            return (d <= HALF).to(d.dtype)
        case "bilinear":
            return (1 - d).clamp(min=0)
        case "bicubic":
            return torch.where(d < 1, (1.5 * d - 2.5) * d * d + 1, ((2.5 - 0.5 * d) * d - 4) * d + 2) * (d < 2)
        case "lanczos":
            return torch.sinc(d) * torch.sinc(d / 3) * (d < 3)


def there_and_back(kernel: Kernel, length: int, factor: Tensor) -> Tensor:
    """The matrices (N, length, length) that make rows `factor` (N,) times smaller, antialiased, and large again.

    The lattice of the small picture lies about the middle, so that a flip changes nothing; what lies beyond an end is
    the end. At a factor of 1 each is the identity.
    """
    place = torch.arange(length, device=factor.device) - (length - 1) / 2
    lattice = place * factor[:, None]
    # of the picture a node beyond the end sees the last pixel
    seen = lattice.clamp(-(length - 1) / 2, (length - 1) / 2)
    down = shape(kernel, (seen[:, :, None] - place) / factor[:, None, None])
    up = shape(kernel, (place[:, None] - lattice[:, None]) / factor[:, None, None])
    return normalized(up) @ normalized(down)


def normalized(weights: Tensor) -> Tensor:
    return weights / weights.sum(-1, keepdim=True)


def drawn(length: int, factor: Tensor, kernel: Tensor) -> Tensor:
    """As `there_and_back`, with the kernel that is numbered `kernel` (N,) for each."""
    every = torch.stack([there_and_back(each, length, factor) for each in KERNELS], 1)
    index = kernel[:, None, None, None].expand(-1, 1, length, length)
    return every.gather(1, index)[:, 0]


def resized(images: Tensor, down: Tensor, across: Tensor) -> Tensor:
    """Images (N, C, h, w) under matrices of their rows (N or 1, h, h) and columns (N or 1, w, w), within [0, 1]."""
    return (down[:, None] @ images.float() @ across[:, None].mT).clamp(0, 1).to(images.dtype)
