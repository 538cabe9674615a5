"""What a dial promises: several trials that differ in what it turns, and no tensor."""

import inspect
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import fields, replace

import torch

from pitfalls.commands.catalog import parts
from pitfalls.difficulty.base import Dial
from pitfalls.frozen import Refused
from pitfalls.reference import SCENES
from pitfalls.testing import anything
from pitfalls.testing.broken import Broken
from pitfalls.testing.broken import check as checked
from pitfalls.testing.given import small
from pitfalls.trial import Trial


def turned(dial: Dial) -> tuple[Trial, Sequence[Trial]]:
    """The first trial of those at hand that it can turn, and what it makes of it; Broken where there is none."""
    for trial in at_hand():
        with suppress(Refused):
            return trial, dial.turn(trial)
    raise Broken(f"{dial!r} turns no trial of the lab, neither as it is nor with another score or a defense")


def at_hand() -> Iterator[Trial]:
    """The reference trials, each with every score that it takes, and small trials with every defense."""
    for reference in SCENES.values():
        yield reference
        yield small(reference.task)
        for cls in parts("score").values():
            with suppress(Refused):
                yield replace(reference, score=cls())
        for cls in parts("defense").values():
            with suppress(Refused):
                yield small(reference.task, defenses=(cls(),))


def makes_several_trials(dial: Dial) -> None:
    """It makes at least two trials, no two of which are the same."""
    _, made = turned(dial)
    if len(made) < 2 or not all(isinstance(each, Trial) for each in made):
        raise Broken(f"{dial!r} makes {len(made)} trials, but a dial should make two or more")
    if len({each.key for each in made}) < len(made):
        raise Broken(f"{dial!r} makes two trials of one key, but each setting should be another trial")


def turns_one_thing(dial: Dial) -> None:
    """Seed, pictures and training stay, unless they are what it turns."""
    trial, made = turned(dial)
    named = (dial.field,) if isinstance(dial.field, str) else dial.field
    turns = {name.partition(".")[0] for name in named}
    for each in made:
        other = {field.name for field in fields(each) if getattr(each, field.name) != getattr(trial, field.name)}
        if other - turns:
            told = f"changes {' and '.join(sorted(other))}"
            raise Broken(f"{dial!r} {told}, but it says that it turns {' and '.join(sorted(turns))}")


def touches_no_tensor(dial: Dial) -> None:
    """It holds no tensor, and its file imports no torch."""
    for field in fields(dial):
        if isinstance(getattr(dial, field.name), torch.Tensor):
            raise Broken(f"{type(dial).__name__}.{field.name} is a tensor, but a dial turns the settings of a trial")
    module = inspect.getmodule(type(dial))
    named = [name for name, value in vars(module).items() if inspect.ismodule(value) and value is torch]
    if named:
        raise Broken(f"the file of {type(dial).__name__} imports torch, but a dial never touches a tensor")


PROMISES = (*anything.PROMISES, makes_several_trials, turns_one_thing, touches_no_tensor)


def check(dial: Dial) -> None:
    """Ask a dial for all that dials promise; Broken tells what it does not keep, a sentence each."""
    checked(PROMISES, dial)
