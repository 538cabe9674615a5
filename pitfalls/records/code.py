"""What functions and classes do, told by their source and by all that it reads: globals, closures, defaults.

Of an installed library, and of the lab, the name and the version say it.
"""

import functools
import inspect
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pitfalls.records.meaning import meaning
from pitfalls.records.source import codes, file_of, is_own

if TYPE_CHECKING:
    from pitfalls.records.live import Live


def tell_function(live: "Live", function: types.FunctionType) -> None:
    """A function by its source, its defaults, its closure, and the globals that it reads."""
    home = function.__globals__.get("__name__", "")
    if not is_own(home):
        known: Any = sys.modules.get(home)
        for part in function.__qualname__.split("."):
            known = getattr(known, part, None)
        live.say("library", f"{home} {function.__code__.co_qualname} {version(home)}")
        if known is function:
            return  # its name finds it: there is no other of that name
        live.say("line", str(function.__code__.co_firstlineno))
    else:
        _tell_source(live, function, home)
        _tell_globals(live, function)
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        live.say("closure", name)
        try:
            found = cell.cell_contents
        except ValueError:  # still empty
            continue
        live.tell(found, f"{name}, which {function.__qualname__} holds,")
    live.tell(function.__defaults__, f"a default of {function.__name__}")
    live.tell(function.__kwdefaults__, f"a default of {function.__name__}")
    live.attributes(vars(function), f"{function.__name__}")


def _tell_source(live: "Live", function: types.FunctionType, home: str) -> None:
    """What the text of a function says; its bytecode where a line may hold several, and where the text is lost."""
    from pitfalls.records.imported import check_fresh

    check_fresh(home)
    try:
        text = inspect.getsource(function)
    except (OSError, TypeError):
        text = ""
    if text and function.__name__ != "<lambda>":
        live.say("source", meaning(text))
    else:
        for each in codes(function.__code__):
            live.say("names", repr((each.co_names, each.co_varnames, each.co_freevars, each.co_flags)))
            live.say("takes", repr((each.co_argcount, each.co_posonlyargcount, each.co_kwonlyargcount)))
            live.say("caught", each.co_exceptiontable)
            live.say("code", each.co_code)
            consts = [const for const in each.co_consts if not isinstance(const, types.CodeType)]
            live.say("constants", repr(consts))


def _tell_globals(live: "Live", function: types.FunctionType) -> None:
    """What a function reads of its module, and of the user's own modules that it reaches by name."""
    every = function.__globals__
    names = sorted({name for each in codes(function.__code__) for name in each.co_names})
    for name in names:
        if name in every:
            found, told = every[name], f"{name}, which {function.__qualname__} reads,"
        elif name in sys.modules and is_own(name) and file_of(name):
            found, told = sys.modules[name], name  # imported inside the function
        else:
            continue
        live.say("global", name)
        if isinstance(found, types.ModuleType):
            tell_module(live, found, told, names)
        else:
            live.tell(found, told)


def tell_module(live: "Live", module: types.ModuleType, at: str, names: list[str] | None = None) -> None:
    """A module: its name and version, or of the user's own what is read of it by `names` (all it holds, if None)."""
    home = module.__name__
    live.say("module", f"{home} {'' if is_own(home) else version(home)}")
    if not is_own(home) or (home == "__main__" and names is None):
        return
    read = sorted(vars(module)) if names is None else names
    if live.again(module, (id(module), *read)):
        return
    for name in read:
        if name in vars(module) and not name.startswith("__"):
            found = vars(module)[name]
            live.say("name", name)
            if isinstance(found, types.ModuleType):
                tell_module(live, found, f"{at}.{name}", read if names else [])
            else:
                live.tell(found, f"{home}.{name}")


def tell_class(live: "Live", cls: type, at: str) -> None:
    """A class by its name; of the user's own, by its bases, methods and attributes too."""
    own = is_own(cls.__module__)
    # where one's own lies says nothing: it is called otherwise when it is run as a script
    live.say("class", cls.__qualname__ if own else f"{cls.__module__}.{cls.__qualname__} {version(cls.__module__)}")
    if live.again(cls):
        return
    for each, value in vars(cls).items():
        written = list(_written(value))
        if written and (own or any(is_own(one.__globals__.get("__name__", "")) for one in written)):
            live.say("method", each)
            live.each(type(value).__name__, written, f"{cls.__qualname__}.{each}")
        elif own and not written and not each.startswith(("__", "_abc_")):
            live.say("attribute", each)
            live.tell(value, f"{cls.__qualname__}.{each}")
    for base in cls.__bases__:
        if base is not object:
            live.tell(base, at)


def _written(value: Any) -> Iterator[types.FunctionType]:
    """The functions behind an attribute of a class."""
    if isinstance(value, types.FunctionType):
        # dataclasses compile __eq__ and others from the fields
        if not value.__code__.co_qualname.startswith("__create_fn__"):
            yield value
    elif isinstance(value, staticmethod | classmethod | property | functools.cached_property | functools.partialmethod):
        for name in ("__func__", "fget", "fset", "fdel", "func"):
            yield from _written(getattr(value, name, None))


@functools.cache
def version(module: str) -> str:
    """The version that the library of a module gives itself; the time of the file where it gives none."""
    top = module.partition(".")[0]
    if top == "pitfalls" or top in sys.stdlib_module_names:
        return ""  # of the revision, which stands in every key, and of Python
    found = getattr(sys.modules.get(top), "__version__", None)
    if isinstance(found, str):
        return found
    file = file_of(module)
    return "" if not file else str(Path(file).stat().st_size)
