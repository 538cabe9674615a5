"""Pictures in which there is hardly anything to see: nearly black, of one value, or with an empty channel."""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

DARK = 8  # of 255: no pixel of a nearly black picture is as bright
CHANNELS = ("red", "green", "blue")
FEW = 3  # examples that are named


def odd(pixels: np.ndarray) -> str:
    """What is odd about one picture (3, H, W) uint8, "" where nothing is."""
    return next(iter(_kinds(torch.from_numpy(pixels)[None])), "")


def odd_ones(images: Tensor, test_images: Tensor | None, doubles: Callable[[], int]) -> list[str]:
    """A sentence on each oddity among pictures (N, 3, H, W) uint8; and on those that a test split holds too."""
    if test_images is None:
        return _told(images, "images")
    told, count = _told(images, "images") + _told(test_images, "test_images"), doubles()
    return [*told, f"{count} of the images stand in test_images too and are for test only."] if count else told


def _told(pixels: Tensor, name: str) -> list[str]:
    told = []
    for kind, found in _kinds(pixels).items():
        rows = found.tolist()
        some = ", ".join(f"{name}[{row}]" for row in rows[:FEW]) + (", ..." if len(rows) > FEW else "")
        told.append(f"{len(rows)} of {len(pixels)} {name}: {kind} ({some}).")
    return told


def _kinds(pixels: Tensor) -> dict[str, Tensor]:
    """Kind of oddity -> the numbers of the pictures it is found in; each picture has one kind at most."""
    flat = pixels.flatten(2)
    high, low = flat.amax(2), flat.amin(2)  # of each channel
    top, empty = high.amax(1), high == 0
    one = (high == low).all(1)
    dark = (top < DARK) & ~one
    found = {"the same value in every pixel": one, f"nearly black, no pixel above {DARK - 1} of 255": dark}
    for place, channel in enumerate(CHANNELS):
        found[f"nothing in the {channel} channel"] = empty[:, place] & ~one & ~dark
    return {kind: each.nonzero()[:, 0] for kind, each in found.items() if each.any()}
