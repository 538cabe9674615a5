"""Knobs set by their dotted names, in nested frozen objects: what dials turn, and what a command line sets."""

from dataclasses import fields, is_dataclass, replace
from typing import Any

from pitfalls.refused import Refused, nearest, snake


def with_knob(thing: Any, name: str, value: Any) -> Any:
    """`thing` with the knob of that dotted name ("task.permutations") set; Refused if there is no such knob."""
    return with_knobs(thing, {name: value})


def with_knobs(thing: Any, settings: dict[str, Any]) -> Any:
    """`thing` with the knobs of these dotted names set all at once, so that each part is checked as it will be.

    A part among several is named by its place or its class: "cues.0.strength", "defenses.gap.pixels".
    """
    known = [field.name for field in fields(thing)]
    inner = _by_first(settings)
    for first in inner:
        if first not in known:
            raise Refused(f"{type(thing).__name__} has no knob {first!r}; {nearest(first, known)}")
    return replace(thing, **{first: _changed(getattr(thing, first), first, below) for first, below in inner.items()})


def _by_first(settings: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Dotted names taken apart before the first dot; what has none stands under ""."""
    inner: dict[str, dict[str, Any]] = {}
    for name, value in settings.items():
        first, _, rest = name.partition(".")
        inner.setdefault(first, {})[rest] = value
    return inner


def _changed(held: Any, name: str, below: dict[str, Any]) -> Any:
    """What a knob of that name holds once the knobs below it are set; "" stands for itself."""
    if "" in below:
        return below[""]
    if isinstance(held, tuple):
        own = {_place(held, name, first): (first, each) for first, each in _by_first(below).items()}
        return tuple(_changed(part, *own[k]) if k in own else part for k, part in enumerate(held))
    if not is_dataclass(held):
        raise Refused(f"{name} is {held!r}, which has no knob {next(iter(below))!r}.")
    return with_knobs(held, below)


def _place(parts: tuple[Any, ...], among: str, name: str) -> int:
    """Where the part stands that is named by its place or its class; Refused where there is none."""
    known, places = [snake(type(part).__name__) for part in parts], [str(place) for place in range(len(parts))]
    if name in places or snake(name) in known:
        return int(name) if name in places else known.index(snake(name))
    there = f"among the {among} there is no {name!r}"
    raise Refused(f"{there}; {nearest(snake(name), known, also=places)}" if parts else f"{there}, for there are none")
