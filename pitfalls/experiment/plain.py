"""An experiment as plain data: what is stored as its claim, named before any row."""

from collections.abc import Sequence
from typing import Any

from pitfalls.experiment.experiment import Experiment
from pitfalls.ledger.ledger import SCHEMA
from pitfalls.records.record import describe
from pitfalls.statistics.contrast import Contrast
from pitfalls.trial import REVISION, Trial


def plan_of(
    experiment: Experiment, name: str, seeds: int, exploratory: bool, settings: Sequence[str] = ()
) -> dict[str, Any]:
    """The claim and its cells as plain data, from which results and reports are made without torch."""
    cells, first = experiment.cells(seeds), next(iter(experiment.arms.values()))
    return {
        "schema": SCHEMA,
        "name": name,
        "revision": REVISION,
        "question": experiment.question,
        "outcome": experiment.outcome,
        "delta": experiment.delta,
        "alpha": experiment.alpha,
        "clean": experiment.clean,
        "planted": experiment.planted,
        "sham": experiment.sham,
        "attacker": experiment.attacker,
        "exploratory": exploratory,
        "settings": list(settings),
        "picture": f"picture-{fullest(experiment).key[:12]}.png",
        "fresh": first.images.fresh,
        "n_test": _tested(first),
        "lacking": lacking(first, experiment.outcome),
        "images": {arm: trial.images.digest() for arm, trial in experiment.arms.items()},
        "contrasts": [_told(contrast) for contrast in experiment.contrasts],
        "also": [_told(contrast) for contrast in experiment.also],
        "arms": {arm: describe(trial) for arm, trial in experiment.arms.items()},
        "cells": [
            {"arm": cell.arm, "seed": cell.seed, "key": cell.key, "attack": cell.attack_key if cell.attacker else ""}
            for cell in cells
        ],
    }


def _told(contrast: Contrast) -> dict[str, Any]:
    return {"name": contrast.name, "terms": dict(contrast.terms), "sign": contrast.sign}


def fullest(experiment: Experiment) -> Trial:
    """The arm in which most is toggled, the planted cue among it where that is a tie; a picture of it is drawn."""
    planted = experiment.arms[experiment.planted].cues if experiment.planted else ()
    toggled = lambda trial: (len(trial.cues) + len(trial.defenses), any(cue in planted for cue in trial.cues))
    return max(experiment.arms.values(), key=toggled)


def lacking(trial: Trial, outcome: str) -> str:
    """What the images of a trial lack that the outcome is read from, in words; "" for nothing."""
    if outcome.startswith("proxy"):
        return ""
    one = trial.images.load("test", 0, 1)
    if one.labels is None:
        return "these pictures have no labels"
    return "these pictures have no second labels" if outcome == "second" and one.second is None else ""


def _tested(trial: Trial) -> int:
    """How many test images a reading is judged on: as many as asked for, or as there are."""
    asked = trial.reading.test
    return asked if trial.images.fresh else len(trial.images.load("test", 0, asked).pixels)
