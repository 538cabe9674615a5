"""Trials side by side from Python: `compare` runs and draws them, `equal_difficulty` makes one as hard as another."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from pitfalls.difficulty.base import Dial
from pitfalls.difficulty.equal import Matched, matched
from pitfalls.experiment.cells import compute, env_of
from pitfalls.experiment.experiment import Experiment
from pitfalls.experiment.plain import plan_of
from pitfalls.frozen import Refused
from pitfalls.images.splits import splits
from pitfalls.ledger.ledger import Ledger
from pitfalls.ledger.rows import rows_of
from pitfalls.report.finding import Finding
from pitfalls.report.progress import watched
from pitfalls.statistics.contrast import Contrast
from pitfalls.training.features import RECALIBRATION, recalibrated
from pitfalls.training.outcome import prepared, run_trial
from pitfalls.training.place import alone, device_named
from pitfalls.training.reliance import ask, posed
from pitfalls.trial import Trial

TUNED_ON = (1000, 1001)  # seeds that stand in no row


def compare(
    trials: Mapping[str, Trial] | Sequence[Trial],
    seeds: int = 1,
    results: str = "results",
    device: str = "auto",
    outcome: str = "probe",
) -> Finding:
    """Run trials at the seeds 0, 1, ..., or read what was run before, and set each against the first.

    A sequence is named by the knobs that differ, as `dial.turn(trial)` is. The finding prints as a table, `.table` is a
    data frame and `.figure()` a matplotlib figure, over the dose where the names are numbers. It explores: no claim is
    stored. Refused for fewer than two trials, and where one of them was not finished.
    """
    named = dict(trials) if isinstance(trials, Mapping) else dict(zip(names_of(trials), trials, strict=True))
    if len(named) < 2:
        raise Refused(f"compare was given {len(named)} trials, but there should be two at least")
    first, *others = named
    contrasts = tuple(Contrast(f"{arm} against {first}", {arm: 1, first: -1}) for arm in others)
    more: dict[str, Any] = {"outcome": outcome, "learning": True, "ceiling": False, "dose": numbers(named)}
    experiment = Experiment(question="What do they teach?", arms=named, contrasts=contrasts, seeds=seeds, **more)
    ledger, cells = Ledger(results), experiment.cells(seeds)
    for cell in cells:
        env = env_of(cell.trial, device)
        with watched(f"{cell.arm}, seed {cell.seed}") as seen:
            status = compute(cell, ledger, device, seen)
        if ledger.find(cell.key, env) is None:
            tried = ledger.attempted(cell.key, env) or {}
            raise Refused(f"{cell.arm}, seed {cell.seed} was not finished ({status}): {tried.get('error', '')}")
    plan = plan_of(experiment, "compare", seeds, True)
    return Finding(plan, rows_of(plan, ledger))


def names_of(trials: Sequence[Trial]) -> list[str]:
    """A name for each trial: the knobs in which it differs from another, or its number where none tells them apart."""
    told = [dict(_knobs(trial)) for trial in trials]
    every = list(dict.fromkeys(name for each in told for name in each))
    apart = [name for name in every if len({repr(each.get(name)) for each in told}) > 1 and name != "seed"]
    short = lambda name: name.rpartition(".")[2]
    names = [", ".join(f"{short(name)}={each[name]}" for name in apart if name in each) for each in told]
    return names if len({*names}) == len(names) and all(names) else [f"trial {k}" for k in range(len(names))]


def _knobs(part: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Every knob of a part and of the parts it holds, by its place, with its value; a part is its class."""
    for field in fields(part):
        value, place = getattr(part, field.name), f"{before}{field.name}"
        parts = value if isinstance(value, tuple) and value and all(map(is_dataclass, value)) else ()
        for name, each in ((place, value),) if is_dataclass(value) else zip(_places(place, parts), parts, strict=True):
            yield name, type(each).__name__
            yield from _knobs(each, f"{name}.")
        if not parts and not is_dataclass(value):
            yield place, value


def _places(place: str, parts: tuple[Any, ...]) -> list[str]:
    return [f"{place}.{number}" for number in range(len(parts))]


def numbers(names: Mapping[str, Any]) -> dict[str, float]:
    """How much each trial is, where each name ends on a number; else nothing."""
    try:
        return {name: float(name.rpartition("=")[2]) for name in names}
    except ValueError:
        return {}


def equal_difficulty(
    trial: Trial, dial: Dial, other: Trial | float, seeds: Sequence[int] = TUNED_ON, device: str = "auto"
) -> Matched:
    """The setting of `dial` at which `trial` has the proxy accuracy of `other`, a trial or an accuracy in [0, 1].

    Tuned on the validation split, by the mean over seeds of its own, which should stand in no row; then the features
    can be compared at one difficulty: `compare((dial.at(trial, found.value), other))`.
    """
    mean = lambda trial: sum(on_validation(replace(trial, seed=seed), device) for seed in seeds) / len(seeds)
    target = mean(other) if isinstance(other, Trial) else other
    return matched(dial, lambda value: mean(dial.at(trial, value)), target)


def on_validation(trial: Trial, device: str = "auto") -> float:
    """The proxy accuracy in [0, 1] of a trial, trained anew, on questions about the validation split."""
    place, reading = device_named(device), trial.reading
    _, network = run_trial(trial, device)
    with alone(place, trial.seed):
        seen = splits(trial.images, trial.seed, reading.validation, reading.test, place)
        ready = prepared(trial, seen.train)
        before = posed(seen.train, ready, ready.cues, RECALIBRATION)
        return ask(
            recalibrated(network, (views for views, _ in before)), seen.validation, ready, ready.cues, reading.questions
        )
