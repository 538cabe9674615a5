"""Frozen, validated objects: the only configuration there is."""

from dataclasses import is_dataclass
from functools import wraps
from typing import Any, TypeVar, dataclass_transform

from pydantic import ConfigDict, Field, ValidationError
from pydantic.dataclasses import dataclass

from pitfalls.refused import Refused as Refused
from pitfalls.refused import nearest as nearest

T = TypeVar("T")

# pydantic's kinds of complaint about a type, in plain words
TYPES = {
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), "a whole number"),
    "int_parsing_size": "a whole number of fewer digits",
    **dict.fromkeys(("float_type", "float_parsing"), "a number"),
    **dict.fromkeys(("bool_type", "bool_parsing"), "True or False"),
    "finite_number": "a finite number",
    "string_type": "text",
    "tuple_type": "a tuple, such as (one,) or (one, two)",
    "dict_type": "a dictionary",
}
LONG = 80  # characters of a value that are still told


def knob(
    *,
    help: str,
    default: Any = ...,
    unit: str = "",
    example: str = "",
    late: bool = False,
    ge: float | None = None,
    gt: float | None = None,
    le: float | None = None,
    lt: float | None = None,
) -> Any:
    """One validated field: its meaning (one phrase), its default, its unit, what to write, its range.

    A `late` one came after rows were made: it is left out of a description while it has its default, so that their
    keys stay. Refused where it has no default.
    """
    if late and default is ...:
        raise Refused(f"a late knob ({help}) has no default, but old objects need one that changes nothing")
    limits: dict[str, Any] = {"ge": ge, "gt": gt, "le": le, "lt": lt}
    extra: Any = {"unit": unit, "example": example, "late": late}
    return Field(default, description=help, json_schema_extra=extra, **limits)


@dataclass_transform(frozen_default=True, field_specifiers=(knob, Field))
def frozen(cls: type[T]) -> type[T]:
    """Make `cls` a frozen dataclass that refuses wrong values and unknown fields by name."""
    config = ConfigDict(extra="forbid", arbitrary_types_allowed=True, allow_inf_nan=False, validate_default=True)
    own_hash = "__hash__" in vars(cls)
    made: Any = dataclass(frozen=True, config=config)(cls)
    if not own_hash:
        made.__hash__ = _hashing(made.__hash__)
    validated = made.__init__

    @wraps(validated)
    def refusing(self: Any, *args: Any, **given: Any) -> None:
        try:
            validated(self, *args, **given)
        except ValidationError as error:
            raise Refused(sentence(error, made)) from None

    made.__init__ = refusing
    return made


def _hashing(hashed: Any) -> Any:
    """A hash for objects whose knobs may hold dictionaries or lists: then of the class alone, so that equals agree."""

    def of(self: Any) -> int:
        try:
            return hashed(self)
        except TypeError:
            return hash(type(self))

    return of


def late_fields(cls: type) -> dict[str, Any]:
    """The defaults of the late knobs of a frozen class, by name."""
    known = getattr(cls, "__pydantic_fields__", {})
    is_late = lambda extra: isinstance(extra, dict) and extra.get("late")
    return {name: info.default for name, info in known.items() if is_late(info.json_schema_extra)}


def is_frozen(part: Any) -> bool:
    """Whether an object, or a class, is written down by its fields or a digest, as one decorated with @frozen is."""
    cls = part if isinstance(part, type) else type(part)
    return is_dataclass(cls) or hasattr(cls, "digest_only")


def decorate(base: type) -> str:
    """A hint for what should be a part of the lab and is none."""
    return f"decorate a subclass of {base.__module__}.{base.__name__} with @frozen"


def sentence(error: ValidationError, cls: Any = None) -> str:
    """The most telling complaint of a validation error as one sentence: thing, field, value, what is allowed."""
    # a misspelled field is also missed under its right name, and should be told first
    first = min(error.errors(), key=lambda each: each["type"] != "unexpected_keyword_argument")
    fields = getattr(cls, "__pydantic_fields__", {})
    kind, place = first["type"], [str(part) for part in first["loc"]]
    if place and isinstance(first["loc"][0], int) and int(place[0]) < len(fields):  # given by its position
        place[0] = list(fields)[int(place[0])]
    owner, info = ".".join([error.title, *place[:-1]]), fields.get(place[0]) if len(place) == 1 else None
    told = first["msg"].removeprefix("Value error, ").removeprefix("Input ").rstrip(".")
    match kind:
        case "unexpected_keyword_argument":
            hint = f"; {nearest(place[-1], list(fields))}" if fields and len(place) == 1 else "."
            return f"{owner} has no knob {place[-1]!r}{hint}"
        case "unexpected_positional_argument" | "multiple_argument_values":
            return f"{error.title} got too many values; give its knobs by name."
        case "missing" | "missing_argument" | "missing_keyword_only_argument":
            meaning = f" ({info.description})" if info and info.description else ""
            return f"{owner} needs {place[-1]}{meaning}, but it is not given."
        case "value_error" | "assertion_error":
            # a complaint about one field comes from a part made for it on the way, which has said its own name
            told += "" if told.endswith("?") else "."
            return told if place and isinstance(_raised(first), Refused) else f"{error.title}: {told}"
        case "is_instance_of" | "dataclass_type":
            context = first.get("ctx", {})
            told = f"should be {_a(context.get('class') or context.get('class_name', ''))}{_example(info)}"
        case _ if kind in TYPES:
            told = f"should be {TYPES[kind]}"
    return f"{'.'.join([error.title, *place])} is {_said(first['input'])}, but it {told}."


def _raised(complaint: Any) -> Any:
    return complaint.get("ctx", {}).get("error")


def _example(info: Any) -> str:
    """What may be written in the field's place: the example of its knob, or its default."""
    if info is None:
        return ""
    given = (info.json_schema_extra or {}).get("example", "")
    example = given or (f"{type(info.default).__name__}()" if is_dataclass(info.default) else "")
    return f", such as {example}" if example else ""


def _said(value: Any) -> str:
    if isinstance(value, type):
        return f"the class {value.__name__}"
    try:
        text = repr(value)
    except ValueError:  # a number of thousands of digits
        return "a number of thousands of digits"
    return text if len(text) <= LONG and "\n" not in text else _a(type(value).__name__)


def _a(noun: str) -> str:
    return f"{'an' if noun[:1] in 'AEIOUaeiou' else 'a'} {noun}"
