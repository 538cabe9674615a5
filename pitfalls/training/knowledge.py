"""What a network knows: its features read by the probes, its proxy task asked on unseen images."""

import hashlib
from typing import Any

import numpy as np
import torch

from pitfalls.encoders.network import Network
from pitfalls.images.held import load
from pitfalls.measures.neighbors import accuracy, balanced_accuracy, nearest_neighbors
from pitfalls.measures.probe import linear_probe
from pitfalls.records.record import describe, digest, own_files
from pitfalls.training.features import RECALIBRATION, features, recalibrated, whole
from pitfalls.training.reliance import ask, posed
from pitfalls.trial import Trial

_FLOORS: dict[str, dict[str, Any]] = {}  # the arms of a seed start from one network: its floor is read once


def floor(trial: Trial, network: Network, place: torch.device) -> dict[str, Any]:
    """What the features of the untrained network know; and what cannot be asked of it is refused before training."""
    test = load(trial.images, "test", trial.seed, trial.reading.test, place)
    assert trial.score is not None
    still = recalibrated(network, ())
    ask(still, test, trial.task, trial.cues, trial.defenses, 1, trial.score.commit)
    closed = [describe(defense) for defense in trial.defenses if defense.deterministic and not defense.idle]
    whole = hashlib.sha256()
    for value in network.encoder.state_dict().values():
        whole.update(value.cpu().numpy().tobytes())
    recipe = [describe(trial.encoder), own_files(trial), describe(trial.task), describe(trial.reading)]
    name = digest(recipe, closed, whole.hexdigest(), trial.images.digest(), trial.seed, str(place))
    if name not in _FLOORS:
        _FLOORS[name] = measured(trial, network, place, reliance=False)
    return _FLOORS[name]


def measured(trial: Trial, network: Network, place: torch.device, reliance: bool) -> dict[str, Any]:
    """Probe, kNN and second probe on clean test images; with `reliance`, also the proxy on unseen images."""
    reading = trial.reading
    test = load(trial.images, "test", trial.seed, reading.test, place)
    out: dict[str, Any] = {"n_test": len(test.pixels)}
    if test.labels is not None:
        out |= probes(trial, network, place)
    if reliance:
        assert trial.score is not None
        commit = trial.score.commit
        learned = load(trial.images, "train", trial.seed, None, place)
        asked_before = posed(learned, trial.task, trial.cues, trial.defenses, RECALIBRATION)
        ready = recalibrated(network, (views for views, _ in asked_before))
        found: dict[tuple, float] = {}  # arms whose cue has nothing to remove or reverse are asked once

        def asked(cues: tuple) -> float:
            if cues not in found:
                found[cues] = ask(ready, test, trial.task, cues, trial.defenses, reading.questions, commit)
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
    ready = recalibrated(network, whole(sets["train"], trial.task, trial.defenses))
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
        "hits": np.packbits((guess == truth).cpu().numpy()).tobytes().hex(),
    }
    second = sets["test"].second
    if second is not None:
        highest = max(int(each.second.max()) for each in sets.values() if each.second is not None)
        out["second"] = accuracy(probed("second", highest + 1), second)
    return out
