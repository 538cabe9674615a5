"""The knobs in which the arms of a claim differ, so that its rows are tidy on them. No torch."""

import json
from collections.abc import Iterator
from typing import Any

NO_FACTORS = ("seed",)


def factors(plan: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """By arm the knobs that differ between arms, by their place in the trial, as task.grid; "" where it has none.

    A knob that came to the lab later is left out of a trial while it has its default, and reads "" then too.
    """
    knobs = {arm: dict(knobs_of(trial)) for arm, trial in plan["arms"].items()}
    names = dict.fromkeys(name for own in knobs.values() for name in own)
    differ = [name for name in names if len({repr(own.get(name, "")) for own in knobs.values()}) > 1]
    return {arm: {name: own.get(name, "") for name in differ if name not in NO_FACTORS} for arm, own in knobs.items()}


def knobs_of(part: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Every knob in a part that was written down and in the parts it holds, by its place, with its value.

    A part is its name; several are joined by "+", and two of one name are numbered.
    """
    for name, value in part.get("fields", {}).items():
        place = f"{before}{name}"
        parts = value if isinstance(value, list) and value and all(map(_is_part, value)) else []
        if _is_part(value):
            yield place, _called(value)
            yield from knobs_of(value, f"{place}.")
        elif parts:
            names = [_called(each) for each in parts]
            yield place, "+".join(names)
            for number, each in enumerate(parts):
                twice = f"{names[:number].count(names[number]) + 1}" if names.count(names[number]) > 1 else ""
                yield from knobs_of(each, f"{place}.{names[number]}{twice}.")
        else:
            yield place, "" if value in (None, []) else value if isinstance(value, str | int | float) else _told(value)


def _is_part(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("type"), str) and ("fields" in value or "digest" in value)


def _called(part: Any) -> str:
    name = part["type"].rpartition(":")[2]
    return name if "fields" in part else f"{name} {str(part['digest'])[:8]}"


def _told(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
