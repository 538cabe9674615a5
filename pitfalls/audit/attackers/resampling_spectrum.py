"""How much fine detail a view has along x and along y, and how regular it is: what a resize leaves of itself."""

import math

import torch
from torch import Tensor

from pitfalls.audit.attackers.base import Attacker
from pitfalls.frozen import frozen

WAVES = (1 / 2, 2 / 5, 1 / 3, 1 / 4, 1 / 5)  # per px: the patterns that enlarging by 2, 5/3 or 5/4, 3/2, ... repeats
FAINT = 1e-7  # energy of less than a level of gray out of 255


@frozen
class ResamplingSpectrum(Attacker):
    """Along each axis: energy of second differences over that of first, of third over second, and the waves in them.

    The mean size of second differences in each column (or row) repeats with the period of an interpolation
    (Gallagher, 2005): the cosine, the sine and the size of its waves of 1/2, 2/5, 1/3, 1/4 and 1/5 a px. 34 features a
    view.
    """

    colors = 1

    def count(self, channels: int) -> int:
        return 2 * (2 + 3 * len(WAVES))

    def read(self, views: Tensor) -> Tensor:
        gray, found = views.mean(1), []
        for image in (gray, gray.mT):
            energy = [(image.diff(n=n, dim=-1).square().mean((-2, -1)) + FAINT).log() for n in (1, 2, 3)]
            bends = image.diff(n=2, dim=-1).abs().mean(-2)
            mean = bends.mean(-1, keepdim=True)
            level = (bends - mean) / (mean + math.sqrt(FAINT))
            place = torch.arange(level.shape[-1], device=views.device)
            angle = torch.stack([2 * math.pi * wave * place for wave in WAVES], 1)
            cosine, sine = (level @ wave / len(place) for wave in (angle.cos(), angle.sin()))
            size = torch.hypot(cosine, sine)
            found += [(energy[1] - energy[0])[:, None], (energy[2] - energy[1])[:, None], cosine, sine, size]
        return torch.cat(found, 1)[..., None, None]
