"""The processes that compute cells: how one is started, and replaced where it was lost."""

import multiprocessing as mp
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from typing import Any

from pitfalls.engines.worker import work
from pitfalls.experiment.origin import Origin
from pitfalls.frozen import Refused
from pitfalls.ledger.ledger import Ledger

# What a worker starts with: one thread; large tensors on huge pages, whose memory is kept for the next ones instead of
# being handed back to the system and faulted in again (the same numbers, half as many again views a second).
WORKER = {
    "OMP_NUM_THREADS": "1",
    "THP_MEM_ALLOC_ENABLE": "1",
    "MALLOC_MMAP_THRESHOLD_": str(2**30),
    "MALLOC_TRIM_THRESHOLD_": str(2**32),
    "MALLOC_TOP_PAD_": str(2**28),
}
STILLBORN = 3  # after so many in a row it is no accident
MASKS = hasattr(signal, "pthread_sigmask")  # Windows has none, nor the process that tracks resources


class Crew:
    """The workers of a run, by the line on which each is spoken to."""

    def __init__(self, ledger: Ledger, device: str, origin: Origin | None):
        self.ledger, self.device, self.origin = ledger, device, origin
        self.at: dict[Any, Any] = {}
        self.hired: list[Any] = []
        self.begun: set[Any] = set()
        self.stillborn = 0  # that ended before they were ready, since one was

    def hire(self) -> Connection:
        """Start one more; gives its line."""
        context = mp.get_context("spawn")
        line, other_end = context.Pipe()
        words = (other_end, str(self.ledger.folder), self.device, self.origin, os.getpid())
        process = context.Process(target=work, args=words, daemon=True)
        before = dict(os.environ)
        os.environ |= WORKER if self.device == "cpu" else {}
        try:
            process.start()
        finally:
            os.environ.clear()
            os.environ |= before
        other_end.close()  # so that the line ends when the worker does
        self.at[line] = process
        self.hired.append(process)
        return line

    def ready(self, line: Any) -> None:
        """Note that a worker has begun."""
        self.begun.add(line)
        self.stillborn = 0

    def is_ready(self, line: Any) -> bool:
        """Whether a worker had begun."""
        return line in self.begun

    def replace(self, line: Any) -> Connection:
        """Hire one for a worker that was lost or is of no use any more; Refused where they do not even begin."""
        process = self.at.pop(line)
        self.stillborn += line not in self.begun
        if self.stillborn >= STILLBORN:
            raise Refused(f"{STILLBORN} processes ended before they began, the last with exit code {process.exitcode}")
        with unbroken():
            return self.hire()


@contextmanager
def unbroken() -> Iterator[None]:
    """Workers that start inside inherit that Ctrl-C waits: it reaches them too, but the driver decides.

    One that comes meanwhile waits and is not lost.
    """
    if not MASKS:
        yield
        return
    resource_tracker.ensure_running()  # which unblocks the signal once it has started
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
