"""A part as the command line spells it: NAME, NAME=VALUE or NAME:knob=value,knob=value; a name may be file.py:Class."""

import ast
import json
from collections.abc import Callable
from typing import Any

from pitfalls.commands.catalog import find, knobs
from pitfalls.commands.kinds import Knob
from pitfalls.refused import Refused

OPEN, CLOSE, QUOTES = "([{", ")]}", "'\""


def spelled(text: str, kind: str, option: str, say: Callable[[str], None] = lambda told: None) -> Any:
    """The part of a kind that `text` spells; `option` is what the text was given to, and stands in a refusal.

    NAME=VALUE sets the strength, or the first knob where there is no strength, and `say` is told which.
    """
    path, dot_py, rest = text.partition(".py:")
    head, rest = (path + dot_py, rest) if dot_py else ("", text)
    colon, equals = rest.find(":"), rest.find("=")
    if equals >= 0 and (colon < 0 or equals < colon):
        name, value, settings = rest[:equals], rest[equals + 1 :], ""
    else:
        name, _, settings = rest.partition(":")
        value = None
    if not name:
        raise Refused(f"{option} is {text!r}, but it should begin with the name of a {kind}")
    part: type = find(kind, head + name)
    given = _settings(settings, text, option)
    own = _first(part, value, text, option) if value is not None else None
    if own is None or value is None:
        return part(**given)
    made = part(**{own.name: read(value)})
    say(f"{text}: {own.name} = {value} {own.unit}".rstrip() + f" ({own.meaning})")
    return made


def _first(part: type, value: str, text: str, option: str) -> Knob:
    """The knob that a value alone sets; Refused where there is none, or no value."""
    known = {knob.name: knob for knob in knobs(part)}
    if not known:
        raise Refused(f"{part.__name__} has no knobs, so that there is nothing to set to {value!r}")
    own = known.get("strength") or next(iter(known.values()))
    if not value:
        name = text.partition("=")[0]
        raise Refused(f"{option} is {text!r}, but after {name}= should stand {own.meaning} ({own.name})")
    return own


def read(text: str) -> Any:
    """A value as it is written: of JSON, of Python, or else text."""
    for reader in (json.loads, ast.literal_eval):
        try:
            return reader(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
    return text


def _settings(text: str, whole: str, option: str) -> dict[str, Any]:
    """knob=value,knob=value taken apart at the commas that stand in no brackets and no quotes."""
    found: dict[str, Any] = {}
    for each in pieces(text):
        name, equals, value = (part.strip() for part in each.partition("="))
        if not equals or not name.isidentifier():
            raise Refused(f"{option} is {whole!r}, and in it {each!r} should be KNOB=VALUE")
        if name in found:
            raise Refused(f"{option} is {whole!r}, which sets {name} twice; set it once")
        found[name] = read(value)
    return found


def pieces(text: str) -> list[str]:
    """The text taken apart at the commas that stand in no brackets and no quotes."""
    pieces, depth, quote = [""], 0, ""
    for letter in text:
        if quote:
            quote = "" if letter == quote else quote
        elif letter in QUOTES:
            quote = letter
        depth += (not quote) * ((letter in OPEN) - (letter in CLOSE))
        if letter == "," and not depth and not quote:
            pieces.append("")
        else:
            pieces[-1] += letter
    return [piece for piece in pieces if piece.strip()]
