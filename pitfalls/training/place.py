"""Where a trial is computed: a device, and a process that is left as it was found."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch

from pitfalls.frozen import Refused


def device_named(name: str) -> torch.device:
    """The device called auto, cpu, cuda or mps; Refused where this machine has none."""
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
    kind, colon, number = name.partition(":")
    there = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if kind not in there:
        raise Refused(f"device is {name!r}, but it should be auto, cpu, cuda or mps.")
    if not there[kind]:
        have = ", ".join(each for each in there if there[each])
        raise Refused(f"device is {name!r}, but this machine has none; it has: {have}.")
    many = torch.cuda.device_count() if kind == "cuda" else 1
    if colon and not (number.isascii() and number.isdecimal() and len(number) < 4 and int(number) < many):
        raise Refused(
            f"device is {name!r}, but it should be {' or '.join([kind, *(f'{kind}:{k}' for k in range(many))])}."
        )
    return torch.device(name if kind == "cuda" else kind)


@contextmanager
def alone(place: torch.device, seed: int) -> Iterator[None]:
    """Inside, torch is as every trial finds it: one thread on the CPU, float32, gradients, its generators seeded.

    One and two threads give different weights, and one a trial is also faster in sum. On a GPU the convolutions are
    those that repeat. What the caller had is restored.
    """
    threads, dtype = torch.get_num_threads(), torch.get_default_dtype()
    cudnn: Any = torch.backends.cudnn
    modes = cudnn.deterministic, cudnn.benchmark
    devices = list(range(torch.cuda.device_count())) if place.type == "cuda" else []
    try:
        if place.type == "cpu":
            torch.set_num_threads(1)
        torch.set_default_dtype(torch.float32)
        cudnn.deterministic, cudnn.benchmark = True, False
        with (
            torch.random.fork_rng(devices=devices),
            torch.enable_grad(),
            torch.inference_mode(False),
            torch.autocast("cpu", enabled=False),
            torch.autocast(place.type, enabled=False),
        ):
            torch.manual_seed(seed)
            yield
    finally:
        torch.set_num_threads(threads)
        torch.set_default_dtype(dtype)
        cudnn.deterministic, cudnn.benchmark = modes
