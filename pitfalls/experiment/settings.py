"""Knobs from the command line: KNOB=VALUE taken apart, and set in every arm of an experiment."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from pitfalls.refused import Refused

if TYPE_CHECKING:
    from pitfalls.experiment.experiment import Experiment


def setting(text: str) -> tuple[str, Any]:
    """KNOB=VALUE taken apart; the value is JSON if it can be read so, else text."""
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise Refused(f"--set got {text!r}, but it should be KNOB=VALUE, as in steps=300 or task.permutations=20.")
    try:
        return name, json.loads(value)
    except ValueError:  # no JSON, or a number of thousands of digits
        return name, value


def applied(experiment: "Experiment", settings: Sequence[str]) -> tuple["Experiment", dict[str, Any]]:
    """The experiment with knobs set in every arm, and what was set, whatever the order of the words."""
    from pitfalls.knobs import with_knob

    pairs: dict[str, Any] = {}
    for name, value in map(setting, settings):
        if name in pairs:
            raise Refused(f"--set sets {name} twice, to {pairs[name]!r} and to {value!r}; set it once")
        pairs[name] = value
    for name, value in pairs.items():
        for trial in experiment.arms.values():
            _settable(trial, name)
        experiment = experiment.each(lambda trial, name=name, value=value: with_knob(trial, name, value))
    return experiment, dict(sorted(pairs.items()))


def said(pairs: dict[str, Any]) -> tuple[str, ...]:
    """What was set, as a command line would say it."""
    return tuple(f"{name}={value if isinstance(value, str) else json.dumps(value)}" for name, value in pairs.items())


def _settable(trial: Any, name: str) -> None:
    """Refused where the name is that of a whole part, or of a knob that a part has and the trial has not."""
    if name == "seed":
        raise Refused("--set cannot set seed, for every arm is run at the seeds 0, 1, 2, ...; --seeds says how many")
    top = {field.name: getattr(trial, field.name) for field in fields(trial)}
    found = top.get(name)
    if is_dataclass(found) or isinstance(found, tuple):
        knobs = [inner for inner, _ in _inside(found, f"{name}.")] if is_dataclass(found) else []
        can = f"of {name} it can set {', '.join(knobs)}" if knobs else "the parts stand in the experiment's file"
        raise Refused(f"--set cannot set {name}, for it sets knobs and no parts; {can}")
    if name not in top and "." not in name:
        there = [inner for inner, last in _inside(trial) if last == name]
        if there:
            raise Refused(f"a trial has no knob {name!r} of its own; did you mean {' or '.join(map(repr, there))}?")


def _inside(part: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """The dotted name and the last name of every knob in a part and in the parts it holds."""
    for field in fields(part):
        value = getattr(part, field.name)
        if is_dataclass(value):
            yield from _inside(value, f"{before}{field.name}.")
        else:
            yield f"{before}{field.name}", field.name
