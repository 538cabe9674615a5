"""Where cells run: in this process, or in as many processes as there are cores, one thread a trial."""

import multiprocessing as mp
import os
import queue
import signal
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from pitfalls.frozen import Refused
from pitfalls.ledger import Ledger

# What a worker starts with: one thread, and large tensors on huge pages (fewer page faults, the same numbers).
WORKER = {"OMP_NUM_THREADS": "1", "THP_MEM_ALLOC_ENABLE": "1"}
Event = dict[str, Any]  # cell (number), step, steps; or cell, status
Watcher = Callable[[Event], None]


def run_here(cells: Sequence, ledger: Ledger, device: str, watch: Watcher, deadline: float | None = None) -> None:
    """Compute the cells one after the other in this process; past the deadline (time.monotonic) none is begun."""
    from pitfalls.cells import compute

    for number, cell in enumerate(cells):
        if deadline is not None and time.monotonic() > deadline:
            return
        step = lambda at, of, number=number: watch({"cell": number, "step": at, "steps": of})
        watch({"cell": number, "status": compute(cell, ledger, device, step)})


def run_processes(
    cells: Sequence, ledger: Ledger, device: str, watch: Watcher, workers: int, deadline: float | None = None
) -> None:
    """Compute the cells in `workers` processes of one thread each; Ctrl-C or SIGTERM stops them all."""
    context = mp.get_context("spawn")
    jobs, events = context.Queue(), context.Queue()
    for number, cell in enumerate(cells):
        jobs.put((number, cell.pack()))
    for _ in range(workers):
        jobs.put(None)
    arguments = (jobs, events, str(ledger.folder), device, os.getpid())
    crew = [context.Process(target=_work, args=arguments, daemon=True) for _ in range(workers)]
    before = dict(os.environ)
    os.environ |= WORKER
    for process in crew:
        process.start()
    os.environ.clear()
    os.environ |= before
    try:
        _listen(crew, events, watch, deadline, jobs)
    finally:
        for process in crew:
            process.terminate()
        for process in crew:
            process.join(10)
            if process.is_alive():
                process.kill()
        for each in (jobs, events):
            each.cancel_join_thread()


def _listen(crew: list, events: Any, watch: Watcher, deadline: float | None, jobs: Any) -> None:
    """Pass on what the workers tell until all of them have ended."""
    drained = False
    while True:
        try:
            event = events.get(timeout=0.5)
        except queue.Empty:
            if not any(process.is_alive() for process in crew):
                return
        else:
            if "refused" in event:
                raise Refused(event["refused"])
            watch(event)
        if deadline is not None and not drained and time.monotonic() > deadline:
            drained = True
            _drain(jobs, len(crew))


def _drain(jobs: Any, workers: int) -> None:
    """Take back what nobody has begun."""
    try:
        while True:
            jobs.get_nowait()
    except queue.Empty:
        for _ in range(workers):
            jobs.put(None)


def _work(jobs: Any, events: Any, folder: str, device: str, parent: int) -> None:
    """One worker: compute cells until there are none; a worker without its parent ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the driver decides; it ends the workers with SIGTERM
    signal.signal(signal.SIGTERM, _leave)

    def outlive_nobody() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=outlive_nobody, daemon=True).start()
    from pitfalls.cells import compute, unpack

    ledger = Ledger(folder)
    while (job := jobs.get()) is not None:
        number, data = job
        told = [0.0]

        def step(at: int, of: int, number: int = number, told: list[float] = told) -> None:
            if time.monotonic() - told[0] > 0.25 or at == of:
                told[0] = time.monotonic()
                events.put({"cell": number, "step": at, "steps": of})

        try:
            events.put({"cell": number, "status": compute(unpack(data), ledger, device, step)})
        except Refused as error:
            events.put({"cell": number, "status": "error", "refused": str(error)})


def _leave(number: int, frame: Any) -> None:
    raise SystemExit(128 + number)
