"""Splits in the memory of the device, which the arms of a seed share."""

from functools import lru_cache

import torch

from pitfalls.images.base import Pictures, Source, Split


@lru_cache(maxsize=6)
def load(source: Source, split: Split, seed: int, count: int | None, device: torch.device) -> Pictures:
    """A split of a source on the device; the last few are kept."""
    return source.load(split, seed, count, device)
