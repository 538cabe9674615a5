"""An experiment as plain data: what is stored as its claim, named before any row."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from pitfalls.experiment.experiment import Experiment
from pitfalls.experiment.find import folders
from pitfalls.experiment.glance import count, names
from pitfalls.ledger.ledger import SCHEMA
from pitfalls.ledger.stored import sharing
from pitfalls.records.record import describe
from pitfalls.statistics.contrast import Contrast
from pitfalls.trial import REVISION, Trial


def plan_of(
    experiment: Experiment, name: str, seeds: int, exploratory: bool, settings: Sequence[str] = ()
) -> dict[str, Any]:
    """The claim and its cells as plain data, from which results and reports are made without torch."""
    cells, first = experiment.cells(seeds), next(iter(experiment.arms.values()))
    trials = experiment.arms.values()
    plan = {
        "schema": SCHEMA,
        "name": name,
        "revision": REVISION,
        "question": experiment.question,
        "outcome": experiment.outcome,
        "delta": experiment.delta,
        "alpha": experiment.alpha,
        "ordered": experiment.ordered,
        "learning": experiment.learning,
        "exploratory": exploratory,
        "settings": list(settings),
        "picture": f"picture-{fullest(experiment).key[:12]}.png",
        "fresh": all(trial.images.fresh for trial in trials),
        "overlap": max(trial.images.overlap() for trial in trials),
        "n_test": _tested(first),
        "lacking": lacking(first, experiment.outcome),
        "images": {arm: trial.images.digest() for arm, trial in experiment.arms.items()},
        "contrasts": [_told(contrast) for contrast in experiment.contrasts],
        "also": [_told(contrast) for contrast in experiment.also],
        "arms": {arm: describe(trial) for arm, trial in experiment.arms.items()},
        "cells": [{"arm": cell.arm, "seed": cell.seed, "key": cell.key, "attack": cell.attack_key} for cell in cells],
        "named_late": 0,  # until it is stored: then the number of its rows that were there before
    }
    plan |= {"dose": dict(experiment.dose)} if experiment.dose else {}
    return plan | {"shared": sharing(plan, folders())}


def _told(contrast: Contrast) -> dict[str, Any]:
    return {field.name: getattr(contrast, field.name) for field in fields(contrast)} | {"terms": dict(contrast.terms)}


def fullest(experiment: Experiment) -> Trial:
    """The arm in which most is toggled, a planted cue among it where that is a tie; a picture of it is drawn."""
    roles = {contrast.planted for contrast in (*experiment.contrasts, *experiment.also)} - {""}
    planted = [cue for arm in roles for cue in experiment.arms[arm].cues]
    toggled = lambda trial: (len(trial.cues) + len(trial.defenses), any(cue in planted for cue in trial.cues))
    return max(experiment.arms.values(), key=toggled)


def lacking(trial: Trial, outcome: str) -> str:
    """What the images of a trial lack that the outcome is read from, in words; "" for nothing."""
    if outcome.startswith("proxy"):
        return ""
    if not names(trial.images, trial.reading.label):
        return "these pictures have no labels"
    return "no second label is read" if outcome == "second" and not trial.reading.second else ""


def _tested(trial: Trial) -> int:
    """How many test images a reading is judged on: as many as asked for, or as there are."""
    asked = trial.reading.test
    return asked if trial.images.fresh else count(trial.images, "test", trial.seed, asked)
