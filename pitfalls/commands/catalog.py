"""What the lab holds, read off the objects themselves: a part exists because it stands in its folder."""

import dataclasses
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from pitfalls.commands.kinds import KINDS, Knob, range_of, value_said
from pitfalls.frozen import Refused, decorate, is_frozen, nearest
from pitfalls.records.record import load_file
from pitfalls.refused import snake

LIMITS = ("ge", "gt", "le", "lt")


def modules(room: str) -> Iterator[ModuleType]:
    """All modules of a room."""
    package = importlib.import_module(f"pitfalls.{room}")
    for found in pkgutil.iter_modules(package.__path__):
        yield importlib.import_module(f"{package.__name__}.{found.name}")


def parts(kind: str) -> dict[str, Any]:
    """All parts of a kind by name: classes, and for dials the dials themselves."""
    room, base_name, _ = KINDS[kind]
    base = _named(base_name)
    found: dict[str, Any] = {}
    for module in modules(room):
        for name, value in vars(module).items():
            if kind == "dial":
                found |= {module.__name__.rpartition(".")[2]: value} if isinstance(value, base) else {}
            elif inspect.isclass(value) and issubclass(value, base) and value.__module__ == module.__name__:
                whole = dataclasses.is_dataclass(value) and not inspect.isabstract(value)
                found |= {name: value} if whole else {}
    return dict(sorted(found.items()))


def measures() -> dict[str, str]:
    """Each file of measures with its one line of meaning."""
    return {module.__name__.rpartition(".")[2]: meaning(module) for module in modules("measures")}


def find(kind: str, name: str) -> Any:
    """The class of that kind by class name, snake-case name, file stem or "file.py:Class"; Refused with the nearest."""
    path, _, inner = name.rpartition(":")
    if path.endswith(".py"):
        return _in_file(kind, path, inner)
    stems: dict[str, Any] = {}
    for part in parts(kind).values():
        stems.setdefault(part.__module__.rpartition(".")[2], part)  # the first of a file answers to the file's name
    named = {snake(title): part for title, part in parts(kind).items()}
    asked = snake(name)
    if asked not in stems | named:
        raise Refused(f"there is no {kind} {name!r}; {nearest(asked, list(named), also=list(stems))}")
    return (stems | named)[asked]


def _in_file(kind: str, path: str, name: str) -> Any:
    """The class of that kind in a file of the user's own; Refused where what has the name is none."""
    module, base = load_file(path), _named(KINDS[kind][1])
    found = getattr(module, name, None)
    if found is None:
        here = [each for each, value in vars(module).items() if inspect.isclass(value) and issubclass(value, base)]
        raise Refused(f"{path} has no {name!r}; " + (nearest(name, here) if here else f"{decorate(base)}."))
    if not inspect.isclass(found) or not issubclass(found, base):
        raise Refused(f"{path}:{name} is not a {base.__name__}; {decorate(base)}.")
    if not is_frozen(found):
        raise Refused(f"{path}:{name} is not frozen; {decorate(base)}.")
    if missing := getattr(found, "__abstractmethods__", None):
        raise Refused(f"{path}:{name} does not define {', '.join(sorted(missing))}.")
    return found


def meaning(part: Any) -> str:
    """The first sentence of its docstring, without the final stop."""
    text = inspect.getdoc(part) or ""
    return text.split("\n")[0].rstrip(".")


def knobs(cls: type) -> list[Knob]:
    """The fields of a frozen part, as they are validated."""
    found = []
    for name, info in cls.__pydantic_fields__.items():  # pyright: ignore[reportAttributeAccessIssue]
        if info.init is False:  # worked out from the others
            continue
        extra = info.json_schema_extra or {}
        default = "" if info.is_required() else _short(info.default)
        limits = {word: getattr(rule, word) for rule in info.metadata for word in LIMITS if hasattr(rule, word)}
        allowed = range_of(limits, getattr(info.annotation, "__args__", ()))
        found.append(Knob(name, info.description or "", extra.get("unit", ""), allowed, default))
    return found


def _short(value: Any) -> str:
    is_part = dataclasses.is_dataclass(value) and not isinstance(value, type)
    return type(value).__name__ if is_part else value_said(value)


def _named(name: str) -> Any:
    module, _, attribute = name.partition(":")
    return getattr(importlib.import_module(module), attribute)
