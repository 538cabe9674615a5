"""How bright a view is and which way it darkens: what vignetting plants, also where each view is normalized."""

import torch
from torch import Tensor

from pitfalls.audit.attackers.base import Attacker
from pitfalls.frozen import frozen

DARK = 0.02  # of the range; what is darker is told from black by no ratio


@frozen
class RadialLuminance(Attacker):
    """Mean of the logarithm of the gray of each view, and its slope along x and y by least squares: 3 features."""

    colors = 1
    honest = True

    def count(self, channels: int) -> int:
        return 3

    def read(self, views: Tensor) -> Tensor:
        level = views.mean(1).clamp(min=0).add(DARK).log()
        found = [level.mean((-2, -1))]
        for axis in (-1, -2):
            place = torch.linspace(-1, 1, level.shape[axis], device=views.device)
            line = level.mean(-2 if axis == -1 else -1)
            found.append((line * place).mean(-1) / place.square().mean())
        return torch.stack(found, 1)[..., None, None]
