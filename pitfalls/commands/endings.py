"""How a command ends: in order, or in one sentence and exit code 2. No torch."""

import codecs
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

import typer
from typer.core import TyperGroup

from pitfalls.refused import Refused
from pitfalls.report.screen import Screen

out, err = Screen(markup=False, emoji=False), Screen(stderr=True, markup=False, emoji=False)
STOPPED = 130  # the exit code into which typer turns a KeyboardInterrupt
PLAIN = {"±": "+-", "…": "..."}  # for terminals that have them not


class InOrder(TyperGroup):
    """The commands, each of which ends in order, whoever calls them."""

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, **given: Any) -> Any:
        words = list(sys.argv[1:] if args is None else args)
        given |= {"standalone_mode": False}
        in_order(lambda: super(InOrder, self).main(words, prog_name or "pitfalls", **given), words)


def in_order(command: Callable[[], Any], words: Sequence[str] = ()) -> None:
    """Call a command; bad input, and a mistake in a file of the user's own, is one sentence and exit code 2."""
    _legible()
    try:
        code = command()
    except Refused as error:
        _refuse(str(error))
    except (KeyboardInterrupt, typer.Abort):
        code = STOPPED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # `pitfalls list | head` is no error
        code = 0
    except Exception as error:
        from pitfalls.commands.misused import misused

        told = misused(error, words)
        if not told:
            from pitfalls.records.blame import blamed

            told = blamed(error)
        if not told:
            raise
        _refuse(told)
    if code == STOPPED:
        err.print("Stopped; what was finished is kept, and the same command goes on from there.", soft_wrap=True)
    sys.exit(code if isinstance(code, int) else 0)


def tell_error(told: str) -> None:
    """One sentence on the error stream."""
    told = told.rstrip(".")
    err.print(f"pitfalls: {told}{'' if told.endswith('?') else '.'}", highlight=False, soft_wrap=True)


def _refuse(told: str) -> None:
    tell_error(told)
    sys.exit(2)


def _legible() -> None:
    """From now on a letter that the terminal has none of is spelled out instead of an error."""
    codecs.register_error("spelled", _spelled)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a notebook's has no such thing, and needs none
            stream.reconfigure(errors="spelled")  # pyright: ignore[reportAttributeAccessIssue]


def _spelled(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    letters = error.object[error.start : error.end]
    spelled = (PLAIN.get(each) or each.encode("ascii", "backslashreplace").decode() for each in letters)
    return "".join(spelled), error.end
