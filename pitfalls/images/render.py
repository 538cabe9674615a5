"""Draw scenes from their parameters, a batch at once, on any device.

Only sums, products, minima, maxima, absolute values, floors and square roots touch a pixel: IEEE rounds
each of them in one way only, so that a picture does not depend on its batch, on threads or on the device.
"""

import math

import numpy as np
import torch
from torch import Tensor

from pitfalls.images.kinds import KINDS

Parameters = dict[str, Tensor]
REACH = 1.42  # radii: no part is larger (the foot of a tree)
RIM = 1.3  # px, half the width of the dark line around a part


def render(given: Parameters, kinds: np.ndarray, size: int, margin: int, largest: float) -> Tensor:
    """Scenes (B, 3, size + 2 margin, size + 2 margin), uint8; lengths in `given` are in units of `size`.

    kinds (B, P): the kind of each part; largest: the largest radius of a part. A part is drawn in a window around
    it, which gives the pixels that drawing it over the whole picture would give.
    """
    device, side = given["ground"].device, size + 2 * margin
    line = (torch.arange(side, device=device, dtype=torch.float32) - margin + 0.5) / size - 0.5
    pixels = background(given, line[None, None, :], line[None, :, None]).flatten(2)
    width = min(side, 2 * math.ceil(REACH * largest * size + RIM + 1) + 1)
    center = torch.stack([given["x"], given["y"]], -1)  # (B, P, 2)
    first = ((center + 0.5) * size + margin - width / 2).round().clamp(0, side - width).long()
    place = first[..., None] + torch.arange(width, device=device)  # (B, P, 2, w)
    across, down = (line[place] - center[..., None]).unbind(2)
    across, down = across[..., None, :], down[..., None]
    at = lambda name: given[name][..., None, None]
    u = across * at("cos") + down * at("sin")
    v = down * at("cos") - across * at("sin")
    inside = distances(u, v, kinds) * (at("radius") * size)  # in px
    cover = (0.5 - inside).clamp(0, 1)
    rim = (RIM - inside.abs()).clamp(0, 1)
    tone = (1 - rim * 0.6)[:, :, None] * given["paint"][..., None, None]  # (B, P, 3, w, w)
    flat = (place[:, :, 1, :, None] * side + place[:, :, 0, None, :]).flatten(2)
    for part in range(kinds.shape[1]):
        index = flat[:, part, None].expand(-1, 3, -1)
        under = pixels.gather(2, index)
        over = under + cover[:, part, None].flatten(2) * (tone[:, part].flatten(2) - under)
        pixels.scatter_(2, index, over)
    return pixels.view(-1, 3, side, side).mul_(255).add_(0.5).clamp_(0, 255).to(torch.uint8)


def distances(u: Tensor, v: Tensor, kinds: np.ndarray) -> Tensor:
    """Signed distance of each place (B, P, w, w) to the part of its own kind, in radii."""
    out = torch.empty_like(u).flatten(0, 1)
    flat_u, flat_v = u.flatten(0, 1), v.flatten(0, 1)
    for number, distance in enumerate(KINDS.values()):
        rows = torch.from_numpy(np.flatnonzero(kinds.ravel() == number)).to(u.device)
        if len(rows):
            out[rows] = distance(flat_u[rows], flat_v[rows])
    return out.view_as(u)


def wave(phase: Tensor) -> Tensor:
    """A triangle wave of period 1, in [-1, 1], in the memory of its phase."""
    return phase.sub_(phase.floor()).sub_(0.5).abs_().mul_(4).sub_(1)


def background(given: Parameters, x: Tensor, y: Tensor) -> Tensor:
    """Muted ground (B, 3, H, W): fine gray grain, a slope of shade, long curved contours, and light from one side."""
    one = lambda name: given[name][:, None, None]
    light = x * one("slope_x") + y * one("slope_y")
    for k in range(given["grain_x"].shape[1]):
        at = lambda name: given[name][:, k, None, None]  # noqa: B023
        phase = (x * at("grain_x") + y * at("grain_y")).add_(at("grain_phase"))
        light.add_(wave(phase).mul_(at("grain")))
    for k in range(given["contour_x"].shape[1]):
        at = lambda name: given[name][:, k, None, None]  # noqa: B023
        along = y * at("contour_x") - x * at("contour_y")
        off = x * at("contour_x") + y * at("contour_y")
        off.add_(along.mul_(along).mul_(at("bend"))).sub_(at("offset")).abs_()
        light.add_(off.mul_(at("sharpness")).neg_().add_(1.5).clamp_(0, 1).mul_(at("ink")))
    return given["ground"][:, :, None, None] * light.add_(1)[:, None]
