"""One worker: a process that computes the cells it is handed on its line, and tells how they go."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from pitfalls.experiment.cells import compute
from pitfalls.experiment.origin import Origin, remade
from pitfalls.frozen import Refused
from pitfalls.images.once import once
from pitfalls.ledger.ledger import Ledger

Event = dict[str, Any]


def work(line: Any, folder: str, device: str, origin: Origin | None, parent: int) -> None:
    """Compute what comes until there is nothing more; a worker without its parent ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the driver decides; it ends the workers with SIGTERM
    signal.signal(signal.SIGTERM, _leave)

    def outlive_nobody() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=outlive_nobody, daemon=True).start()
    try:
        serve(line, Ledger(folder), device, origin)
    except KeyboardInterrupt:
        raise SystemExit(128 + signal.SIGTERM) from None


def serve(line: Any, ledger: Ledger, device: str, origin: Origin | None) -> None:
    """Say that it is ready, and compute what comes on the line until there is nothing more."""
    _tell(line, {"ready": True})
    for number, data in _jobs(line):
        event = perform(data, origin, ledger, device, _steps(line, number)) | {"cell": number}
        # what failed may have left a device useless for whatever comes after it in the same process
        over = not device.startswith("cpu") and event.get("status") in ("error", "failed")
        _tell(line, event | {"over": over})
        if over:
            return


def perform(
    data: dict[str, Any], origin: Origin | None, ledger: Ledger, device: str, step: Callable[[int, int], None]
) -> Event:
    """Compute one packed cell; gives its {"status"}, what it was {"refused"} for, its {"error"}, or {"unlike"}.

    An error is that of a cell which could not be made; unlike is a cell that only the driver can make.
    """
    try:
        with once():
            cell = remade(data, origin)
            return {"unlike": True} if cell is None else {"status": compute(cell, ledger, device, step)}
    except Refused as error:
        return {"refused": str(error)}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


def _steps(line: Any, number: int) -> Callable[[int, int], None]:
    """Tells the steps of a cell, not oftener than four times a second."""
    told = 0.0

    def step(at: int, of: int) -> None:
        nonlocal told
        if time.monotonic() - told > 0.25 or at == of:
            told = time.monotonic()
            _tell(line, {"cell": number, "step": at, "steps": of})

    return step


def _jobs(line: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        while (job := line.recv()) is not None:
            yield job
    except EOFError:
        return


def _tell(line: Any, event: Event) -> None:
    try:
        line.send(event)
    except OSError:
        raise KeyboardInterrupt from None  # nobody listens any more


def _leave(number: int, frame: Any) -> None:
    signal.signal(number, signal.SIG_DFL)  # a second signal ends at once
    raise KeyboardInterrupt
