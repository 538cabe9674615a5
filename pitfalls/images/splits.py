"""The three splits of one seed in the memory of the device; the arms of a seed share them."""

from dataclasses import dataclass

import torch

from pitfalls.images.base import Pictures, Source


@dataclass(frozen=True)
class Splits:
    """What a seed is trained on, what is chosen on, and what is judged on."""

    train: Pictures
    validation: Pictures
    test: Pictures


_LAST: dict[tuple, Splits] = {}  # of one seed only: the arms of a seed come one after the other


def splits(source: Source, seed: int, validation: int, test: int, device: torch.device) -> Splits:
    """All training pictures of a seed, and as many to choose and to judge on as asked for (or as there are)."""
    name = (source.digest(), seed, validation, test, str(device))
    if name not in _LAST:
        _LAST.clear()  # before the next are loaded, so that two seeds are never held at once
        _LAST[name] = Splits(
            source.load("train", seed, None, device),
            source.load("validation", seed, validation, device),
            source.load("test", seed, test, device),
        )
    return _LAST[name]
