"""What a part is called where there is little room: its name, and the knobs that were changed or matter. No torch."""

from dataclasses import fields
from textwrap import wrap
from typing import Any

WIDE = 24  # letters a line


def called(part: Any) -> str:
    """The name of a part: that of the augmentation, where it is Kornia's."""
    return getattr(part, "called", type(part).__name__)


def label(part: Any) -> str:
    """Its name, its dose, and the knobs that are not at their defaults, in short lines."""
    own, known = [field.name for field in fields(part) if field.init], type(part).__pydantic_fields__
    changed = [name for name in own if getattr(part, name) != known[name].default]
    dose = [name for name in own[:1] if (known[name].json_schema_extra or {}).get("unit") or _chosen(part, name)]
    told = [name for name in own if name in changed or name in dose or name == "strength"]
    if called(part) != type(part).__name__:
        told = [name for name in changed if getattr(part, name) != called(part)]
    return "\n".join([*wrap(called(part), WIDE), *wrap(", ".join(_said(part, name) for name in told), WIDE)])


def knobs_of(part: Any) -> str:
    """All its knobs in one line."""
    return ", ".join(_said(part, field.name) for field in fields(part) if field.init)


def _said(part: Any, name: str) -> str:
    value = getattr(part, name)
    unit = (type(part).__pydantic_fields__[name].json_schema_extra or {}).get("unit", "")
    return f"{name}={f'{value:g}' if isinstance(value, float) else value}{f' {unit}' if len(unit) in (1, 2) else ''}"


def _chosen(part: Any, name: str) -> bool:
    """Whether a knob is one of several words."""
    choices = getattr(type(part).__pydantic_fields__[name].annotation, "__args__", ())
    return bool(choices) and all(isinstance(each, str) for each in choices)
