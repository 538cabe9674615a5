"""What the separable warp of a lens would take if it gathered its taps, against the dense product that it is.

python experiments/speed/warps.py [--images N] [--sides 64 96 224] [--seconds S]

The lab's warp multiplies by matrices that are mostly zeros; gathering reads only the taps (eight now, four with a
shorter kernel, which would blur otherwise). One thread of the CPU, best of three rounds, floats (N, 3, S, S).
"""

import argparse
import time
from collections.abc import Callable

import torch
from rich.console import Console
from rich.table import Table
from torch import Tensor

from pitfalls.shapes import frames
from pitfalls.shortcuts.warp import STEPS, TAPS, kernel, warp


def gathered(images: Tensor, x: Tensor, y: Tensor, taps: int) -> Tensor:
    """Images (N, C, H, W) resampled at columns x (N, C, W') and rows y (N, C, H') by `taps` gathered neighbors."""
    lines = images
    for places, axis in ((x, -1), (y, -2)):
        first = places.floor()
        spare = (TAPS - taps) // 2
        weight = kernel(places.device)[((places - first) * STEPS).round().long()][..., spare : TAPS - spare]
        out: Tensor | None = None
        for tap in range(taps):
            at = (first.long() + tap + 1 - taps // 2).clamp(0, lines.shape[axis] - 1)
            shape = list(lines.shape)
            shape[axis] = at.shape[-1]
            spread = (at[..., None, :] if axis == -1 else at[..., None]).expand(shape)
            share = weight[..., tap][..., None, :] if axis == -1 else weight[..., tap][..., None]
            part = lines.gather(axis, spread) * share
            out = part if out is None else out.add_(part)
        assert out is not None
        lines = out
    return lines.clamp_(0, 1)


def milliseconds(work: Callable[[], object], length: float) -> float:
    best = float("inf")
    for _ in range(4):
        made, began = 0, time.perf_counter()
        while not made or time.perf_counter() - began < length:
            work()
            made += 1
        best = min(best, (time.perf_counter() - began) / made)
    return best * 1e3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=int, default=32)
    parser.add_argument("--sides", type=int, nargs="+", default=[64, 96, 224])
    parser.add_argument("--seconds", type=float, default=0.5)
    asked = parser.parse_args()
    torch.set_num_threads(1)
    table = Table("px", "dense product, ms", "eight taps gathered, ms", "x", "four taps gathered, ms", "x")
    for side in asked.sides:
        pixels = torch.rand(asked.images, 3, side, side, generator=torch.Generator().manual_seed(0))
        at = torch.arange(side) + torch.linspace(-1, 1, 3)[None, :, None] * torch.linspace(-1, 1, side)
        x = y = at.expand(asked.images, 3, side).contiguous()
        images = frames(pixels)
        assert torch.allclose(warp(images, x, y, 0).pixels, gathered(pixels, x, y, TAPS), atol=1e-5)
        dense = milliseconds(lambda i=images, x=x, y=y: warp(i, x, y, 0), asked.seconds)
        eight, four = (
            milliseconds(lambda p=pixels, x=x, y=y, n=n: gathered(p, x, y, n), asked.seconds) for n in (TAPS, 4)
        )
        table.add_row(
            str(side), f"{dense:.1f}", f"{eight:.1f}", f"{dense / eight:.2f}", f"{four:.1f}", f"{dense / four:.2f}"
        )
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
