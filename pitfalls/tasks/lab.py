"""From sRGB to the CIE Lab color space (D65), in the two parts that colorization asks for: lightness, and the rest.

The constants are kornia's, which serves as the oracle; lightness alone needs one cube root where Lab needs three.
"""

import torch
from torch import Tensor

WHITE = (0.95047, 1.0, 1.08883)
XYZ = ((0.412453, 0.357580, 0.180423), (0.212671, 0.715160, 0.072169), (0.019334, 0.119193, 0.950227))
DARK, BLACK = 0.04045, 0.008856  # below them the power of sRGB, and the cube root of Lab, give way to a line


def linear_light(rgb: Tensor) -> Tensor:
    """Light intensities in [0, 1] of sRGB values in [0, 1], of the same shape."""
    curve = rgb.clamp(min=DARK).add_(0.055).mul_(1 / 1.055).pow_(2.4)
    return curve.add_(rgb.clamp(max=DARK).sub_(DARK), alpha=1 / 12.92)


def response(light: Tensor, row: int) -> Tensor:
    """X, Y or Z (row 0, 1, 2) of light (..., 3, H, W) relative to white, through the cube root of Lab: (..., H, W)."""
    red, green, blue = (share / WHITE[row] for share in XYZ[row])
    # three products, not a matrix product, which autocast or TF32 would round
    value = light[..., 0, :, :] * red + light[..., 1, :, :] * green + light[..., 2, :, :] * blue
    root = value.clamp(min=BLACK).pow_(1 / 3)
    return root.add_(value.clamp(max=BLACK).sub_(BLACK), alpha=7.787)


def lightness(light: Tensor) -> Tensor:
    """L / 100 in [0, 1] of light (..., 3, H, W), as (..., 1, H, W)."""
    return (1.16 * response(light, 1) - 0.16).unsqueeze(-3)


def color(light: Tensor) -> Tensor:
    """a (green to red) and b (blue to yellow) of light (..., 3, H, W), about -110 to 110 each: (..., 2, H, W)."""
    x, y, z = (response(light, row) for row in range(3))
    return torch.stack([500 * (x - y), 200 * (y - z)], -3)


def rgb_to_lab(rgb: Tensor) -> Tensor:
    """Lab (..., 3, H, W), L in [0, 100], of sRGB (..., 3, H, W) in [0, 1]."""
    light = linear_light(rgb)
    return torch.cat([100 * lightness(light), color(light)], -3)
