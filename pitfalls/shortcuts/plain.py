"""A defense outside the lab: what a plain batch must be, and where the draws come from."""

from typing import Any

import torch
from torch import Tensor
from torch.utils.data import get_worker_info

from pitfalls.frozen import Refused
from pitfalls.streams import Rng

SLACK = 0.5  # how far noise may have driven values beyond [0, 1] before they are taken for another range


def batch_of(images: Any, who: str, colors: bool) -> Tensor:
    """The images as a batch (B, C, H, W) of floats about [0, 1], from that or from one picture (C, H, W).

    Refused, told of `who` is fed so, where they are not, or have no three channels though `colors` are changed.
    It waits for the device once.
    """
    if not isinstance(images, Tensor):
        raise Refused(f"{who} is given {_kind(images)}, but it takes a tensor of images, (B, C, H, W) or (C, H, W)")
    if images.ndim not in (3, 4) or not images.numel():
        raise Refused(f"{who} is given the shape {tuple(images.shape)}, but it takes images (B, C, H, W) or (C, H, W)")
    if not images.is_floating_point():
        raise Refused(f"{who} is given {images.dtype} values, but it takes floats in [0, 1]; write images / 255")
    batch = images if images.ndim == 4 else images[None]
    if colors and batch.shape[1] != 3:
        raise Refused(f"{who} changes colors and takes 3 channels, but these images have {batch.shape[1]}")
    low, high = (float(each) for each in batch.detach().aminmax())
    if not -SLACK <= low <= high <= 1 + SLACK:
        raise Refused(f"{who} is given values from {low:g} to {high:g}, but it takes floats in [0, 1]")
    return batch


def _kind(thing: Any) -> str:
    kind = type(thing)
    return f"a {kind.__name__}" if kind.__module__ == "builtins" else f"a {kind.__module__}.{kind.__name__}"


def stream(who: str, seed: int | None, generator: torch.Generator | None, device: torch.device) -> Rng:
    """The draws of one call: keyed by `seed`, else by a draw from `generator`, or from torch's own where none is."""
    if seed is not None and generator is not None:
        raise Refused(f"{who} is given a seed and a generator, but it takes one of them")
    if seed is None:
        place = "cpu" if generator is None else generator.device
        seed = int(torch.randint(2**31, (), generator=generator, device=place))
    return Rng(seed, who, device)


def purpose(name: str) -> str:
    """The name of a stream that two workers of a DataLoader, or two of its epochs, do not share."""
    worker = get_worker_info()
    # a worker's seed is its number more than one that the loader draws anew for each epoch
    return name if worker is None else f"{name}/{worker.id}/{worker.seed}"
