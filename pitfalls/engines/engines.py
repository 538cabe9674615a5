"""Where cells run: in this process, or in as many processes as there are cores, one thread a trial."""

import multiprocessing as mp
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from typing import Any, cast

from pitfalls.engines.worker import work
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
Event = dict[str, Any]  # cell (number), step, steps; or cell, status
Watcher = Callable[[Event], None]


def run_here(cells: Sequence, ledger: Ledger, device: str, watch: Watcher, deadline: float | None = None) -> None:
    """Compute the cells one after the other in this process; past the deadline (time.monotonic) none is begun."""
    from pitfalls.experiment.cells import compute

    for number, cell in enumerate(cells):
        if deadline is not None and time.monotonic() > deadline:
            return
        step = lambda at, of, number=number: watch({"cell": number, "step": at, "steps": of})
        watch({"cell": number, "status": compute(cell, ledger, device, step)})


def run_processes(
    cells: Sequence, ledger: Ledger, device: str, watch: Watcher, workers: int, deadline: float | None = None
) -> None:
    """Compute the cells in `workers` processes of one thread each; Ctrl-C or SIGTERM stops them all.

    Each worker has a line of its own, on which it is handed one cell at a time: a worker that is killed then takes
    no lock with it, it is known what it was at, and the others go on.
    """
    context = mp.get_context("spawn")
    crew = {}
    before = dict(os.environ)
    os.environ |= WORKER
    resource_tracker.ensure_running()  # which unblocks the signal once it has started
    # Inherited: Ctrl-C reaches the workers too, but the driver decides; one that comes meanwhile waits and is not lost.
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        for _ in range(workers):
            line, other_end = context.Pipe()
            process = context.Process(target=work, args=(other_end, str(ledger.folder), device, os.getpid()))
            process.daemon = True
            process.start()
            other_end.close()  # so that the line ends when the worker does
            crew[line] = process
    except BaseException:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        raise
    finally:
        os.environ.clear()
        os.environ |= before
    try:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        _serve(crew, cells, ledger, watch, deadline)
    except BaseException:
        for process in crew.values():
            process.terminate()
        raise
    finally:
        for process in crew.values():
            process.join(10)
            if process.is_alive():
                process.kill()


def _serve(crew: dict, cells: Sequence, ledger: Ledger, watch: Watcher, deadline: float | None) -> None:
    """Hand out the cells and pass on what the workers tell, until all of them have ended."""
    left = deque(range(len(cells)))
    at: dict[Any, int | None] = {}

    def hand(line: Any) -> None:
        late = deadline is not None and time.monotonic() > deadline
        at[line] = left.popleft() if left and not late else None
        number = at[line]
        with suppress(OSError):  # where it has ended, its line tells so next
            line.send(None if number is None else (number, cells[number].pack()))

    for line in crew:
        hand(line)
    while at:
        for line in cast(list[Connection], wait(list(at))):
            number = at[line]
            try:
                event = line.recv()
            except (EOFError, OSError):
                del at[line]
                if number is not None:
                    watch({"cell": number, "status": _failed(cells[number], ledger, _end_of(crew[line]))})
                continue
            if "refused" in event:
                raise Refused(event["refused"])
            if "error" in event:
                event["status"] = _failed(cells[event["cell"]], ledger, event["error"])
            watch(event)
            if "status" in event:
                hand(line)


def _failed(cell: Any, ledger: Ledger, why: str) -> str:
    """Note what a worker could not note itself, under the key that it was at."""
    key = cell.left(ledger)
    if key:
        ledger.attempt(key, {"status": "error", "error": why})
    return "error" if key else "ok"


def _end_of(process: Any) -> str:
    process.join(10)
    code = process.exitcode or 0
    if code == -signal.SIGKILL:
        return "the process that computed it ended with signal 9; the machine may have run out of memory"
    return f"the process that computed it ended with {f'signal {-code}' if code < 0 else f'exit code {code}'}"
