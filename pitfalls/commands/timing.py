"""How long trials would take here, from a few timed steps of each kind of them."""

import time
from collections.abc import Iterable
from dataclasses import replace

from pitfalls.path.walk import Path
from pitfalls.records.record import describe, digest
from pitfalls.training.loop import start, train
from pitfalls.training.outcome import prepared
from pitfalls.training.place import alone, device_named
from pitfalls.trial import Trial

WARM, TIMED = 2, 6  # steps
FORWARD = 1 / 3  # of a step, the other two being the way back
PROBES = 2.0  # seconds that the probes of one reading take, on one core


def seconds(trials: Iterable[Trial], device: str) -> float:
    """Seconds that all of them would take on one core or one device; of a kind, one trial is timed.

    Of a kind are trials that differ in what is planted and closed, which takes little, and in their seed: the fullest
    of them is timed.
    """
    kinds: dict[str, list[Trial]] = {}
    for trial in trials:
        plain = replace(trial, cues=(), defenses=(), seed=0)
        kinds.setdefault(digest(describe(plain), trial.images.digest()), []).append(trial)
    fullest = lambda trial: len(trial.cues) + len(trial.defenses)
    return sum(len(own) * seconds_of(max(own, key=fullest), device) for own in kinds.values())


def seconds_of(trial: Trial, device: str) -> float:
    """Seconds that a trial would take here on one core or one device: its steps, and what is read of its network."""
    place = device_named(device)
    with alone(place, trial.seed):
        pictures = trial.images.load("train", trial.seed, trial.batch, place)
        ready = prepared(trial, pictures)
        path = Path(ready.task, ready.cues, ready.defenses, ready.seed, "train", place)
        network = start(ready, path, pictures)
        train(replace(ready, steps=WARM), network, path, pictures)
        began = time.perf_counter()
        train(replace(ready, steps=TIMED), network, path, pictures)
        step = (time.perf_counter() - began) / TIMED
    height, width = trial.task.cut((trial.images.size, trial.images.size))
    pixel = FORWARD * step / (trial.batch * trial.task.views * height * width)
    asking = pixel * trial.reading.questions * trial.task.views * height * width * (3 if trial.cues else 1)
    if trial.encoder.weightless:
        return step * trial.steps + asking
    knowing = PROBES + pixel * _read(trial) * trial.images.size**2
    return step * trial.steps + asking + knowing * (2 + trial.reading.curve)  # the untrained net is read too


def _read(trial: Trial) -> int:
    """How many pictures a reading takes; of a source that does not say how many it has, a few thousand."""
    asked = trial.reading
    return (asked.train or getattr(trial.images, "train", 4096)) + asked.validation + asked.test
