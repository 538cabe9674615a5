"""Run one trial: load, train, read; the outcome is plain data."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import torch

from pitfalls.encoders.network import Network
from pitfalls.frozen import Refused
from pitfalls.images.held import load
from pitfalls.path.silent import without_effect
from pitfalls.records.record import describe
from pitfalls.shapes import answered
from pitfalls.training.environment import environment
from pitfalls.training.knowledge import floor, measured
from pitfalls.training.loop import start, train
from pitfalls.training.reliance import posed
from pitfalls.trial import Trial

Watch = Callable[[int, int], None]
FITTED = 1024  # answers that a score is fitted to


def device_named(name: str) -> torch.device:
    """The device called auto, cpu, cuda or mps; Refused where this machine has none."""
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
    kind = name.partition(":")[0]
    there = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if kind not in there:
        raise Refused(f"device is {name!r}, but it should be auto, cpu, cuda or mps.")
    if not there[kind]:
        have = ", ".join(each for each in there if there[each])
        raise Refused(f"device is {name!r}, but this machine has none; it has: {have}.")
    return torch.device(name)


def prepared(trial: Trial) -> Trial:
    """The trial with every part that must be estimated from data fitted: cues and defenses to training images
    (N, 3, H, W) uint8, then the score to a sample of the answers about them."""
    parts = (*trial.cues, *trial.defenses, trial.score)
    if not any(hasattr(part, "fit") for part in parts):
        return trial
    pictures = load(trial.images, "train", trial.seed, None, torch.device("cpu"))
    side = slice(pictures.margin, pictures.margin + trial.images.size)
    images = pictures.pixels[..., side, side]
    fitted = lambda parts: tuple(part.fit(images) if hasattr(part, "fit") else part for part in parts)
    trial = replace(trial, cues=fitted(trial.cues), defenses=fitted(trial.defenses))
    score: Any = trial.score
    if not hasattr(score, "fit"):
        return trial
    sample: list[Any] = [answer.target for _, answer in posed(pictures, trial.task, trial.cues, trial.defenses, FITTED)]
    return replace(trial, score=score.fit(answered(torch.cat(sample))))


def run_trial(trial: Trial, device: str = "cpu", watch: Watch = lambda step, steps: None) -> tuple[dict, Network]:
    """Train and read a trial: its record (plain data without key and times) and the network."""
    place = device_named(device)
    if place.type == "cpu":
        torch.set_num_threads(1)  # one and two threads give different weights; one a trial is also faster in sum
    began = time.perf_counter()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(trial.seed)
        fitted = prepared(trial)
        pictures = load(trial.images, "train", trial.seed, None, place)
        if len(pictures.pixels) < trial.batch:
            raise Refused(
                f"the training split has {len(pictures.pixels)} images, but a batch takes {trial.batch}; "
                "take a smaller batch or more images."
            )
        silent = without_effect(fitted, pictures, place)
        network = start(fitted, pictures, place)
        since = time.perf_counter()
        untrained = floor(fitted, network, place)
        spent = time.perf_counter() - since
        curve: list[dict] = []
        stops = {round(k * trial.steps / (trial.reading.curve + 1)) for k in range(trial.reading.curve + 1)}

        def read(step: int, network: Network) -> None:
            nonlocal spent
            watch(step, trial.steps)
            if step in stops and all(bool(weight.isfinite().all()) for weight in network.parameters()):
                since = time.perf_counter()
                curve.append({"step": step} | (measured(fitted, network, place, True) if step else untrained))
                spent += time.perf_counter() - since

        if trial.steps == 0:
            read(0, network)
        trained = train(fitted, network, pictures, place, read)
        since = time.perf_counter()
        last = measured(fitted, network, place, reliance=True) if trained.finite else {}
        spent += time.perf_counter() - since
        watch(trained.steps, trial.steps)
    below = {f"floor_{name}": value for name, value in untrained.items() if name in ("probe", "knn", "second")}
    record = {
        "status": "ok" if trained.finite else "nan",
        "steps": trained.steps,
        "outcome": last | below,
        "curve": curve + [{"step": trained.steps} | {k: v for k, v in last.items() if k != "hits"}],
        "warnings": silent,
        "fitted": describe(fitted) if fitted != trial else None,
        "env": environment(str(place), trial.precision),
        "seconds": {"all": time.perf_counter() - began, "reading": spent},
    }
    return record, network
