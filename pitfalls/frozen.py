"""Frozen, validated objects: the only configuration there is."""

from difflib import get_close_matches
from typing import Any, TypeVar, dataclass_transform

from pydantic import ConfigDict, Field, ValidationError
from pydantic.dataclasses import dataclass

T = TypeVar("T")


class Refused(ValueError):
    """Bad input, in one sentence that names the thing, the value and what is allowed."""


def knob(
    *,
    help: str,
    default: Any = ...,
    unit: str = "",
    ge: float | None = None,
    gt: float | None = None,
    le: float | None = None,
    lt: float | None = None,
) -> Any:
    """One validated field: its meaning (one phrase), its default, its unit and its range."""
    limits: dict[str, Any] = {"ge": ge, "gt": gt, "le": le, "lt": lt}
    return Field(default, description=help, json_schema_extra={"unit": unit}, **limits)


@dataclass_transform(frozen_default=True, field_specifiers=(knob, Field))
def frozen(cls: type[T]) -> type[T]:
    """Make `cls` a frozen dataclass that refuses wrong values and unknown fields by name."""
    config = ConfigDict(extra="forbid", arbitrary_types_allowed=True, allow_inf_nan=False)
    return dataclass(frozen=True, config=config)(cls)  # pyright: ignore[reportReturnType]


def sentence(error: ValidationError) -> str:
    """The first complaint of a validation error as one sentence: thing, field, value, what is allowed."""
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"]) or "a value"
    told = first["msg"].removeprefix("Value error, ").removeprefix("Input ")
    if "input" not in first or isinstance(first["input"], dict) or first["type"] == "value_error":
        return f"{error.title}: {told.rstrip('.')}."
    return f"{error.title}.{field} is {first['input']!r}, but it {told.rstrip('.')}."


def nearest(name: str, known: list[str]) -> str:
    """A hint for a misspelled name: the closest known one, else the whole list."""
    close = get_close_matches(name, known, n=1, cutoff=0.5)
    return f"did you mean {close[0]!r}?" if close else f"known: {', '.join(sorted(known))}."
