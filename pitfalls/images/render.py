"""Draw scenes from their parameters, a batch at once, on any device.

Only sums, products, minima, maxima, absolute values, floors and square roots touch a pixel: IEEE rounds
each of them in one way only, so that a picture does not depend on its batch, on threads or on the device.
"""

from collections.abc import Callable

import torch
from torch import Tensor

Parameters = dict[str, Tensor]


def disk(u: Tensor, v: Tensor) -> Tensor:
    return (u * u + v * v).sqrt() - 0.95


def square(u: Tensor, v: Tensor) -> Tensor:
    return torch.maximum(u.abs(), v.abs()) - 0.8


def triangle(u: Tensor, v: Tensor) -> Tensor:
    return torch.maximum(u.abs() * 0.84 - v * 0.54, v) - 0.58  # v points down, so the tip points up


def ring(u: Tensor, v: Tensor) -> Tensor:
    return ((u * u + v * v).sqrt() - 0.7).abs() - 0.27


def cross(u: Tensor, v: Tensor) -> Tensor:
    u, v = u.abs(), v.abs()
    return torch.maximum(torch.minimum(u, v) - 0.32, torch.maximum(u, v) - 0.98)


# Signed distances in units of a part's radius, negative inside.
PARTS: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "disk": disk,
    "square": square,
    "triangle": triangle,
    "ring": ring,
    "cross": cross,
}


def wave(phase: Tensor) -> Tensor:
    """A triangle wave of period 1, in [-1, 1]."""
    return (phase - phase.floor() - 0.5).abs() * 4 - 1


def render(given: Parameters, size: int, margin: int) -> Tensor:
    """Scenes (B, 3, size + 2 margin, size + 2 margin), uint8; lengths in `given` are in units of `size`."""
    device = given["ground"].device
    line = (torch.arange(-margin, size + margin, device=device, dtype=torch.float32) + 0.5) / size - 0.5
    x, y = line[None, None, :], line[None, :, None]
    pixels = background(given, x, y)
    at = lambda name: given[name][:, part, None, None]
    for part, distance in enumerate(PARTS.values()):
        across, down = x - at("x"), y - at("y")
        u = across * at("cos") + down * at("sin")
        v = down * at("cos") - across * at("sin")
        inside = distance(u, v) * (at("radius") * size)  # in px
        cover = (0.5 - inside).clamp(0, 1)[:, None]
        rim = ((inside.abs() - 1.3) * -1).clamp(0, 1)
        grain = wave(u * at("stripes_u") + v * at("stripes_v") + at("phase"))
        tone = (grain * at("contrast") + 1) * (1 - rim * 0.6)
        paint = given["paint"][:, part, :, None, None] * tone[:, None]
        pixels = pixels + cover * (paint - pixels)
    return (pixels * 255 + 0.5).clamp(0, 255).to(torch.uint8)


def background(given: Parameters, x: Tensor, y: Tensor) -> Tensor:
    """Muted ground (B, 3, H, W): fine gray texture, a slope of shade, long curved contours, and light from above."""
    one = lambda name: given[name][:, None, None]
    shade = x * one("slope_x") + y * one("slope_y")
    light = shade - y * one("light")
    for k in range(given["texture_x"].shape[1]):
        at = lambda name: given[name][:, k, None, None]  # noqa: B023
        light = light + wave(x * at("texture_x") + y * at("texture_y") + at("texture_phase")) * at("texture")
    for k in range(given["contour_x"].shape[1]):
        at = lambda name: given[name][:, k, None, None]  # noqa: B023
        along = y * at("contour_x") - x * at("contour_y")
        off = (x * at("contour_x") + y * at("contour_y") + along * along * at("bend") - at("offset")).abs()
        ink = (1.5 - off * at("sharpness")).clamp(0, 1)
        light = light + ink * at("ink")
    return given["ground"][:, :, None, None] * (light + 1)[:, None]
