"""The kinds of parts that scenes are made of, as signed distances: negative inside, in units of a part's radius.

u runs to the right and v down. Square and ring look alike after a quarter turn; the six others have an upright.
"""

from collections.abc import Callable

import torch
from torch import Tensor


def tree(u: Tensor, v: Tensor) -> Tensor:
    crown = torch.maximum(u.abs() * 0.84 - (v + 0.4) * 0.54, v + 0.4) - 0.55
    return torch.minimum(crown, box(u, v - 0.5, 0.22, 0.45))


def square(u: Tensor, v: Tensor) -> Tensor:
    return box(u, v, 0.78, 0.78)


def triangle(u: Tensor, v: Tensor) -> Tensor:
    return torch.maximum(u.abs() * 0.84 - v * 0.54, v) - 0.58


def ring(u: Tensor, v: Tensor) -> Tensor:
    return ((u * u + v * v).sqrt() - 0.7).abs() - 0.27


def dome(u: Tensor, v: Tensor) -> Tensor:
    v = v - 0.35
    return torch.maximum((u * u + v * v).sqrt() - 0.98, v - 0.1)


def cup(u: Tensor, v: Tensor) -> Tensor:
    hollow = torch.maximum(u.abs() - 0.4, v - 0.4)
    return torch.maximum(box(u, v, 0.8, 0.8), -hollow)


def tee(u: Tensor, v: Tensor) -> Tensor:
    return torch.minimum(box(u, v + 0.58, 0.85, 0.27), box(u, v, 0.27, 0.85))


def moon(u: Tensor, v: Tensor) -> Tensor:
    bite = u - 0.5
    return torch.maximum((u * u + v * v).sqrt() - 0.95, 0.75 - (bite * bite + v * v).sqrt())


def box(u: Tensor, v: Tensor, across: float, down: float) -> Tensor:
    return torch.maximum(u.abs() - across, v.abs() - down)


KINDS: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    each.__name__: each for each in (tree, square, triangle, ring, dome, cup, tee, moon)
}
