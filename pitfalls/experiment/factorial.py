"""A factorial of toggles: every combination is an arm, and every effect a contrast on its natural scale."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from itertools import combinations, product
from math import prod
from typing import Any, Literal

from pitfalls.ambiguity.base import Score
from pitfalls.encoders.base import Encoder
from pitfalls.knobs import with_knob
from pitfalls.refused import Refused
from pitfalls.shortcuts.base import Cue, Defense
from pitfalls.statistics.contrast import Contrast
from pitfalls.trial import Trial

MOST = 6  # factors: 64 arms
NONE = "none"  # the arm in which nothing is on
Sign = Literal[-1, 0, 1]


@dataclass(frozen=True)
class Factorial:
    """The 2**k arms of k toggles by name ("none", "gap", "gap+drop", ...), and the effects ("gap", "gap x drop")."""

    arms: dict[str, Trial]
    contrasts: tuple[Contrast, ...]


def factorial(trial: Trial, /, *, order: int = 2, signs: Mapping[str, Sign] | None = None, **toggles: Any) -> Factorial:
    """Every combination of the toggles, and their main effects and interactions of up to `order` toggles.

    A toggle is a cue, a defense, a score or an encoder, or a dictionary of knobs by dotted name. Where a cue is
    off its plumbing stays. A main effect is the mean difference that the toggle makes; an interaction of two is how
    much larger that difference is where the other is on, and so on. `signs` are those expected of the effects by name;
    of others none is expected. Refused beyond 6 toggles.
    """
    if not 1 <= len(toggles) <= MOST:
        raise Refused(
            f"a factorial has {len(toggles)} toggles, but it should have 1 to {MOST}, for each doubles its arms"
        )
    if not 1 <= order <= len(toggles):
        raise Refused(f"order is {order}, but with {len(toggles)} toggles it should be 1 to {len(toggles)}")
    settings = list(product((False, True), repeat=len(toggles)))
    arms = {_named(toggles, on): _toggled(trial, toggles, on) for on in settings}
    if len(arms) < len(settings):
        raise Refused(f"two arms of the toggles {', '.join(toggles)} have one name; take names without {NONE} and +")
    effects = [each for size in range(1, order + 1) for each in combinations(toggles, size)]
    names = [" x ".join(each) for each in effects]
    if wrong := [name for name in signs or {} if name not in names]:
        raise Refused(f"signs has {wrong[0]!r}, but the effects are {', '.join(names)}")
    contrasts = []
    for name, each in zip(names, effects, strict=True):
        weights = (
            prod(1 if up else -1 for factor, up in zip(toggles, on, strict=True) if factor in each) for on in settings
        )
        # half of the arms of a main effect, a quarter of an interaction of two: what each mean is taken over
        scale = float(2 ** (len(toggles) - len(each)))
        terms = {arm: float(weight) for arm, weight in zip(arms, weights, strict=True)}
        contrasts.append(Contrast(name, terms, sign=(signs or {}).get(name, 0), scale=scale))
    return Factorial(arms, tuple(contrasts))


def _named(toggles: Mapping[str, Any], on: tuple[bool, ...]) -> str:
    return "+".join(name for name, up in zip(toggles, on, strict=True) if up) or NONE


def _toggled(trial: Trial, toggles: Mapping[str, Any], on: tuple[bool, ...]) -> Trial:
    for (name, part), up in zip(toggles.items(), on, strict=True):
        if isinstance(part, Cue):
            trial = replace(trial, cues=(*trial.cues, part if up else part.removed()))
        elif up:
            trial = _with(trial, name, part)
    return trial


def _with(trial: Trial, name: str, part: Any) -> Trial:
    """The trial with one toggle on."""
    if isinstance(part, Defense):
        return replace(trial, defenses=(*trial.defenses, part))
    for field, kind in (("score", Score), ("encoder", Encoder)):
        if isinstance(part, kind):
            return replace(trial, **{field: part})
    if not isinstance(part, Mapping) or not part:
        known = ", ".join(field.name for field in fields(trial))
        told = f"the toggle {name} is {part!r}, but it should be a cue, a defense, a score, an encoder"
        raise Refused(f"{told} or a dictionary of knobs, as {{'steps': 100}}, with names that begin with {known}")
    for knob, value in part.items():
        trial = with_knob(trial, knob, value)
    return trial
