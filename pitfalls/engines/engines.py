"""Where cells run: in this process, or in as many processes as there are cores, one thread a trial."""

import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import Any, cast

from pitfalls.engines.crew import Crew, unbroken
from pitfalls.engines.handout import Handout
from pitfalls.frozen import Refused
from pitfalls.ledger.ledger import Ledger

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

    Each worker has a line of its own, on which it is handed one cell at a time, those of one seed after the other: a
    worker that is killed then takes no lock with it, it is known what it was at, and the others go on. As many are
    hired anew as there were at first.
    """
    crew = Crew(ledger, device, spare=workers)
    try:
        with unbroken():
            for _ in range(workers):
                crew.hire()
        _serve(crew, cells, ledger, watch, deadline)
    except BaseException:
        for process in crew.hired:
            process.terminate()
        raise
    finally:
        for process in crew.hired:
            process.join(10)
            if process.is_alive():
                process.kill()


def _serve(crew: Crew, cells: Sequence, ledger: Ledger, watch: Watcher, deadline: float | None) -> None:
    """Hand out the cells and pass on what the workers tell, until all of them have ended."""
    left, at = Handout([cell.seed for cell in cells]), {}

    def hand(line: Any) -> None:
        late = deadline is not None and time.monotonic() > deadline
        at[line] = number = None if late else left.next(line)
        with suppress(OSError):  # where it has ended, its line tells so next
            line.send(None if number is None else (number, cells[number].pack()))

    for line in list(crew.at):
        hand(line)
    while at:
        for line in cast(list[Connection], wait(list(at))):
            number = at[line]
            try:
                event = line.recv()
            except (EOFError, OSError):
                process = crew.at[line]
                del at[line]
                if number is not None:
                    watch({"cell": number, "status": _failed(cells[number], ledger, crew.device, _end_of(process))})
                    other = crew.replace(line)
                    if other is not None:
                        hand(other)
                continue
            if "refused" in event:
                raise Refused(event["refused"])
            if "error" in event:
                event["status"] = _failed(cells[event["cell"]], ledger, crew.device, event["error"])
            watch(event)
            if "status" in event:
                hand(line)


def _failed(cell: Any, ledger: Ledger, device: str, why: str) -> str:
    """Note what a worker could not note itself, under the key that it was at."""
    from pitfalls.experiment.cells import env_of

    env = env_of(cell.trial, device)
    left = cell.left(ledger, env)
    return ledger.attempt(left[0], env, {"status": "error", "error": why}) if left else "ok"


def _end_of(process: Any) -> str:
    process.join(10)
    code = process.exitcode or 0
    if code == -getattr(signal, "SIGKILL", 9):
        return "the process that computed it ended with signal 9; the machine may have run out of memory"
    return f"the process that computed it ended with {f'signal {-code}' if code < 0 else f'exit code {code}'}"
