"""pitfalls: does a proxy task teach a network what it should, or does it let it cheat?

>>> import pitfalls
>>> trial = pitfalls.Trial(task=pitfalls.Jigsaw(), steps=100)
>>> harder = pitfalls.replace(trial, task=pitfalls.Jigsaw(permutations=100))
>>> trial.key == harder.key
False
"""

from dataclasses import replace as replace
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pitfalls.report.picture import show as show
    from pitfalls.store import load as load
    from pitfalls.store import run as run
    from pitfalls.trial import Trial as Trial

# Imported when first asked for, so that reading results needs no torch.
_HOME = {"Trial": "trial", "run": "store", "load": "store", "show": "report.picture"}
_ROOMS = ("task", "cue", "defense", "score", "encoder", "images")


def __getattr__(name: str) -> Any:
    """The lab's verbs, and every part by its class name."""
    if name in _HOME:
        return getattr(import_module(f"pitfalls.{_HOME[name]}"), name)
    # Python asks here for a module too before it imports it, and that must import no torch.
    if name.startswith("_") or find_spec(f"pitfalls.{name}"):
        raise AttributeError(f"pitfalls has no {name!r}")
    found = _parts()
    if name in found:
        return found[name]
    from pitfalls.frozen import nearest

    known = [*_HOME, "replace", *found]
    close = {each.lower(): each for each in known}.get(name.replace("_", "").lower(), name)
    raise AttributeError(f"pitfalls has no {name!r}; {nearest(close, known)}")


def __dir__() -> list[str]:
    shown = {name for name, value in globals().items() if name.startswith("__") or isinstance(value, ModuleType)}
    return sorted({*shown, *_HOME, "replace", *_parts()})


def _parts() -> dict[str, Any]:
    from pitfalls.commands.catalog import parts

    return {name: part for kind in _ROOMS for name, part in parts(kind).items()}
