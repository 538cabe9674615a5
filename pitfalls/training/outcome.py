"""Run one trial, from its pictures to its record: load, build, read the untrained net, train, read again."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from pitfalls.encoders.network import Network
from pitfalls.frozen import Refused
from pitfalls.images.base import Pictures
from pitfalls.images.splits import Splits, splits
from pitfalls.path.faults import check_path
from pitfalls.path.silent import without_effect
from pitfalls.path.walk import Path
from pitfalls.records.record import describe
from pitfalls.shapes import frames
from pitfalls.shortcuts.base import Cue
from pitfalls.training.environment import environment
from pitfalls.training.finite import lost
from pitfalls.training.fits import check_net
from pitfalls.training.loop import start, train
from pitfalls.training.place import alone, device_named
from pitfalls.training.readings import Readings
from pitfalls.training.reliance import sample
from pitfalls.trial import Trial

Watch = Callable[[int, int], None]
FITTED = 1024  # pictures with cues in them that a defense is fitted to
FLOORS = ("probe", "knn", "second", "probe_1", "probe_10", "logistic", "layers")  # what the untrained net is read for


def prepared(trial: Trial, pictures: Pictures) -> Trial:
    """The trial with every part that must be estimated from data fitted: cues to the training images (N, 3, H, W)
    uint8, defenses to them as the cues leave them, then the score to a sample of the answers about them."""
    fits = lambda parts: any(hasattr(part, "fit") for part in parts)
    fitted = lambda parts, images: tuple(part.fit(images) if hasattr(part, "fit") else part for part in parts)
    if fits(trial.cues):
        trial = replace(trial, cues=fitted(trial.cues, planted(trial, pictures, ())))
    if fits(trial.defenses):
        trial = replace(trial, defenses=fitted(trial.defenses, planted(trial, pictures, trial.cues)))
    score: Any = trial.score
    return replace(trial, score=score.fit(sample(trial, pictures))) if hasattr(score, "fit") else trial


@torch.no_grad()
def planted(trial: Trial, pictures: Pictures, cues: tuple[Cue, ...]) -> Tensor:
    """The training images, (N, 3, H, W) uint8 without a margin: all of them, or the first as `cues` leave them."""
    path = Path(trial.task, cues, (), trial.seed, "fit", pictures.pixels.device)
    side = slice(pictures.margin, pictures.margin + trial.images.size)
    if not path.cues:
        return pictures.pixels[..., side, side].cpu()
    out = []
    for step, some in enumerate(pictures.pixels[:FITTED].split(trial.batch)):
        images = frames(some, pictures.margin)
        for cue, rng in path.cues:
            images = cue.plant(images, rng.at(step))
        out.append((images.inner * 255).round().byte().cpu())
    return torch.cat(out)


def run_trial(trial: Trial, device: str = "cpu", watch: Watch = lambda step, steps: None) -> tuple[dict, Network]:
    """Train and read a trial: its record (plain data without key and times) and the network."""
    began, place = time.perf_counter(), device_named(device)
    with alone(place, trial.seed):
        seen = splits(trial.images, trial.seed, trial.reading.validation, trial.reading.test, place)
        _enough(trial, seen)
        fitted = prepared(trial, seen.train)
        check_path(fitted, seen.train, place)
        way = (fitted.task, fitted.cues, fitted.defenses, fitted.seed, "train", place)
        path = Path(*way, fitted.questions)
        silent = without_effect(fitted, seen.train, place)
        network = start(fitted, path, seen.train)
        check_net(fitted, network, path, seen)
        readings = Readings(fitted, seen)
        untrained = readings.of_untrained(network)

        def each(step: int, network: Network) -> None:
            watch(step, trial.steps)
            readings.at(step, network)

        trained = train(fitted, network, path, seen.train, each)
        last = readings.of(network, trained.steps) if trained.finite else {}
        if not trained.finite:
            readings.told.append(lost(network, trial.encoder.called, trained.good, trained.steps))
        watch(trained.steps, trial.steps)
        env = environment(str(place), trial.precision)
    below = {f"floor_{name}": value for name, value in untrained.items() if name in FLOORS}
    record = {
        "status": "ok" if last else "nan",
        "steps": trained.steps,
        "outcome": last | below,
        "curve": [point(step, found) for step, found in (*readings.curve, (trained.steps, last))],
        "warnings": silent + readings.told,
        "fitted": describe(fitted) if fitted != trial else None,
        "env": env,
        "seconds": {"all": time.perf_counter() - began, "reading": readings.seconds},
    }
    return record, network


def point(step: int, outcome: dict[str, Any]) -> dict[str, Any]:
    """A point of the curve: all that was read at a step, but not which images were right."""
    return {"step": step} | {name: value for name, value in outcome.items() if name != "hits"}


def _enough(trial: Trial, seen: Splits) -> None:
    there = len(seen.train.pixels)
    if there < trial.batch:
        raise Refused(
            f"the training split has {there} images, but a batch takes {trial.batch}; "
            "take a smaller batch or more images."
        )
