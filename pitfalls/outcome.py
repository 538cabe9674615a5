"""Run one trial: load, train, read; the outcome is plain data."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import torch

from pitfalls.encoders.network import Network
from pitfalls.environment import environment
from pitfalls.features import features, recalibrated
from pitfalls.frozen import Refused
from pitfalls.images.base import Pictures, Source, Split
from pitfalls.loop import start, train
from pitfalls.measures.neighbors import accuracy, balanced_accuracy, nearest_neighbors
from pitfalls.measures.probe import linear_probe
from pitfalls.record import describe, digest, own_files
from pitfalls.reliance import ask
from pitfalls.trial import Trial

Watch = Callable[[int, int], None]


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


@lru_cache(maxsize=6)
def load(source: Source, split: Split, seed: int, count: int | None, device: torch.device) -> Pictures:
    """A split of a source on the device; the last few are kept, since the arms of a seed share them."""
    found = source.load(split, seed, count)
    move = lambda each: None if each is None else each.to(device)
    return replace(found, pixels=found.pixels.to(device), labels=move(found.labels), second=move(found.second))


def prepared(trial: Trial) -> Trial:
    """The trial with every part that must be estimated from data fitted to its training images."""
    sample = None

    def fitted(part: Any) -> Any:
        nonlocal sample
        if not hasattr(part, "fit"):
            return part
        if sample is None:
            sample = load(trial.images, "train", trial.seed, None, torch.device("cpu"))
        margin, side = sample.margin, trial.images.size
        return part.fit(sample.pixels[..., margin : margin + side, margin : margin + side])

    return replace(
        trial,
        score=fitted(trial.score),
        cues=tuple(fitted(cue) for cue in trial.cues),
        defenses=tuple(fitted(defense) for defense in trial.defenses),
    )


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
        network = start(fitted, pictures, place)
        since = time.perf_counter()
        untrained = floor(fitted, network, place)
        spent = time.perf_counter() - since
        curve: list[dict] = []
        stops = {round(k * trial.steps / (trial.reading.curve + 1)) for k in range(trial.reading.curve + 1)}

        def read(step: int, network: Network) -> None:
            nonlocal spent
            watch(step, trial.steps)
            if step in stops:
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
        "fitted": describe(fitted) if fitted != trial else None,
        "env": environment(str(place), trial.precision),
        "seconds": {"all": time.perf_counter() - began, "reading": spent},
    }
    return record, network


_FLOORS: dict[str, dict[str, Any]] = {}  # the arms of a seed start from one network: its floor is read once


def floor(trial: Trial, network: Network, place: torch.device) -> dict[str, Any]:
    """What the features of the untrained network know; and what cannot be asked of it is refused before training."""
    test = load(trial.images, "test", trial.seed, trial.reading.test, place)
    assert trial.score is not None
    ask(network, test, trial.task, trial.cues, trial.defenses, 1, trial.score.commit)
    closed = [describe(defense) for defense in trial.defenses if defense.deterministic and not defense.idle]
    whole = hashlib.sha256()
    for value in network.encoder.state_dict().values():
        whole.update(value.cpu().numpy().tobytes())
    recipe = [describe(trial.encoder), own_files(trial), type(trial.task).look.__qualname__, describe(trial.reading)]
    name = digest(recipe, closed, whole.hexdigest(), trial.images.digest(), trial.seed, str(place))
    if name not in _FLOORS:
        _FLOORS[name] = measured(trial, network, place, reliance=False)
    return _FLOORS[name]


def measured(trial: Trial, network: Network, place: torch.device, reliance: bool) -> dict[str, Any]:
    """Probe, kNN and second probe on clean test images; with `reliance`, also the proxy on unseen images."""
    reading, out = trial.reading, {}
    test = load(trial.images, "test", trial.seed, reading.test, place)
    if test.labels is not None:
        out |= probes(trial, network, place)
    if reliance:
        assert trial.score is not None
        commit = trial.score.commit
        found: dict[tuple, float] = {}  # arms whose cue has nothing to remove or reverse are asked once

        def asked(cues: tuple) -> float:
            if cues not in found:
                found[cues] = ask(network, test, trial.task, cues, trial.defenses, reading.questions, commit)
            return found[cues]

        out |= {"proxy": asked(trial.cues), "chance": trial.task.chance, "questions": reading.questions}
        if trial.cues:
            out["proxy_removed"] = asked(tuple(cue.removed() for cue in trial.cues))
            out["proxy_reversed"] = asked(tuple(cue.reversed() for cue in trial.cues))
    return out


def probes(trial: Trial, network: Network, place: torch.device) -> dict[str, Any]:
    """The linear probe and kNN of the labels, and the probe of the second labels where there are any."""
    reading = trial.reading
    counts = {"train": reading.train, "validation": reading.validation, "test": reading.test}
    sets = {split: load(trial.images, split, trial.seed, count, place) for split, count in counts.items()}
    ready = recalibrated(network, sets["train"], trial.task, trial.defenses)
    rows = {split: features(ready, each, trial.task, trial.defenses, reading) for split, each in sets.items()}

    def probed(labels: str, classes: int) -> torch.Tensor:
        pairs = [(rows[split], getattr(sets[split], labels)) for split in counts]
        return linear_probe(pairs[0], pairs[1], pairs[2], classes)[0]

    truth = sets["test"].labels
    assert truth is not None and sets["train"].labels is not None
    classes = len(sets["test"].classes)
    guess = probed("labels", classes)
    near = nearest_neighbors((rows["train"], sets["train"].labels), rows["test"], classes, reading.neighbors)
    out: dict[str, Any] = {
        "probe": accuracy(guess, truth),
        "balanced": balanced_accuracy(guess, truth, classes),
        "knn": accuracy(near, truth),
        "n_test": len(truth),
        "hits": np.packbits((guess == truth).cpu().numpy()).tobytes().hex(),
    }
    second = sets["test"].second
    if second is not None:
        out["second"] = accuracy(probed("second", int(second.max()) + 1), second)
    return out
