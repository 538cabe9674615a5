"""Where in a view the blocks of a codec begin: what a JPEG's grid tells of a place, and nothing else."""

import torch
from torch import Tensor
from torch.nn import functional as F

from pitfalls.audit.attackers.base import Attacker
from pitfalls.frozen import frozen

PERIOD = 8
MOST = 6 / 255  # a step that is larger is an edge of the picture, and counts as this much
FAINT = 1e-3  # of the range: a step in a flat view


@frozen
class JpegPhase(Attacker):
    """How much larger the steps between neighbors are at each phase of 8 px, along x and y: 16 features a view.

    Each step is compared with the one before and the one after it (blockiness, after Wang, Sheikh and Bovik, 2002).
    Along each axis the eight have the mean zero and the length one: where blocks begin counts, and not how plain they
    are, which is the content's.
    """

    colors = 1

    def count(self, channels: int) -> int:
        return 2 * PERIOD

    def read(self, views: Tensor) -> Tensor:
        gray, place, found = views.mean(1), torch.arange(PERIOD, device=views.device), []
        for image in (gray, gray.mT):
            steps = image.diff(dim=-1).abs().clamp(max=MOST).mean(-2)
            about = F.pad(steps[:, None], (1, 1), mode="replicate")[:, 0]
            more = steps - (about[:, 2:] + about[:, :-2]) / 2
            phase = (torch.arange(steps.shape[-1], device=views.device)[:, None] % PERIOD == place).to(views.dtype)
            at = more @ phase / phase.sum(0).clamp(min=1)
            at = at - at.mean(-1, keepdim=True)
            found.append(at / (at.norm(dim=-1, keepdim=True) + FAINT))
        return torch.cat(found, 1)[..., None, None]
