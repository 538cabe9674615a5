"""What the lab holds, read off the objects themselves: a part exists because it stands in its folder."""

import dataclasses
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from pitfalls.frozen import Refused, decorate, is_frozen, nearest
from pitfalls.records.record import load_file

# kind: (room, base class, the pitfall it belongs to)
KINDS = {
    "task": ("tasks", "pitfalls.tasks.base:Task", "the question"),
    "cue": ("shortcuts", "pitfalls.shortcuts.base:Cue", "shortcuts"),
    "defense": ("shortcuts", "pitfalls.shortcuts.base:Defense", "shortcuts"),
    "score": ("ambiguity", "pitfalls.ambiguity.base:Score", "ambiguity"),
    "dial": ("difficulty", "pitfalls.difficulty.base:Dial", "difficulty"),
    "encoder": ("encoders", "pitfalls.encoders.base:Encoder", "the net"),
    "images": ("images", "pitfalls.images.base:Source", "the pictures"),
    "attacker": ("audit.attackers", "pitfalls.audit.attackers.base:Attacker", "how far one cue alone gets"),
}


@dataclasses.dataclass(frozen=True)
class Knob:
    """One field of a part: its meaning, unit, range and default, as text (no default: it must be given)."""

    name: str
    meaning: str
    unit: str
    allowed: str
    default: str


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
        allowed = _allowed(info)
        found.append(Knob(name, info.description or "", extra.get("unit", ""), allowed, default))
    return found


def snake(name: str) -> str:
    """LateralAberration, lateral-aberration and lateral_aberration alike."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.replace("-", "_")).lower()


def _allowed(info: Any) -> str:
    signs = {"ge": ">= ", "gt": "> ", "le": "<= ", "lt": "< "}
    limits = [
        f"{sign}{getattr(rule, word):g}"
        for rule in info.metadata
        for word, sign in signs.items()
        if hasattr(rule, word)
    ]
    choices = getattr(info.annotation, "__args__", ())
    if choices and all(isinstance(choice, str) for choice in choices):
        return " | ".join(choices)
    return ", ".join(limits)


def _short(value: Any) -> str:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return type(value).__name__
    return f"{value:g}" if isinstance(value, float) else str(value) or '""'


def _named(name: str) -> Any:
    module, _, attribute = name.partition(":")
    return getattr(importlib.import_module(module), attribute)
