"""Drive an experiment from its name to its rows: plan, compute what is missing, show, publish."""

import io
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from pitfalls.commands.intake import enough, tell
from pitfalls.commands.live import Board
from pitfalls.commands.stopping import stoppable
from pitfalls.engines.engines import run_here, run_processes
from pitfalls.experiment.cells import Cell, env_of, unpack
from pitfalls.experiment.experiment import Experiment, missing
from pitfalls.experiment.find import arranged
from pitfalls.experiment.plain import fullest, plan_of
from pitfalls.frozen import Refused
from pitfalls.images.once import once
from pitfalls.ledger.claims import seeds_of, store_claim
from pitfalls.ledger.ledger import Ledger
from pitfalls.ledger.rows import rows_of
from pitfalls.ledger.stored import path_of
from pitfalls.records.blame import blamed, named
from pitfalls.report.picture import show as picture
from pitfalls.report.publish import publish
from pitfalls.report.shown import show
from pitfalls.training.place import device_named
from pitfalls.writing import write_whole


def workers_for(device: str) -> int:
    """How many trials go on at a time: one a core on the CPU, one on a device of another kind."""
    if device != "cpu":
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


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
    with stoppable(), once():
        label, experiment, set_by_hand = arranged(name, profile, images, settings)
        place = str(device_named(device))
        tell(next(iter(experiment.arms.values())).images, console)
        ledger = Ledger(results)
        stored = seeds_of(ledger, label)
        asked = seeds or max(experiment.seeds, stored)
        cells = experiment.cells(asked)
        env = env_of(cells[0].trial, place)
        left = missing(cells, ledger, env)
        enough(cell.trial for cell in left)
        # a claim that was shown with more seeds keeps them: fewer would open a look that is over
        plan = plan_of(experiment, label, max(asked, stored), bool(set_by_hand), set_by_hand)
        plan, told = store_claim(ledger, plan)
        if told:
            console.print(told, highlight=False, markup=False)
        if left:
            console.print(
                f"{len(left)} of {len(cells)} cells to compute on {place}; records go to {results}.",
                highlight=False,
                markup=False,
            )
            deadline = None if minutes is None else time.monotonic() + 60 * minutes
            title = f"{label}: {experiment.question}"
            _compute(cells, left, ledger, place, deadline, title, console)
        _draw(experiment, path_of(ledger, label).parent / plan["picture"], console)
        rows = rows_of(plan, ledger)
        show(plan, rows, console)
        console.print(f"Page: {publish(plan, ledger)}", highlight=False, markup=False)
        return _closing(rows, asked, console)


def _compute(
    cells: list[Cell],
    left: list[Cell],
    ledger: Ledger,
    place: str,
    deadline: float | None,
    title: str,
    console: Console,
) -> None:
    """Compute what is left of the cells, and show all of them while it goes."""
    keys = {cell.key for cell in left}
    numbers = [number for number, cell in enumerate(cells) if cell.key in keys]
    done = set(range(len(cells))) - set(numbers)
    with Board(title, [(cell.arm, cell.seed) for cell in cells], done, console) as board:
        told = lambda event: board.watch(event | {"cell": numbers[event["cell"]]})
        crew = min(workers_for(place), len(left)) if all(map(_travels, left)) else 1
        if crew > 1:
            run_processes(left, ledger, place, told, crew, deadline)
        else:
            run_here(left, ledger, place, told, deadline)


def _travels(cell: Cell) -> bool:
    """Whether another process could make the cell from plain data: what lives in memory only is computed here."""
    try:
        unpack(cell.pack())
    except Refused:
        return False
    return True


def _closing(rows: list[dict[str, Any]], asked: int, console: Console) -> int:
    """Say what is still missing and why; 1 if a cell failed and will be tried again, else 0."""
    failed = [row for row in rows if row["status"] == "error"]
    over = [row for row in rows if row["status"] == "failed"]
    waiting = [row for row in rows if row["status"] in ("missing", "interrupted")]
    for row in (failed or over)[:3]:
        told = f"{row['arm']}, seed {row['seed']} failed: {row.get('error', '')}"
        console.print(told, highlight=False, markup=False)
    if failed:
        console.print(f"{len(failed)} cells failed; the same command tries them again.")
    if over:
        told = f"{len(over)} cells failed twice with the same error; they are counted as failed, and tried no more."
        console.print(f"{told} What is deleted under attempts is tried anew.")
    if waiting:
        command = "the same command" if all(row["seed"] < asked for row in waiting) else "a run without --seeds"
        console.print(f"{len(waiting)} cells are still to be computed; {command} goes on from here.")
    return 1 if failed else 0


def _draw(experiment: Experiment, path: Path, console: Console) -> None:
    """The picture of the arm in which most is toggled, for the page; drawn once for each such trial."""
    if path.is_file():
        return
    image = io.BytesIO()
    try:
        picture(fullest(experiment)).savefig(image, dpi=80)
    except Exception as error:  # the rows are there, and a picture is no reason not to show them
        told = f"The page has no picture of the views: {blamed(error) or named(error)}."
        console.print(told, highlight=False, markup=False)
    else:
        write_whole(path, image.getvalue())
