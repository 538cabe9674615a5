"""How fast each task trains, and which share of a step its pipeline takes (aim: 15 % or less with the default net).

python experiments/speed/steps.py [--device cpu|cuda] [--threads N] [--steps N]

Prints, from one run: views a second of the pipeline alone (plant to defend), images a second of training,
and the pipeline's share of a step, for fp32 and bf16. Each number is the best of three rounds.
"""

import argparse
import platform
import time
from collections.abc import Callable
from dataclasses import replace

import torch
from rich.console import Console
from rich.table import Table

from pitfalls.images.scenes import Scenes
from pitfalls.path.walk import Path
from pitfalls.shortcuts.aberration import LateralAberration
from pitfalls.shortcuts.blur import Blur
from pitfalls.shortcuts.color import ColorDistortion, Grayscale
from pitfalls.shortcuts.continuity import Gap
from pitfalls.shortcuts.drop_color import DropColor
from pitfalls.shortcuts.mirror import Mirror
from pitfalls.tasks.colorization import Colorization
from pitfalls.tasks.context import ContextPrediction
from pitfalls.tasks.contrastive import Contrastive
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.tasks.rotation import Rotation
from pitfalls.training.loop import start, train
from pitfalls.training.place import device_named
from pitfalls.trial import Trial

LENS = (LateralAberration(),)
TRIALS = {
    "jigsaw": Trial(task=Jigsaw()),
    "jigsaw, aberration, drop-color, gap": Trial(task=Jigsaw(), cues=LENS, defenses=(Gap(pixels=4), DropColor())),
    "context prediction": Trial(task=ContextPrediction()),
    "rotation": Trial(task=Rotation()),
    "colorization": Trial(task=Colorization()),
    "contrastive, crop only": Trial(task=Contrastive()),
    "contrastive, whole chain": Trial(
        task=Contrastive(), defenses=(Mirror(), ColorDistortion(), Grayscale(rate=0.2), Blur())
    ),
}


def seconds(work: Callable[[], object], device: torch.device, rounds: int = 3) -> float:
    """The best of a few rounds; work queued on a GPU is waited for."""
    best = float("inf")
    for _ in range(rounds):
        if device.type == "cuda":
            torch.cuda.synchronize()
        began = time.perf_counter()
        work()
        if device.type == "cuda":
            torch.cuda.synchronize()
        best = min(best, time.perf_counter() - began)
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="auto")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--size", type=int, default=64)
    asked = parser.parse_args()
    device = device_named(asked.device)
    torch.set_num_threads(asked.threads)
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else platform.processor() or platform.machine()
    table = Table(title=f"{device.type} ({name}), {asked.threads} threads, torch {torch.__version__}, {asked.size} px")
    for column in ("task", "views/s", "ms", "images/s fp32", "share", "images/s bf16", "share"):
        table.add_column(column, justify="left" if column == "task" else "right")
    for label, trial in TRIALS.items():
        trial = replace(trial, images=Scenes(size=asked.size, train=512), steps=asked.steps)
        pictures = trial.images.load("train", 0, None, device)
        path = Path(trial.task, trial.cues, trial.defenses, 0, "train", device)
        index = torch.arange(trial.batch, device=device)

        def pipeline(path=path, pictures=pictures, index=index) -> torch.Tensor:
            for step in range(asked.steps):
                views, _ = path.ask(pictures, index, step)
            return views[0]

        views = pipeline()
        alone = seconds(pipeline, device) / asked.steps
        cells = [label, f"{views.shape[0] * views.shape[1] / alone:,.0f}", f"{alone * 1e3:.1f}"]
        for precision in ("fp32", "bf16"):
            exact = replace(trial, precision=precision)
            network = start(exact, path, pictures)
            train(replace(exact, steps=2), network, path, pictures)
            step = seconds(lambda e=exact, n=network, w=path, p=pictures: train(e, n, w, p), device) / asked.steps
            cells += [f"{trial.batch / step:,.0f}", f"{alone / step:.0%}"]
        table.add_row(*cells)
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
