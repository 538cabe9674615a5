"""What a network knows: its features read by probes that are fitted to labels which it never saw."""

import hashlib
from typing import Any

import numpy as np
import torch
from torch import Tensor

from pitfalls.encoders.network import Network
from pitfalls.images.splits import Splits
from pitfalls.measures.logistic import logistic_probe
from pitfalls.measures.neighbors import accuracy, balanced_accuracy, nearest_neighbors
from pitfalls.measures.ridge import ridge_probe, standardized
from pitfalls.records.record import describe, digest, own_files
from pitfalls.training.features import features, recalibrated, whole
from pitfalls.training.finite import check_features
from pitfalls.trial import Trial

SHARES = {"probe_1": 0.01, "probe_10": 0.1}  # of the labels, for the probes of small labeled sets
_FLOORS: dict[str, dict[str, Any]] = {}  # the arms of a seed start from one network: its floor is read once


def known(trial: Trial, network: Network, seen: Splits) -> dict[str, Any]:
    """What probes find on clean test images: the linear probe, kNN, small-label probes, further layers and labels."""
    reading, task, defenses = trial.reading, trial.task, trial.defenses
    if not seen.test.labels:
        return {"n_test": len(seen.test.pixels)}
    train = seen.train.first(reading.train or len(seen.train.pixels))
    sets = (train, seen.validation, seen.test)
    ready = recalibrated(network, whole(train, task, defenses))
    rows = [features(ready, each, task, defenses, reading) for each in sets]
    for split, each in zip(("training", "validation", "test"), rows, strict=True):
        check_features(each, split, trial.encoder.called)
    layers = {number: standardized(*(each[number] for each in rows)) for number in rows[0]}
    own = reading.layer % len(layers) if reading.layers else next(iter(layers))
    first, second, third = layers[own]
    (taught, names), (chosen, _), (truth, _) = (each.label(reading.label) for each in sets)
    classes = len(names)

    def probed(features: tuple[Tensor, ...], count: int | None = None) -> tuple[Tensor, float]:
        return ridge_probe((features[0][:count], taught[:count]), (features[1], chosen), features[2], classes)

    guess, penalty = probed(layers[own])
    near = nearest_neighbors((rows[0][own], taught), rows[2][own], classes, reading.neighbors)
    out: dict[str, Any] = {
        "n_test": len(truth),
        "probe": accuracy(guess, truth),
        "balanced": balanced_accuracy(guess, truth, classes),
        "knn": accuracy(near, truth),
        "penalty": penalty,
        "hits": np.packbits((guess == truth).cpu().numpy()).tobytes().hex(),
    }
    for name, share in SHARES.items():
        out[name] = accuracy(probed(layers[own], max(2, round(share * len(taught))))[0], truth)
    if reading.layers:
        out["layers"] = [out["probe"] if k == own else accuracy(probed(each)[0], truth) for k, each in layers.items()]
    if reading.logistic:
        out["logistic"] = accuracy(logistic_probe((first, taught), (second, chosen), third, classes)[0], truth)
    if reading.second:
        (one, names), (two, _), (three, _) = (each.label(reading.second) for each in sets)
        out["second"] = accuracy(ridge_probe((first, one), (second, two), third, len(names))[0], three)
    return out


def floor(trial: Trial, network: Network, seen: Splits) -> dict[str, Any]:
    """What the features of the untrained network know, read once for all arms that start from it alike."""
    closed = [describe(defense) for defense in trial.defenses if defense.deterministic and not defense.idle]
    start = hashlib.sha256()
    for value in network.encoder.state_dict().values():
        if isinstance(value, Tensor):
            start.update(value.detach().cpu().contiguous().flatten().view(torch.uint8).numpy().tobytes())
    recipe = [describe(trial.encoder), own_files(trial), describe(trial.task), describe(trial.reading)]
    place = str(seen.test.pixels.device)
    name = digest(recipe, closed, start.hexdigest(), trial.images.digest(), trial.seed, trial.precision, place)
    if name not in _FLOORS:
        _FLOORS[name] = known(trial, network, seen)
    return _FLOORS[name]
