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

# Not below: a module of that name stands in the package, and whoever imports it first would find it in its place.
from pitfalls.audit import audit as audit
from pitfalls.frozen import frozen as frozen
from pitfalls.frozen import knob as knob

if TYPE_CHECKING:
    from pitfalls.ambiguity.base import Score as Score
    from pitfalls.audit.attack import attack_of as attack_of
    from pitfalls.audit.attackers.base import Attacker as Attacker
    from pitfalls.comparing import compare as compare
    from pitfalls.comparing import equal_difficulty as equal_difficulty
    from pitfalls.difficulty.base import Dial as Dial
    from pitfalls.encoders.base import Encoder as Encoder
    from pitfalls.encoders.heads import Head as Head
    from pitfalls.experiment.arms import two_by_two as two_by_two
    from pitfalls.experiment.experiment import Experiment as Experiment
    from pitfalls.experiment.factorial import factorial as factorial
    from pitfalls.images.base import Source as Source
    from pitfalls.measures.reading import Reading as Reading
    from pitfalls.path.silent import NoEffect as NoEffect
    from pitfalls.refused import Refused as Refused
    from pitfalls.report.finding import results as results
    from pitfalls.report.picture import show as show
    from pitfalls.shapes import Answer as Answer
    from pitfalls.shapes import Frames as Frames
    from pitfalls.shapes import answered as answered
    from pitfalls.shortcuts.base import ColorDefense as ColorDefense
    from pitfalls.shortcuts.base import Cue as Cue
    from pitfalls.shortcuts.base import Defense as Defense
    from pitfalls.shortcuts.base import ImageDefense as ImageDefense
    from pitfalls.shortcuts.base import ViewDefense as ViewDefense
    from pitfalls.shortcuts.base import WindowDefense as WindowDefense
    from pitfalls.shortcuts.bridge import ForKornia as ForKornia
    from pitfalls.statistics.contrast import Contrast as Contrast
    from pitfalls.statistics.contrast import four_contrasts as four_contrasts
    from pitfalls.statistics.interior import interior_optimum as interior_optimum
    from pitfalls.statistics.trend import trend as trend
    from pitfalls.store import Run as Run
    from pitfalls.store import load as load
    from pitfalls.store import run as run
    from pitfalls.streams import Rng as Rng
    from pitfalls.tasks.base import Task as Task
    from pitfalls.trial import Trial as Trial

# Imported when first asked for, so that reading results needs no torch.
_HOME = {
    **dict.fromkeys(("run", "load", "Run"), "store"),
    **dict.fromkeys(("compare", "equal_difficulty"), "comparing"),
    **dict.fromkeys(("Answer", "Frames", "answered"), "shapes"),
    **dict.fromkeys(
        ("Cue", "Defense", "ImageDefense", "WindowDefense", "ViewDefense", "ColorDefense"), "shortcuts.base"
    ),
    **dict.fromkeys(("Contrast", "four_contrasts"), "statistics.contrast"),
    "interior_optimum": "statistics.interior",
    "trend": "statistics.trend",
    "Trial": "trial",
    "show": "report.picture",
    "results": "report.finding",
    "Experiment": "experiment.experiment",
    "two_by_two": "experiment.arms",
    "factorial": "experiment.factorial",
    "Reading": "measures.reading",
    "Task": "tasks.base",
    "Score": "ambiguity.base",
    "Dial": "difficulty.base",
    "Encoder": "encoders.base",
    "Head": "encoders.heads",
    "Source": "images.base",
    "Attacker": "audit.attackers.base",
    "attack_of": "audit.attack",
    "ForKornia": "shortcuts.bridge",
    "NoEffect": "path.silent",
    "Refused": "refused",
    "Rng": "streams",
}
_HERE = ("audit", "frozen", "knob", "replace")
_ROOMS = ("task", "cue", "defense", "score", "encoder", "images", "attacker")


def __getattr__(name: str) -> Any:
    """The lab's verbs, what an own part is made of, and every part by its class name."""
    if name == "__all__":
        return sorted({*_HERE, *_HOME, *_parts()})
    if name == "__version__":
        from pitfalls.commands.version import number

        return number()
    # Python asks here for a module too before it imports it, and that must import no torch.
    if name not in _HOME and (name.startswith("_") or find_spec(f"pitfalls.{name}")):
        raise AttributeError(f"pitfalls has no {name!r}")
    homes = _parts() | {each: f"pitfalls.{module}" for each, module in _HOME.items()}
    if name in homes:
        return getattr(import_module(homes[name]), name)
    from pitfalls.commands.written import elsewhere
    from pitfalls.refused import nearest

    known = [*_HERE, *homes]
    if where := elsewhere(name):
        raise AttributeError(f"pitfalls has no {name!r} of its own; write: from {where} import {name}")
    close = {each.lower(): each for each in known}.get(name.replace("_", "").lower(), name)
    raise AttributeError(f"pitfalls has no {name!r}; {nearest(close, known)}")


def __dir__() -> list[str]:
    shown = {name for name, value in globals().items() if name.startswith("__") or isinstance(value, ModuleType)}
    return sorted({*shown, *__getattr__("__all__")})


def _parts() -> dict[str, str]:
    """The module of every part, by the name of its class."""
    from pitfalls.commands.written import written

    return {name: part.module for kind in _ROOMS for name, part in written(kind).items()}
