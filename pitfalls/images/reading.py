"""Files read by several threads: only plain ones, and not far ahead of what is done with them."""

import errno
import os
import stat
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from io import BufferedReader
from pathlib import Path
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
WAITLESS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def opened_plain(path: str | Path) -> BufferedReader:
    """A plain file opened to be read; an OSError where it is something else by now, such as a pipe without an end."""
    handle = os.open(path, WAITLESS)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "not a plain file")
    return os.fdopen(handle, "rb")


def ahead(pool: Executor, work: Callable[[A], B], things: Iterable[A], most: int) -> Iterator[B]:
    """The results of some work in the order of the things, at most `most` of them begun before their turn."""
    waiting: deque[Future[B]] = deque()
    try:
        for thing in things:
            waiting.append(pool.submit(work, thing))
            if len(waiting) == most:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:  # what has not begun when something went wrong need not be done
        for each in waiting:
            each.cancel()
