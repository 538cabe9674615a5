"""Faint gray gratings: waves of three widths in eight directions, in which a picture can carry a code.

A crop keeps the direction of a wave and changes its width by less than what lies between two widths; a distortion of
the color keeps both. So a code written in directions comes through what the usual chain of crops leaves.
"""

import math

import torch
from torch import Tensor

PERIODS = (8.0, 4.5, 14.5)  # px, each 1.8 times as wide as the one below it
PAIRS = 4  # of directions at right angles, for each period
MOST = len(PERIODS) * PAIRS  # bits that can be written: each as one of the two directions of a pair


def coded(bits: Tensor, phase: Tensor, height: Tensor, width: Tensor) -> Tensor:
    """The pattern (B, 1, H, W) that says bits (B, k), of mean zero and sd one, whatever k; phase (k,) or (B, k).

    width (W,) and height (H,) are where its columns and rows lie, in px.
    """
    number = torch.arange(bits.shape[1], device=bits.device)
    angle = (number // len(PERIODS) % PAIRS + PAIRS * bits) * (math.pi / (2 * PAIRS))
    return waves(angle, wave_number(number), phase.expand_as(angle), height, width) * math.sqrt(2 / bits.shape[1])


def wave_number(number: Tensor) -> Tensor:
    """Radians a px of the gratings of bits with these numbers: neighbors have different periods."""
    first, second, third = (2 * math.pi / period for period in PERIODS)
    turn = number % len(PERIODS)
    return torch.where(turn == 0, first, torch.where(turn == 1, second, third))


def waves(
    angle: Tensor, wave: Tensor, phase: Tensor, height: Tensor, width: Tensor, size: Tensor | float = 1.0
) -> Tensor:
    """The sum (B, 1, H, W) of k cosines that run along angle (B, k), with wave (k,) radians a px and phase (B, k).

    size (B, k, 1): their amplitudes.
    """
    across = (wave * angle.cos())[..., None] * width + phase[..., None]
    down = (wave * angle.sin())[..., None] * height
    # the cosine of a sum, so that k gratings are one product of matrices
    rows = torch.cat([size * down.cos(), -size * down.sin()], 1)
    columns = torch.cat([across.cos(), across.sin()], 1)
    return (rows.mT @ columns)[:, None]
