"""What a run would do: cells, what is done, how long the rest would take here, what it could confirm."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pitfalls.commands.timing import TIMED, seconds
from pitfalls.experiment.cells import Cell, env_of
from pitfalls.experiment.experiment import Experiment, missing
from pitfalls.experiment.plain import plan_of
from pitfalls.ledger.ledger import Ledger
from pitfalls.ledger.rows import rows_of
from pitfalls.report.tables import title_of
from pitfalls.statistics.design import grouped, smallest_confirmable


def show(
    experiment: Experiment,
    name: str,
    settings: Sequence[str],
    seeds: int,
    ledger: Ledger,
    device: str,
    workers: int,
    console: Console,
) -> None:
    """Print the plan of an experiment."""
    cells = experiment.cells(seeds)
    plan = plan_of(experiment, name, seeds, bool(settings), settings)
    env = env_of(cells[0].trial, device)
    left = missing(cells, ledger, env)
    table = Table(title=Text(title_of(plan), "italic"), title_justify="left")
    for head in ("arm", "cells", "done", "steps", "batch", "cues", "defenses"):
        table.add_column(head, overflow="fold")
    for arm in dict.fromkeys(cell.arm for cell in cells):
        own: list[Cell] = [cell for cell in cells if cell.arm == arm]
        trial = own[0].trial
        words = lambda parts: ", ".join(type(part).__name__ for part in parts) or "-"
        done = sum(cell not in left for cell in own)
        table.add_row(
            Text(arm),
            str(len(own)),
            str(done),
            str(trial.steps),
            str(trial.batch),
            words(trial.cues),
            words(trial.defenses),
        )
    console.print(table)
    console.print(f"{len(cells)} cells, {len(cells) - len(left)} done, {len(left)} to compute.")
    if left:
        trials = [cell.trials()[key] for cell in left for key in cell.left(ledger, env)]
        console.print(
            f"About {seconds(trials, device) / workers / 60:.1f} minutes here ({device}, {workers} at a time), "
            f"from {TIMED} timed steps of each kind of trial."
        )
    console.print(f"Outcome: {experiment.outcome}; smallest effect that counts: {100 * experiment.delta:g} points.")
    for told in grouped(plan, smallest_confirmable(plan, rows_of(plan, ledger))):
        console.print(told, highlight=False, markup=False)
