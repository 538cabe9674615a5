"""How many contrastive views a second: this lab's path against Kornia's chain and lightly's loader, in one run.

python experiments/speed/views.py [--device cpu|cuda] [--processes N] [--images N] [--size N] [--crop N] [--seconds S]

The same chain for all: random resized crop, mirroring, color distortion (.8), grayscale (.2), blur (.5), two views
an image. Ours and Kornia's go from uint8 images in memory to float views in memory, in N processes of one thread at
once, with the environment that the engine gives its workers (on a GPU in one process); the sum of their rates is
printed. lightly's goes from PIL images through a DataLoader with N workers, in the same environment (always on the
CPU). One contestant after the other, so that no worker runs beside another's measurement; each number is the best of
three rounds after a warm-up, which also uses up the batches that a loader made while nobody waited.
"""

import argparse
import multiprocessing as mp
import os
import platform
import sys
import time
from collections.abc import Callable

import kornia.augmentation as K
import torch
from rich.console import Console
from rich.table import Table
from torch import nn
from torch.utils.data import DataLoader, Dataset

from pitfalls.engines.crew import WORKER
from pitfalls.images.base import Pictures
from pitfalls.path.walk import Path
from pitfalls.shortcuts.blur import Blur
from pitfalls.shortcuts.color import ColorDistortion, Grayscale
from pitfalls.shortcuts.mirror import Mirror
from pitfalls.tasks.contrastive import Contrastive

CHAIN = (Mirror(), ColorDistortion(), Grayscale(rate=0.2), Blur())


def ours(pixels: torch.Tensor, crop: int) -> Callable[[], int]:
    path = Path(Contrastive(crop=crop), (), CHAIN, 0, "speed", pixels.device)
    index, step = torch.arange(len(pixels), device=pixels.device), iter(range(10**9))
    return lambda: path.ask(Pictures(pixels), index, next(step))[0][0].flatten(0, 1).shape[0]


def kornias(pixels: torch.Tensor, crop: int) -> Callable[[], int]:
    chain = nn.Sequential(
        K.RandomResizedCrop((crop, crop), scale=(0.2, 1.0)),
        K.RandomHorizontalFlip(),
        K.ColorJitter(0.8, 0.8, 0.8, 0.2, p=0.8),
        K.RandomGrayscale(p=0.2),
        K.RandomGaussianBlur((13, 13), (0.1, 2.0), p=0.5),
    ).to(pixels.device)
    return lambda: chain(pixels.repeat_interleave(2, 0).float().div_(255)).shape[0]


class Photos(Dataset):
    """PIL images behind lightly's transform, repeated so that an epoch is long."""

    def __init__(self, pixels: torch.Tensor, transform: Callable):
        from torchvision.transforms.functional import to_pil_image

        self.images, self.transform = [to_pil_image(image) for image in pixels.cpu()], transform

    def __len__(self) -> int:
        return 10**6

    def __getitem__(self, place: int) -> list:
        return self.transform(self.images[place % len(self.images)])


def lightlys(pixels: torch.Tensor, crop: int, workers: int) -> Callable[[], int]:
    from lightly.transforms import SimCLRTransform

    photos = Photos(pixels, SimCLRTransform(input_size=crop, min_scale=0.2))
    batches = iter(DataLoader(photos, batch_size=64, num_workers=workers))
    return lambda: sum(len(view) for view in next(batches))


def rate(work: Callable[[], int], device: torch.device, length: float) -> float:
    """Views a second: the best of three rounds of `length` seconds, to the end of what was queued on a GPU."""
    best = 0.0
    for turn in range(4):
        made, began = 0, time.perf_counter()
        while time.perf_counter() - began < length:
            made += work()
            if device.type == "cuda":
                torch.cuda.synchronize()
        best = max(best, made / (time.perf_counter() - began)) if turn else 0.0
    return best


def noise(images: int, size: int, device: str) -> torch.Tensor:
    """Pictures (images, 3, size, size) uint8 on the device."""
    draws = torch.Generator().manual_seed(0)
    return torch.randint(0, 256, (images, 3, size, size), dtype=torch.uint8, generator=draws).to(device)


def alone(make: Callable, images: int, size: int, crop: int, device: str, length: float) -> float:
    """The rate of one process on one thread."""
    torch.set_num_threads(1)
    return rate(make(noise(images, size, device), crop), torch.device(device), length)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--images", type=int, default=256)
    parser.add_argument("--size", type=int, default=96)
    parser.add_argument("--crop", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=2.0, help="length of a round")
    asked = parser.parse_args()
    if any(os.environ.get(name) != value for name, value in WORKER.items()):  # it is read when a process starts
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | WORKER)
    console, crew = Console(width=110), 1 if asked.device == "cuda" else asked.processes
    name = torch.cuda.get_device_name() if asked.device == "cuda" else platform.processor() or platform.machine()
    title = f"{asked.device} ({name}), {asked.images} images, {asked.size} to {asked.crop} px"
    table = Table("chain", "views/s", "pitfalls is faster by", title=title)
    found = {}
    with mp.get_context("spawn").Pool(crew) as pool:
        for told, make in (("pitfalls", ours), ("kornia, nn.Sequential", kornias)):
            work = [(make, asked.images, asked.size, asked.crop, asked.device, asked.seconds)] * crew
            found[f"{told}, {crew} processes of one thread"] = sum(pool.starmap(alone, work))
    try:
        loader = lightlys(noise(asked.images, asked.size, "cpu"), asked.crop, asked.processes)
        found[f"lightly, DataLoader, {asked.processes} workers"] = rate(loader, torch.device("cpu"), asked.seconds)
    except ModuleNotFoundError as missing:
        console.print(f"lightly is left out: {missing.name} is not installed.")
    own = next(iter(found.values()))
    for told, views in found.items():
        table.add_row(told, f"{views:,.0f}", f"{own / views:.1f} x")
    console.print(table)


if __name__ == "__main__":
    main()
