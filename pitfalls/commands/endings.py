"""How a command ends: in order, or in one sentence and exit code 2. No torch."""

import os
import sys
from collections.abc import Callable

from rich.console import Console

from pitfalls.refused import Refused

out, err = Console(markup=False, emoji=False), Console(stderr=True, markup=False, emoji=False)
STOPPED = 130  # the exit code into which typer turns a KeyboardInterrupt


def in_order(command: Callable[[], None]) -> None:
    """Call the command; bad input, and a mistake in a file of the user's own, is one sentence and exit code 2."""
    try:
        command()
    except Refused as error:
        _refuse(str(error))
    except SystemExit as end:
        if end.code == STOPPED:
            err.print("Stopped; what was finished is kept, and the same command goes on from there.", soft_wrap=True)
        raise
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # `pitfalls list | head` is no error
    except Exception as error:
        from pitfalls.records.blame import blamed

        told = blamed(error)
        if not told:
            raise
        _refuse(told)


def tell_error(told: str) -> None:
    """One sentence on the error stream."""
    told = told.rstrip(".")
    err.print(f"pitfalls: {told}{'' if told.endswith('?') else '.'}", highlight=False, soft_wrap=True)


def _refuse(told: str) -> None:
    tell_error(told)
    sys.exit(2)
