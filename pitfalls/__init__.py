"""pitfalls: does a proxy task teach a network what it should, or does it let it cheat?

>>> import pitfalls
>>> trial = pitfalls.Trial(task=pitfalls.Jigsaw(), steps=100)
>>> harder = pitfalls.replace(trial, task=pitfalls.Jigsaw(permutations=100))
>>> trial.key == harder.key
False
"""

from dataclasses import replace as replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pitfalls.picture import show as show
    from pitfalls.store import load as load
    from pitfalls.store import run as run
    from pitfalls.trial import Trial as Trial

# Imported when first asked for, so that reading results needs no torch.
_HOME = {"Trial": "trial", "run": "store", "load": "store", "show": "picture"}
_ROOMS = ("task", "cue", "defense", "score", "encoder", "images")


def __getattr__(name: str) -> Any:
    """The lab's verbs, and every part by its class name."""
    if name in _HOME:
        return getattr(import_module(f"pitfalls.{_HOME[name]}"), name)
    if name[:1].isupper():
        from pitfalls.catalog import parts

        for kind in _ROOMS:
            found = parts(kind)
            if name in found:
                return found[name]
    raise AttributeError(f"pitfalls has no {name!r}")
