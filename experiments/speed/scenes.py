"""How many scenes a second the lab draws (aim: 1,000 at 96 px on 2 cores).

python experiments/speed/scenes.py [--device cpu|cuda] [--processes N] [--count N]

Each process draws by itself on one thread, as the engine's workers do; the sum of their rates is printed for
each size, the best of three rounds.
"""

import argparse
import multiprocessing as mp
import platform
import time

import numpy as np
import torch
from rich.console import Console
from rich.table import Table

from pitfalls.images.scenes import Scenes

SIZES = (32, 64, 96, 128, 256)


def rate(size: int, count: int, device: str) -> float:
    """Scenes a second of one process on one thread, to the end of what was queued on a GPU."""
    torch.set_num_threads(1)
    scenes, best = Scenes(size=size, margin=0), 0.0
    for seed in range(4):
        began = time.perf_counter()
        scenes.scenes("train", seed, np.arange(count), device)
        if device == "cuda":
            torch.cuda.synchronize()
        best = max(best, count / (time.perf_counter() - began)) if seed else 0.0
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--count", type=int, default=1024)
    asked = parser.parse_args()
    name = torch.cuda.get_device_name() if asked.device == "cuda" else platform.processor() or platform.machine()
    table = Table("side, px", "scenes/s", title=f"{asked.device} ({name}), {asked.processes} processes of one thread")
    with mp.get_context("spawn").Pool(asked.processes) as pool:
        for size in SIZES:
            found = pool.starmap(rate, [(size, asked.count, asked.device)] * asked.processes)
            table.add_row(str(size), f"{sum(found):,.0f}")
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
