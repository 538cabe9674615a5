"""One worker: a process that computes the cells it is handed on its line, and tells how they go."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

from pitfalls.frozen import Refused
from pitfalls.ledger.ledger import Ledger


def work(line: Any, folder: str, device: str, parent: int) -> None:
    """Compute what comes until there is nothing more; a worker without its parent ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the driver decides; it ends the workers with SIGTERM
    signal.signal(signal.SIGTERM, _leave)

    def outlive_nobody() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=outlive_nobody, daemon=True).start()
    from pitfalls.experiment.cells import compute, unpack
    from pitfalls.images.once import once

    ledger = Ledger(folder)
    for number, data in _jobs(line):
        told = [0.0]

        def step(at: int, of: int, number: int = number, told: list[float] = told) -> None:
            if time.monotonic() - told[0] > 0.25 or at == of:
                told[0] = time.monotonic()
                _tell(line, {"cell": number, "step": at, "steps": of})

        try:
            with once():
                event = {"cell": number, "status": compute(unpack(data), ledger, device, step)}
        except Refused as error:
            event = {"cell": number, "refused": str(error)}
        except Exception as error:  # a cell that cannot be unpacked is one failed cell, not a lost worker
            event = {"cell": number, "error": f"{type(error).__name__}: {error}"}
        _tell(line, event)


def _jobs(line: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        while (job := line.recv()) is not None:
            yield job
    except EOFError:
        return


def _tell(line: Any, event: dict[str, Any]) -> None:
    try:
        line.send(event)
    except OSError:
        raise SystemExit(1) from None  # nobody listens any more


def _leave(number: int, frame: Any) -> None:
    signal.signal(number, signal.SIG_DFL)  # a second signal ends at once
    raise SystemExit(128 + number)
