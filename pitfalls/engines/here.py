"""Cells one after the other in this process."""

import time
from collections.abc import Callable, Sequence
from typing import Any

from pitfalls.experiment.cells import Cell, compute
from pitfalls.ledger.ledger import Ledger

Watcher = Callable[[dict[str, Any]], None]  # takes {cell (number), step, steps}, or {cell, status}


def run_here(cells: Sequence[Cell], ledger: Ledger, device: str, watch: Watcher, deadline: float | None = None) -> None:
    """Compute the cells one after the other in this process; past the deadline (time.monotonic) none is begun."""
    for number, cell in enumerate(cells):
        if deadline is not None and time.monotonic() > deadline:
            return
        step = lambda at, of, number=number: watch({"cell": number, "step": at, "steps": of})
        watch({"cell": number, "status": compute(cell, ledger, device, step)})


def run_rest(
    left: Sequence[int], cells: Sequence[Cell], ledger: Ledger, device: str, watch: Watcher, deadline: float | None
) -> None:
    """Compute here the cells of these numbers, which no other process could make."""
    told = lambda event: watch(event | {"cell": left[event["cell"]]})
    run_here([cells[number] for number in left], ledger, device, told, deadline)
