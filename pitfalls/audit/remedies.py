"""Which of the lab's defenses closes a leak, found by asking the leak's attackers behind each of them."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from dataclasses import is_dataclass, replace
from typing import Any

from pitfalls import shortcuts as folder
from pitfalls.audit.attacked import Asking, attacked, fitted
from pitfalls.audit.attackers.base import Attacker
from pitfalls.audit.costs import cost
from pitfalls.audit.reach import Reach
from pitfalls.frozen import Refused
from pitfalls.images.base import Pictures
from pitfalls.shortcuts.base import Defense
from pitfalls.trial import Trial

CLOSED = 0.5  # of the way that is left: less, and a defense is said to close it


def defenses() -> list[Defense]:
    """All defenses of the lab that need no knob, each with its defaults."""
    found: dict[str, Defense] = {}
    for each in pkgutil.iter_modules(folder.__path__):
        module = importlib.import_module(f"{folder.__name__}.{each.name}")
        for name, value in vars(module).items():
            whole = inspect.isclass(value) and issubclass(value, Defense) and is_dataclass(value)
            if whole and not inspect.isabstract(value) and value.__module__ == module.__name__:
                try:
                    made: Any = value()
                    found[name] = made
                except (Refused, TypeError):  # it needs to be told what it shall do
                    continue
    return [found[name] for name in sorted(found) if not found[name].idle]


def remedies(
    trial: Trial,
    readers: dict[str, Attacker],
    pictures: tuple[Pictures, Pictures],
    asking: Asking,
) -> Iterator[tuple[Defense, list[Reach], dict[str, float]]]:
    """Each further defense that fits the task: how far the readers get behind it, and what it takes from the views."""
    there = {type(each) for each in trial.defenses}
    for defense in defenses():
        if type(defense) in there:
            continue
        try:
            more = fitted(replace(trial, defenses=(*trial.defenses, defense)), pictures[0])
            found = list(attacked(more, defense.called, readers, pictures, asking))
            left = cost(more, more.defenses[-1], pictures[1])
        except Refused:  # it changes what the answer is about, or leaves no room
            continue
        yield defense, found, left
