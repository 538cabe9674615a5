"""How far one cue alone gets at a task: a trial whose encoder sees that cue and learns nothing."""

import importlib
import inspect
import pkgutil
from dataclasses import is_dataclass, replace

from pitfalls.audit import attackers as folder
from pitfalls.audit.attackers.base import Attacker
from pitfalls.encoders.heads import Head
from pitfalls.frozen import Refused, nearest
from pitfalls.refused import snake
from pitfalls.trial import Trial

QUESTIONS = 6_400  # enough for the head to read a cue that can be read, in a few seconds of one core
LR, DECAY = 5e-3, 1e-2


def attack_of(trial: Trial, attacker: Attacker | str) -> Trial:
    """The trial in which `attacker` answers in the network's place: its proxy accuracy is how far its cue alone gets.

    Pictures, cues, defenses, seed, question, score and precision stay; Refused where the attacker cannot answer.
    """
    attacker = named(attacker) if isinstance(attacker, str) else attacker
    if attacker.joint and trial.task.level != "image":
        raise Refused(
            f"{type(attacker).__name__} reads all views of a question together, but {type(trial.task).__name__} "
            f"asks once a {trial.task.level}; take an attacker that reads each by itself"
        )
    steps = -(-QUESTIONS // trial.batch)
    reading = replace(trial.reading, curve=0)
    return replace(trial, encoder=attacker, head=Head(), steps=steps, lr=LR, decay=DECAY, reading=reading)


def attackers() -> dict[str, type[Attacker]]:
    """All attackers by class name: what stands in the folder exists in the lab."""
    found: dict[str, type[Attacker]] = {}
    for each in pkgutil.iter_modules(folder.__path__):
        module = importlib.import_module(f"{folder.__name__}.{each.name}")
        here = [value for value in vars(module).values() if inspect.isclass(value) and issubclass(value, Attacker)]
        found |= {value.__name__: value for value in here if is_dataclass(value)}
    return dict(sorted(found.items()))


def named(name: str) -> Attacker:
    """The attacker of that class name (ChannelSharpness) or snake-case name (channel_sharpness); else Refused."""
    known = {snake(title): cls for title, cls in attackers().items()}
    if snake(name) not in known:
        raise Refused(f"there is no attacker {name!r}; {nearest(snake(name), list(known))}")
    return known[snake(name)]()
