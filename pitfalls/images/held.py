"""Splits in the memory of the device, which the arms of a seed share."""

from dataclasses import replace
from functools import lru_cache

import torch

from pitfalls.images.base import Pictures, Source, Split


@lru_cache(maxsize=6)
def load(source: Source, split: Split, seed: int, count: int | None, device: torch.device) -> Pictures:
    """A split of a source on the device; the last few are kept, since the arms of a seed share them."""
    found = source.load(split, seed, count)
    move = lambda each: None if each is None else each.to(device)
    return replace(found, pixels=found.pixels.to(device), labels=move(found.labels), second=move(found.second))
