"""Ctrl-C and SIGTERM at a command: the first ends it in order, a second one at once."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def stoppable() -> Iterator[None]:
    """Both raise KeyboardInterrupt inside, unless the process was told to ignore them; restored at the end."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    heeded = {number: old for number, old in before.items() if old not in (signal.SIG_IGN, None)}
    for number in heeded:
        signal.signal(number, _stop)
    try:
        yield
    finally:
        for number, old in heeded.items():
            signal.signal(number, old)


def _stop(number: int, frame: Any) -> None:
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_DFL)
    raise KeyboardInterrupt
