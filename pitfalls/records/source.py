"""What a class that stands in no file says: the text of a notebook's class and of all it calls by name.

A notebook's cells are read where the kernel keeps them, in linecache; `inspect` finds a function there, a class not.
"""

import dataclasses
import dis
import inspect
import re
import sys
from collections.abc import Iterator
from functools import cached_property, partialmethod
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from pydantic.fields import FieldInfo

from pitfalls.frozen import Refused
from pitfalls.records.meaning import meaning

INSTALLED = {"site-packages", "dist-packages"}
WRAPPERS = (staticmethod, classmethod, property, cached_property, partialmethod)


def file_of(module: str) -> str | None:
    """The file of a module that is loaded; None for a notebook, a prompt and a pipe."""
    file = getattr(sys.modules.get(module), "__file__", None)
    return None if not file or file.startswith("<") else file


def is_own(module: str) -> bool:
    """Whether a module is the user's own: not of the lab, of Python, nor of an installed library."""
    top = module.partition(".")[0]
    if top == "pitfalls" or top in sys.stdlib_module_names:
        return False
    return not INSTALLED & set(Path(file_of(module) or "").parts)


def text_of(cls: type) -> str:
    """All that decides what `cls` does, as text that is the same in every process; Refused where it is lost."""
    try:
        return re.sub(r" at 0x[0-9a-f]+", "", "\n".join(_class(cls, set())))
    except (OSError, TypeError) as error:
        raise Refused(f"the source of {cls.__qualname__} cannot be found; define it in a .py file.") from error


def functions(thing: Any) -> Iterator[FunctionType]:
    """The functions a person wrote behind an attribute: itself, what it decorates, a property's getter."""
    if inspect.isfunction(thing):
        plain = inspect.unwrap(thing)
        # dataclasses compile __eq__ and others from a string, in the name of the class's own module
        if is_own(plain.__globals__.get("__name__", "")) and not plain.__code__.co_qualname.startswith("__create_fn__"):
            yield plain
        return
    if isinstance(thing, WRAPPERS):
        for name in ("__func__", "fget", "fset", "fdel", "func"):
            yield from functions(getattr(thing, name, None))


def codes(code: CodeType) -> Iterator[CodeType]:
    """A code object and all that are nested in it."""
    yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from codes(inner)


def _class(cls: type, seen: set[Any]) -> Iterator[str]:
    """Name, bases, annotations, attributes and methods of a class."""
    if cls in seen:
        return
    seen.add(cls)
    yield f"class {cls.__qualname__}"
    for base in cls.__bases__:
        yield from _said(base, seen)
    for name, kind in inspect.get_annotations(cls).items():
        yield f"{name}: {kind if isinstance(kind, str) else inspect.formatannotation(kind)}"
    for field in vars(cls).get("__dataclass_fields__", {}).values():
        yield field.name
        yield from _said(field.default, seen)
    for name, value in vars(cls).items():
        found = list(functions(value))
        for function in found:
            yield from _function(function, seen)
        if not found and not name.startswith(("__", "_abc_")):
            yield name
            yield from _said(value, seen)


def _function(function: FunctionType, seen: set[Any]) -> Iterator[str]:
    """The source of a function, and what it calls by a global name or holds in its closure."""
    if function in seen:
        return
    seen.add(function)
    yield meaning(inspect.getsource(function)).decode(errors="surrogatepass")
    names = {
        step.argval
        for code in codes(function.__code__)
        for step in dis.get_instructions(code)
        if step.opname in ("LOAD_GLOBAL", "LOAD_NAME")
    }
    for name in sorted(names & set(function.__globals__)):
        yield name
        yield from _said(function.__globals__[name], seen)
    for cell in function.__closure__ or ():
        yield from _said(cell.cell_contents, seen)
    yield from _said((function.__defaults__, function.__kwdefaults__), seen)


def _said(value: Any, seen: set[Any]) -> Iterator[str]:
    """A value as text; what has none that lasts goes by the name of its type."""
    if value is None or isinstance(value, bool | int | float | complex | str | bytes):
        yield repr(value)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _said(each, seen)
    elif isinstance(value, set | frozenset):
        yield from sorted("\n".join(_said(each, seen)) for each in value)
    elif isinstance(value, dict):
        yield from _said([*value.items()], seen)
    elif isinstance(value, type):
        yield f"{value.__module__}.{value.__qualname__}"
        if is_own(value.__module__):
            yield from _class(value, seen)
    elif inspect.isfunction(value):
        for function in functions(value):
            yield from _function(function, seen)
    elif dataclasses.is_dataclass(value):
        yield type(value).__qualname__
        yield from _said({field.name: getattr(value, field.name) for field in dataclasses.fields(value)}, seen)
    else:
        yield type(value).__qualname__
        if isinstance(value, FieldInfo):
            yield from _said(value.default, seen)
