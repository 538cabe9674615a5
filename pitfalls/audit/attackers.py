"""Small attackers: what one cue alone tells, read off the views by a few lines that see nothing else.

Each maps views (B, V, C, h, w) to features (B, F). A claim about a cue is not testable where its own attacker
cannot read it: a network that does not use it then proves nothing.
"""

from collections.abc import Callable

import torch
from torch import Tensor

Attacker = Callable[[Tensor], Tensor]
STEEPEST = 1e-4  # keeps the least-squares slope of a flat view at zero


def channel_displacement(views: Tensor) -> Tensor:
    """How far red and blue lie from green, and from each other, along x and y, in each view: (B, 6 V).

    Least squares of the channels' difference on the gray slope: to first order a displaced channel differs by
    displacement times slope (Lucas and Kanade, 1981).
    """
    slope_y, slope_x = torch.gradient(views.mean(2), dim=(-2, -1))
    found = []
    for one, other in ((0, 1), (2, 1), (0, 2)):
        apart = views[:, :, one] - views[:, :, other]
        apart = apart - apart.mean((-2, -1), keepdim=True)
        xx, yy, xy = ((a * b).mean((-2, -1)) for a, b in ((slope_x, slope_x), (slope_y, slope_y), (slope_x, slope_y)))
        x, y = (apart * slope_x).mean((-2, -1)), (apart * slope_y).mean((-2, -1))
        area = xx * yy - xy * xy + STEEPEST * (xx + yy) + STEEPEST**2
        found += [(x * yy - y * xy) / area, (y * xx - x * xy) / area]
    return torch.cat(found, 1)


def border_differences(views: Tensor) -> Tensor:
    """How unlike the right border of each view is to the left border of each other, and bottom to top: (B, 2 V^2)."""
    pairs = []
    for end, start in ((views[..., -1], views[..., 0]), (views[..., -1, :], views[..., 0, :])):
        pairs.append((end[:, :, None] - start[:, None]).abs().mean((-2, -1)).flatten(1))
    return torch.cat(pairs, 1)


ATTACKERS: dict[str, Attacker] = {each.__name__: each for each in (channel_displacement, border_differences)}
