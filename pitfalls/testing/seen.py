"""What the code of a class can lay hands on: the names in its methods, and in the functions that these call."""

import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from types import CodeType, FunctionType
from typing import Any

from torch import Tensor

from pitfalls.images.base import Pictures, Source
from pitfalls.shapes import Frames

ROOMS = ("images", "shortcuts", "path", "audit", "training", "company")  # of the lab, in which pictures are at hand
LIBRARIES = ("PIL", "cv2", "imageio", "torchvision", "kornia", "albumentations")


def pictures_in(part: Any) -> Iterator[str]:
    """What of pictures a frozen part holds in its fields, names in its code or takes from a module, in words."""
    for field in fields(part) if is_dataclass(part) else ():
        if shows(getattr(part, field.name)):
            yield f"holds pictures in its field {field.name!r}"
    for name, value in named_by(type(part)):
        room = str(getattr(value, "__module__", "")).split(".")
        if shows(value) or (isinstance(value, type) and issubclass(value, Source | Frames | Pictures)):
            yield f"reads {name!r}, which holds pictures"
        elif room[0] == "pitfalls" and len(room) > 1 and room[1] in ROOMS:
            yield f"uses {name!r} of the room {room[1]!r}"
        elif isinstance(value, str) and value == "import":
            yield f"imports {name}"


def shows(value: Any) -> bool:
    """Whether a value is, or gives, pictures: a source, frames, or a tensor of three axes or more."""
    return isinstance(value, Source | Pictures | Frames) or (isinstance(value, Tensor) and value.ndim >= 3)


def named_by(cls: type) -> Iterator[tuple[str, Any]]:
    """The globals that the methods of a class name, and the modules that they import: (name, value or "import")."""
    for base in cls.__mro__:
        if base.__module__ in ("abc", "builtins", "typing") or base.__module__.endswith(".base"):
            continue
        for value in vars(base).values():
            function = getattr(value, "fget", None) or getattr(value, "__func__", value)
            if isinstance(function, FunctionType):
                yield from _named(function.__code__, base.__module__, set())


def _named(code: CodeType, module: str, known: set[CodeType]) -> Iterator[tuple[str, Any]]:
    if code in known:
        return
    known.add(code)
    around = vars(sys.modules.get(module, object)) if module in sys.modules else {}
    for name in code.co_names:
        room = name.split(".")
        if room[0] in LIBRARIES or (room[0] == "pitfalls" and len(room) > 1 and room[1] in ROOMS):
            yield name, "import"
        if name not in around:
            continue
        value = around[name]
        yield name, value
        if isinstance(value, FunctionType) and value.__module__ == module:
            yield from _named(value.__code__, module, known)
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _named(inner, module, known)
