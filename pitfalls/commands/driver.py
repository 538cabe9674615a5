"""Drive an experiment from its name to its rows: plan, compute what is missing, show, publish."""

import io
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from pitfalls.commands.asked import Asked
from pitfalls.commands.closing import closing
from pitfalls.commands.intake import enough, tell
from pitfalls.commands.live import Board
from pitfalls.commands.stopping import stoppable
from pitfalls.engines.engine import engine_named
from pitfalls.engines.local import workers_for as workers_for
from pitfalls.experiment.cells import Cell
from pitfalls.experiment.experiment import Experiment, missing
from pitfalls.experiment.find import arranged
from pitfalls.experiment.origin import Origin
from pitfalls.experiment.plain import fullest, plan_of
from pitfalls.experiment.shard import shard as shard_of
from pitfalls.images.once import once
from pitfalls.ledger.claims import seeds_of, store_claim
from pitfalls.ledger.ledger import Ledger
from pitfalls.ledger.rows import rows_of
from pitfalls.ledger.stored import path_of
from pitfalls.records.blame import blamed, named
from pitfalls.report.picture import show as picture
from pitfalls.report.publish import publish
from pitfalls.report.shown import show
from pitfalls.writing import write_whole


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
    engine: str = "local",
    shard: str | None = None,
    asked_for: Asked | None = None,
) -> int:
    """Run what is missing of an experiment, or of a shard of it, and print what it shows; gives the exit code.

    asked_for: what is turned and toggled of the task `name`, where that is what is asked.
    """
    with stoppable(), once(), engine_named(engine) as at:
        arrange = asked_for.arranged if asked_for else arranged
        label, experiment, set_by_hand = arrange(name, profile, images, settings)
        place = at.place(device)
        tell(next(iter(experiment.arms.values())).images, console)
        ledger = Ledger(results)
        stored = seeds_of(ledger, label)
        asked = seeds or max(experiment.seeds, stored)
        cells = experiment.cells(asked)
        own = cells if shard is None else shard_of(cells, shard)
        mine = {(cell.arm, cell.seed) for cell in own}
        env = at.env(cells[0].trial, place)
        left = [cell for cell in missing(cells, ledger, env) if (cell.arm, cell.seed) in mine]
        enough(cell.trial for cell in left)
        # a claim that was shown with more seeds keeps them: fewer would open a look that is over
        plan = plan_of(experiment, label, max(asked, stored), bool(set_by_hand), set_by_hand)
        plan, told = store_claim(ledger, plan)
        if told:
            console.print(told, highlight=False, markup=False)
        if stored > asked:
            told = f"{label} has {stored} seeds already and is shown with all of them: a look cannot be taken back."
            console.print(told, highlight=False, markup=False)
        if left:
            told = f"{len(left)} of {len(own)} cells to compute on {place}; records go to {results}."
            console.print(told, highlight=False, markup=False)
            deadline = None if minutes is None else time.monotonic() + 60 * minutes
            origin = Origin(name, profile, images, tuple(settings), asked)
            board, numbers = _board(f"{label}: {experiment.question}", own, left, console)
            with board:
                watch = lambda event: board.watch(event | {"cell": numbers[event["cell"]]})
                at.run(left, ledger, place, watch, deadline, origin)
        _draw(experiment, path_of(ledger, label).parent / plan["picture"], console)
        rows = rows_of(plan, ledger)
        show(plan, rows, console, results)
        console.print(f"Page: {publish(plan, ledger)}", highlight=False, markup=False)
        return closing(rows, asked, shard, console)


def _board(title: str, cells: list[Cell], left: list[Cell], console: Console) -> tuple[Board, list[int]]:
    """The board of all cells, and the numbers on it of those left."""
    keys = {cell.key for cell in left}
    numbers = [number for number, cell in enumerate(cells) if cell.key in keys]
    done = set(range(len(cells))) - set(numbers)
    return Board(title, [(cell.arm, cell.seed) for cell in cells], done, console), numbers


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
