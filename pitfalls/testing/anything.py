"""What every part promises: knobs that are explained and have a range, and a description that gives it back."""

from typing import Any

from pitfalls.commands.catalog import knobs, meaning
from pitfalls.frozen import is_frozen
from pitfalls.records.record import describe, revive
from pitfalls.testing.broken import Broken


def is_explained(part: Any) -> None:
    """It is frozen, says in a sentence what it is, each knob has a meaning and each number a range."""
    who = type(part).__name__
    if not is_frozen(part):
        raise Broken(f"{who} is not frozen, but a part of a trial should be decorated with @frozen")
    if not meaning(type(part)):
        raise Broken(f"{who} has no docstring, but its first sentence is what `pitfalls list` says of it")
    for knob in knobs(type(part)):
        if not knob.meaning:
            raise Broken(f"{who}.{knob.name} has no meaning; declare it as knob(help=..., default=...)")
        value = getattr(part, knob.name)
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if number and "=" not in knob.allowed and ">" not in knob.allowed:
            raise Broken(f"{who}.{knob.name} is a number without a range; declare it with ge or gt, and le or lt")


def is_written_down(part: Any) -> None:
    """A record can hold it, and one of the lab is read back from it."""
    written = describe(part)
    if type(part).__module__.partition(".")[0] == "pitfalls" and revive(written) != part:
        raise Broken(f"{part!r} is read back as {revive(written)!r}, but a record should give back the very part")


PROMISES = (is_explained, is_written_down)
