"""In which directions waves run in a view: the bits that crops of a picture may share, and no shape in it."""

import math
from itertools import pairwise

import torch
from torch import Tensor

from pitfalls.audit.attackers.base import Attacker
from pitfalls.frozen import frozen

RINGS = (0.045, 0.09, 0.16, 0.3)  # cycles a px: between the three widths in which bits are written
WAYS = 8
FAINT = 1e-6  # of the squared number of pixels: a wave of less than two levels of gray


@frozen
class GratingDirections(Attacker):
    """How much stronger waves are along each direction than across it, at three widths, in each view: 12 features.

    Logarithm of the ratio of the two energies in the spectrum of the view's gray, under Hann's window: where a shape
    lies, how bright it is and its color tell nothing.
    """

    colors = 1
    honest = True  # the grain of any picture has directions of its own

    def count(self, channels: int) -> int:
        return (len(RINGS) - 1) * WAYS // 2

    def read(self, views: Tensor) -> Tensor:
        gray = views.float().mean(1)
        height, width = gray.shape[-2:]
        hann = lambda n: 0.5 - 0.5 * torch.cos(2 * math.pi * (torch.arange(n, device=views.device) + 0.5) / n)
        window = hann(height)[:, None] * hann(width)
        power = torch.fft.rfft2((gray - gray.mean((-2, -1), keepdim=True)) * window).abs().square()
        y, x = torch.fft.fftfreq(height, device=views.device), torch.fft.rfftfreq(width, device=views.device)
        far, angle = torch.hypot(y[:, None], x), torch.atan2(y[:, None], x + 1e-9)
        share = []
        for low, high in pairwise(RINGS):
            ring = ((far >= low) & (far < high)).float()
            for way in range(WAYS):
                away = torch.sin(angle - way * math.pi / WAYS).abs()  # alike for a wave and its opposite
                share.append(ring * (-(away / 0.25).square()).exp())
        energy = torch.einsum("nhw,khw->nk", power, torch.stack(share))
        told = (energy + FAINT * (height * width) ** 2).log().unflatten(1, (-1, 2, WAYS // 2))
        return (told[:, :, 1] - told[:, :, 0]).flatten(1)[..., None, None]
