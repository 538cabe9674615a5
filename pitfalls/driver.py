"""Drive an experiment from its name to its rows: plan, compute what is missing, show, publish."""

import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress

from pitfalls.engines import run_here, run_processes
from pitfalls.experiment import Experiment, missing, plan_of
from pitfalls.find import arranged
from pitfalls.ledger import Ledger
from pitfalls.live import Board
from pitfalls.outcome import device_named
from pitfalls.picture import show as picture
from pitfalls.publish import PICTURE, publish
from pitfalls.rows import rows_of, store_claim
from pitfalls.tables import show


def workers_for(device: str) -> int:
    """How many trials go on at a time: one a core on the CPU, one on a device of another kind."""
    return (
        max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
        if (device == "cpu")
        else 1
    )


def drive(
    name: str,
    images: str | None,
    seeds: int | None,
    profile: str,
    device: str,
    minutes: float | None,
    settings: Sequence[str],
    results: str,
    console: Console,
) -> int:
    """Run what is missing of an experiment and print what it shows; gives the exit code."""
    label, experiment, exploratory = arranged(name, profile, images, settings)
    place = str(device_named(device))
    if images is not None:
        _tell_ingest(experiment, console)
    ledger = Ledger(results)
    cells = experiment.cells(seeds or experiment.seeds)
    plan = plan_of(experiment, label, seeds or experiment.seeds, exploratory)
    folder = store_claim(ledger, plan)
    left = missing(cells, ledger)
    keys = {cell.key for cell in left}
    done = {number for number, cell in enumerate(cells) if cell.key not in keys}
    numbers = [number for number, cell in enumerate(cells) if cell.key in keys]
    deadline = None if minutes is None else time.monotonic() + 60 * minutes
    if left:
        console.print(
            f"{len(left)} of {len(cells)} cells to compute on {place}; records go to {results}.", highlight=False
        )
        signal.signal(signal.SIGTERM, _stop)
        with Board(f"{label}: {experiment.question}", [(c.arm, c.seed) for c in cells], done, console) as board:
            told = lambda event: board.watch(event | {"cell": numbers[event["cell"]]})
            crew = min(workers_for(place), len(left))
            if crew > 1:
                run_processes(left, ledger, place, told, crew, deadline)
            else:
                run_here(left, ledger, place, told, deadline)
    _draw(experiment, folder / PICTURE)
    rows = rows_of(plan, ledger)
    show(plan, rows, console)
    console.print(f"Page: {publish(plan, ledger)}", highlight=False)
    return _closing(rows, ledger, console)


def _closing(rows: list[dict[str, Any]], ledger: Ledger, console: Console) -> int:
    """Say what is still missing and why; 1 if a cell failed, else 0."""
    failed = [row for row in rows if row["status"] == "error"]
    waiting = [row for row in rows if row["status"] in ("missing", "interrupted")]
    for row in failed[:3]:
        attempt = ledger.attempted(row["key"]) or {}
        console.print(
            f"{row['arm']}, seed {row['seed']} failed: {attempt.get('error', '')}", highlight=False, markup=False
        )
    if failed:
        console.print(f"{len(failed)} cells failed; the same command tries them again.")
    if waiting:
        console.print(f"{len(waiting)} cells are still to be computed; the same command goes on from here.")
    return 1 if failed else 0


def _draw(experiment: Experiment, path: Path) -> None:
    """The picture of the arm in which most is toggled, for the page; drawn once."""
    if path.is_file():
        return
    fullest = max(experiment.arms.values(), key=lambda trial: len(trial.cues) + len(trial.defenses))
    path.parent.mkdir(parents=True, exist_ok=True)
    picture(fullest).savefig(path, dpi=80)


def _tell_ingest(experiment: Experiment, console: Console) -> None:
    """Read the folder before anything else, and say what was skipped."""
    from pitfalls.images import ingest
    from pitfalls.images.folder import Folder

    source = next(iter(experiment.arms.values())).images
    assert isinstance(source, Folder)
    with Progress(console=console, transient=True) as progress:
        bar = progress.add_task("reading the images", total=None)
        ingest.watch = lambda done, total: progress.update(bar, completed=done, total=total)
        told = source.report().sentences()
    for line in told:
        console.print(line, highlight=False, markup=False)
    if not source.load("test", 0, 1).classes:
        console.print("The pictures have no labels: the proxy is read, the probes are not.")


def _stop(number: int, frame: Any) -> None:
    raise KeyboardInterrupt
