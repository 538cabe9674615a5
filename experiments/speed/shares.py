"""Which share of a training step the path takes, for the longest chain of each claim (aim: 15 % or less).

python experiments/speed/shares.py [CLAIM ...] [--device cpu|cuda] [--steps N]

Of each claim the arm with the most cues and defenses is taken; path and whole step are timed in turn in one process of
one thread, each the best of three rounds, on its own scenes (claims that bring their own folders of photographs are
left out where these are not here).
"""

import argparse
import time
from collections.abc import Callable
from dataclasses import replace

import torch
from rich.console import Console
from rich.table import Table

from pitfalls.experiment.find import experiments, opened
from pitfalls.frozen import Refused
from pitfalls.images.scenes import Scenes
from pitfalls.path.walk import Path
from pitfalls.training.loop import start, train
from pitfalls.training.place import device_named
from pitfalls.trial import Trial

AIM, ROUNDS = 0.15, 3


def longest(name: str) -> tuple[str, Trial]:
    """The arm of a claim with the most cues and defenses, and its name."""
    arms = opened(experiments()[name]).arms
    size = lambda trial: len(trial.cues) + len(trial.defenses)
    label = max(arms, key=lambda each: size(arms[each]))
    return label, arms[label]


def best(work: Callable[[], object], device: torch.device) -> float:
    """Seconds of the fastest of a few rounds, after one to warm up."""
    found = []
    for _ in range(ROUNDS + 1):
        began = time.perf_counter()
        work()
        if device.type == "cuda":
            torch.cuda.synchronize()
        found.append(time.perf_counter() - began)
    return min(found[1:])


def share(trial: Trial, device: torch.device, steps: int) -> tuple[float, float]:
    """Milliseconds of the path and of a whole step."""
    source = replace(trial.images, train=max(512, trial.batch)) if isinstance(trial.images, Scenes) else trial.images
    trial = replace(trial, images=source, steps=steps)
    pictures = source.load("train", trial.seed, None, device)
    path = Path(trial.task, trial.cues, trial.defenses, trial.seed, "train", device)
    index = torch.arange(trial.batch, device=device)
    network = start(trial, path, pictures)
    alone = best(lambda: [path.ask(pictures, index, step) for step in range(steps)], device)
    whole = best(lambda: train(trial, network, path, pictures), device)
    return alone / steps * 1e3, whole / steps * 1e3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("claims", nargs="*", help="claims; none takes all")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--steps", type=int, default=5)
    asked = parser.parse_args()
    device = device_named(asked.device)
    torch.set_num_threads(1)
    table = Table(title=f"the path's share of a step, {device.type}, aim {AIM:.0%}")
    for column in ("claim", "arm", "cues and defenses", "path, ms", "step, ms", "share"):
        table.add_column(column, justify="left" if column in ("claim", "arm", "cues and defenses") else "right")
    for name in asked.claims or experiments():
        try:
            label, trial = longest(name)
            path, step = share(trial, device, asked.steps)
        except (Refused, OSError) as error:
            print(f"{name} is left out: {error}")
            continue
        chain = ", ".join(type(part).__name__ for part in (*trial.cues, *trial.defenses)) or "none"
        over = "" if path / step <= AIM else " (over)"
        table.add_row(name, label, chain, f"{path:.1f}", f"{step:.1f}", f"{path / step:.0%}{over}")
    Console(width=140).print(table)


if __name__ == "__main__":
    main()
