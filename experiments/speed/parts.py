"""How many pictures a second each cue and defense takes, against Kornia's nearest, torchvision's and a plain loop.

python experiments/speed/parts.py [NAME ...] [--device cpu|cuda] [--images N] [--sides 96 224] [--seconds S]

One run, one process of one thread (on the CPU), the same pictures for all: ours and Kornia's on a batch of floats in
memory, torchvision's v2 on one picture at a time (on a batch it would draw once for all), the loop on NumPy and Pillow
pictures. Each number is the best of three rounds after a warm-up, in thousands of pictures a second; x is how much
faster ours is. What moves windows touches no pixel and has no rival: it is given alone. Parts are found in their
folders; a new one without a rival in rivals.py shows a dash.
"""

import argparse
import platform
import time
from collections.abc import Callable
from typing import Any

import torch
from rich.console import Console
from rich.table import Table

from pitfalls.commands.catalog import parts
from pitfalls.images.scenes import Scenes
from pitfalls.shapes import frames
from pitfalls.shortcuts.base import Cue, ImageDefense, WindowDefense
from pitfalls.streams import Rng

GUESTS = ("FromKornia", "FromTorchvision")  # which are their own rivals
ROUNDS, MARGIN = 3, 8


def rate(work: Callable[[int], object], count: int, seconds: float, device: torch.device) -> float:
    """Thousands of pictures a second, of `work` on `count` of them: the best of a few rounds."""
    best = 0.0
    for turn in range(ROUNDS + 1):
        made, began = 0, time.perf_counter()
        while not made or time.perf_counter() - began < seconds:
            work(made)
            made += 1
            if device.type == "cuda":
                torch.cuda.synchronize()
        best = max(best, made * count / (time.perf_counter() - began)) if turn else 0.0
    return best / 1000


def ours(part: Any, pixels: torch.Tensor, margin: int) -> Callable[[int], object]:
    """One step of a part on pictures (N, 3, S + 2 margin, S + 2 margin), floats on the device."""
    rng = Rng(0, "speed", pixels.device)
    if isinstance(part, Cue):
        given = frames(pixels, margin)
        return lambda step: part.plant(given, rng.at(step))
    side = pixels.shape[-1] - 2 * margin
    if isinstance(part, ImageDefense):
        given = frames(pixels, margin)
        return lambda step: part.repair(given, rng.at(step))
    if isinstance(part, WindowDefense):
        tile = side // 5
        corner = torch.tensor([[x, y, tile, tile] for y in (1, 2, 3) for x in (1, 2, 3)]) * tile
        corner[:, 2:] = tile
        windows = corner.expand(len(pixels), 9, 4).to(pixels.device)
        return lambda step: part.spread(windows, (side, side), rng.at(step))
    views = frames(pixels, margin).inner.contiguous()[:, None]
    return lambda step: part.defend(views, rng.at(step))


def measured(part: Any, rivals: tuple, pixels: torch.Tensor, seconds: float) -> list[float | None]:
    """Thousands of pictures a second: ours, Kornia's, torchvision's, the loop's (None where there is none)."""
    device, margin = pixels.device, getattr(part, "margin", 0)
    inner = slice(MARGIN - margin, pixels.shape[-1] - MARGIN + margin) if margin <= MARGIN else slice(None)
    found: list[float | None] = [rate(ours(part, pixels[..., inner, inner], margin), len(pixels), seconds, device)]
    plain = frames(pixels, MARGIN).inner.contiguous()
    kornia, torchvision, loop = rivals
    if kornia:
        module = kornia().to(device)
        found.append(rate(lambda step: module(plain), len(plain), seconds, device))
    else:
        found.append(None)
    if torchvision:
        transform, whole = torchvision(), "JPEG" in type(torchvision()).__name__
        some = (plain * 255).byte().cpu() if whole else plain
        found.append(rate(lambda step: transform(some[step % len(some)]), 1, seconds, device))
    else:
        found.append(None)
    pictures = [each.permute(1, 2, 0).contiguous().numpy() for each in (plain * 255).byte().cpu()]
    found.append(
        rate(lambda step: loop(pictures[step % len(pictures)]), 1, seconds, torch.device("cpu")) if loop else None
    )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="parts; none takes all")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--images", type=int, default=64)
    parser.add_argument("--sides", type=int, nargs="+", default=[96, 224])
    parser.add_argument("--seconds", type=float, default=0.5, help="length of a round")
    asked = parser.parse_args()
    from rivals import RIVALS  # beside this file

    torch.set_num_threads(1)
    device = torch.device(asked.device)
    name = torch.cuda.get_device_name() if device.type == "cuda" else platform.processor() or platform.machine()
    known = {title: cls for kind in ("cue", "defense") for title, cls in parts(kind).items() if title not in GUESTS}
    for side in asked.sides:
        table = Table(title=f"{side} px, {asked.images} pictures, {device.type} ({name}), thousands a second")
        for column in ("part", "ours", "Kornia", "x", "torchvision, one by one", "x", "NumPy or Pillow", "x"):
            table.add_column(column, justify="left" if column == "part" else "right")
        pixels = Scenes(size=side, margin=MARGIN, train=asked.images).load("train", 0).pixels.to(device) / 255
        slower = []
        for title in asked.names or known:
            part = known[title]()
            own, *others = measured(part, RIVALS.get(title, (None, None, None)), pixels, asked.seconds)
            assert own is not None
            row = [title, f"{own:,.2f}"]
            for other in others:
                row += [f"{other:,.2f}", f"{own / other:.1f}"] if other else ["-", ""]
            table.add_row(*row)
            slower += [title] if others[0] and own < others[0] else []
        Console(width=120).print(table)
        print(f"slower than Kornia's at {side} px: {', '.join(slower) or 'none'}")


if __name__ == "__main__":
    main()
