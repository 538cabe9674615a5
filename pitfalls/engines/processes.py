"""Cells in as many processes as there are cores, one thread a trial."""

import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import Any, cast

from pitfalls.engines.crew import Crew, unbroken
from pitfalls.engines.handout import Handout
from pitfalls.engines.here import Watcher, run_rest
from pitfalls.experiment.cells import Cell, env_of
from pitfalls.experiment.origin import Origin
from pitfalls.frozen import Refused
from pitfalls.ledger.ledger import Ledger


def run_processes(
    cells: Sequence[Cell],
    ledger: Ledger,
    device: str,
    watch: Watcher,
    workers: int,
    deadline: float | None = None,
    origin: Origin | None = None,
) -> None:
    """Compute the cells in `workers` processes of one thread each; Ctrl-C or SIGTERM stops them all.

    Each worker has a line of its own, on which it is handed one cell at a time, those of one seed after the other: a
    worker that is killed then takes no lock with it, it is known what it was at, another is hired, and all else goes
    on. What only this process holds in memory is computed here, after the rest.
    """
    crew = Crew(ledger, device, origin)
    try:
        with unbroken():
            for _ in range(workers):
                crew.hire()
        left = _serve(crew, cells, ledger, watch, deadline)
    except BaseException:
        for process in crew.hired:
            process.terminate()
        raise
    finally:
        for process in crew.hired:
            process.join(10)
            if process.is_alive():
                process.kill()
    run_rest(left, cells, ledger, device, watch, deadline)


def _serve(crew: Crew, cells: Sequence[Cell], ledger: Ledger, watch: Watcher, deadline: float | None) -> list[int]:
    """Hand out the cells and pass on what the workers tell, until all have ended; gives those that none could make."""
    left, unlike = Handout([cell.seed for cell in cells]), []
    at: dict[Any, int | None] = dict.fromkeys(crew.at)

    def hand(line: Any) -> None:
        late = deadline is not None and time.monotonic() > deadline
        at[line] = number = None if late else left.next(line)
        with suppress(OSError):  # where it has ended, its line tells so next
            line.send(None if number is None else (number, cells[number].pack()))

    def replace(line: Any) -> None:
        del at[line]
        at[crew.replace(line)] = None

    while at:
        for line in cast(list[Connection], wait(list(at))):
            try:
                event = line.recv()
            except (EOFError, OSError):
                number, told = at[line], _end_of(crew.at[line])
                if number is not None:
                    watch({"cell": number, "status": failed(cells[number], ledger, crew.device, told)})
                if number is None and crew.is_ready(line):
                    del at[line]  # in order: there was nothing left for it
                else:
                    replace(line)
                continue
            if "ready" in event:
                crew.ready(line)
                hand(line)
                continue
            if "refused" in event:
                raise Refused(event["refused"])
            if "unlike" in event:
                unlike.append(event["cell"])
            elif "error" in event:
                event["status"] = failed(cells[event["cell"]], ledger, crew.device, event["error"])
            if "status" in event or "step" in event:
                watch({name: event[name] for name in ("cell", "status", "step", "steps") if name in event})
            if "step" not in event:
                replace(line) if event["over"] else hand(line)
    return unlike


def failed(cell: Cell, ledger: Ledger, device: str, why: str) -> str:
    """Note what a worker could not note itself, under the key that it was at; gives the status."""
    env = env_of(cell.trial, device)
    left = cell.left(ledger, env)
    return ledger.attempt(left[0], env, {"status": "error", "error": why}) if left else "ok"


def _end_of(process: Any) -> str:
    process.join(10)
    code = process.exitcode or 0
    if code == -getattr(signal, "SIGKILL", 9):
        return "the process that computed it ended with signal 9; the machine may have run out of memory"
    return f"the process that computed it ended with {f'signal {-code}' if code < 0 else f'exit code {code}'}"
