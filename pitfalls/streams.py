"""Randomness is handed in: one stream of uniform draws a purpose, keyed by (seed, purpose, step).

Toggling a part of a trial never re-rolls another, because no two purposes share a stream.
"""

import hashlib

import torch
from torch import Tensor

BLOCK = 2**18
BANK = 2**20


def key(*parts: object) -> int:
    """A 32-bit key of any printable parts (the CPU generator of torch uses no more bits)."""
    return int.from_bytes(hashlib.sha256("\x1f".join(map(str, parts)).encode()).digest()[:4], "little")


def generator(*parts: object) -> torch.Generator:
    """A CPU generator keyed by `parts`."""
    return torch.Generator().manual_seed(key(*parts))


class Rng:
    """The draws of one purpose: `rng.at(step)` rewinds to a step, each call then takes the next draws of that step.

    Draws are made on the CPU for a block of steps and uploaded once, so every device sees the same
    numbers and a step does not wait for the host.
    """

    def __init__(self, seed: int, purpose: str, device: torch.device | str = "cpu"):
        self.seed, self.purpose, self.device = seed, purpose, torch.device(device)
        self.step, self.call = 0, 0
        self.held: dict[tuple, tuple[int, Tensor]] = {}
        self.bank: Tensor | None = None

    def at(self, step: int) -> "Rng":
        """The same stream at the start of `step`."""
        self.step, self.call = step, 0
        return self

    def uniform(self, *shape: int) -> Tensor:
        """Uniform draws in [0, 1), float32, of the given shape."""
        size = max(1, torch.Size(shape).numel())
        rows = max(1, min(64, BLOCK // size))
        block, row = divmod(self.step, rows)
        slot = (self.call, shape)
        self.call += 1
        if slot not in self.held or self.held[slot][0] != block:
            draws = torch.rand(rows, *shape, generator=generator(self.seed, self.purpose, *slot, block))
            self.held[slot] = (block, draws.to(self.device, non_blocking=True))
        return self.held[slot][1][row]

    def integers(self, low: int, high: int, *shape: int) -> Tensor:
        """Integer draws in low..high - 1, int64."""
        return (self.uniform(*shape) * (high - low)).long().clamp_(max=high - low - 1) + low

    def noise(self, *shape: int) -> Tensor:
        """Standard normal noise: each leading row reads one bank of 2**20 draws from an offset of its own."""
        if self.bank is None:
            draws = torch.randn(BANK, generator=generator(self.seed, self.purpose, "bank"))
            self.bank = draws.to(self.device)
        length = torch.Size(shape[1:]).numel()
        start = self.integers(0, BANK, shape[0], 1)
        span = torch.arange(length, device=self.device)
        return self.bank[(start + span) % BANK].view(shape)
