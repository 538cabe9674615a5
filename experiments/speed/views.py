"""How many contrastive views a second: this lab's path against Kornia's chain and lightly's loader, in one run.

python experiments/speed/views.py [--device cpu|cuda] [--threads N] [--images N] [--size N] [--crop N] [--seconds S]

The same chain for all: random resized crop, mirroring, color distortion (.8), grayscale (.2), blur (.5), two views
an image. Ours and Kornia's go from uint8 images in memory to float views in memory; lightly's goes from PIL
images through a DataLoader with two workers (always on the CPU). One contestant after the other, so that no
worker runs beside another's measurement; each number is the best of three rounds after a warm-up, which also
uses up the batches that a loader made while nobody waited.
"""

import argparse
import platform
import time
from collections.abc import Callable

import kornia.augmentation as K
import torch
from rich.console import Console
from rich.table import Table
from torch import nn
from torch.utils.data import DataLoader, Dataset

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
    return lambda: path.ask(Pictures(pixels, None), index, next(step))[0][0].flatten(0, 1).shape[0]


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


def lightlys(pixels: torch.Tensor, crop: int) -> Callable[[], int]:
    from lightly.transforms import SimCLRTransform

    photos = Photos(pixels, SimCLRTransform(input_size=crop, min_scale=0.2))
    batches = iter(DataLoader(photos, batch_size=64, num_workers=2))
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--images", type=int, default=256)
    parser.add_argument("--size", type=int, default=96)
    parser.add_argument("--crop", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=2.0, help="length of a round")
    asked = parser.parse_args()
    device, console = torch.device(asked.device), Console(width=110)
    torch.set_num_threads(asked.threads)
    draws = torch.Generator().manual_seed(0)
    pixels = torch.randint(0, 256, (asked.images, 3, asked.size, asked.size), dtype=torch.uint8, generator=draws)
    pixels = pixels.to(device)
    makers = {"pitfalls": ours, "kornia, nn.Sequential": kornias, "lightly, DataLoader, 2 workers": lightlys}
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else platform.processor() or platform.machine()
    title = f"{device.type} ({name}), {asked.threads} threads, {asked.images} images, {asked.size} to {asked.crop} px"
    table = Table("chain", "views/s", "pitfalls is faster by", title=title)
    own = 0.0
    for name, make in makers.items():
        try:
            found = rate(make(pixels, asked.crop), device, asked.seconds)
        except ModuleNotFoundError as missing:
            console.print(f"{name} is left out: {missing.name} is not installed.")
            continue
        own = own or found
        table.add_row(name, f"{found:,.0f}", f"{own / found:.1f} x")
    console.print(table)


if __name__ == "__main__":
    main()
