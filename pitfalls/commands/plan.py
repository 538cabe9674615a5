"""What a run would do: cells, what is done, how long the rest would take here, what it could confirm."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pitfalls.commands.driver import workers_for
from pitfalls.commands.intake import enough, sound, tell
from pitfalls.commands.timing import TIMED, seconds
from pitfalls.experiment.cells import Cell, env_of
from pitfalls.experiment.experiment import Experiment, missing
from pitfalls.experiment.find import arranged
from pitfalls.experiment.plain import plan_of
from pitfalls.images.once import once
from pitfalls.ledger.claims import seeds_of
from pitfalls.ledger.ledger import Ledger
from pitfalls.ledger.rows import rows_of
from pitfalls.report.going_on import command
from pitfalls.report.labels import called
from pitfalls.report.legend import LOOK
from pitfalls.report.notes import notes
from pitfalls.report.tables import CEILING, title_of
from pitfalls.statistics.design import grouped, smallest_confirmable
from pitfalls.statistics.looks import LOOKS
from pitfalls.training.place import device_named


def planned(
    name: str,
    images: str | None,
    seeds: int | None,
    profile: str,
    device: str,
    settings: Sequence[str],
    results: str,
    console: Console,
) -> None:
    """Print the plan of an experiment as it is asked for on the command line."""
    with once():
        label, experiment, set_by_hand = arranged(name, profile, images, settings)
        place, ledger = str(device_named(device)), Ledger(results)
        tell(next(iter(experiment.arms.values())).images, console)
        enough(experiment.arms.values())
        sound(experiment.arms.values())
        asked = seeds or max(experiment.seeds, seeds_of(ledger, label))
        show(experiment, label, set_by_hand, asked, ledger, place, workers_for(place), console, name)


def show(
    experiment: Experiment,
    name: str,
    settings: Sequence[str],
    seeds: int,
    ledger: Ledger,
    device: str,
    workers: int,
    console: Console,
    file: str = "",
) -> None:
    """Print the plan of an experiment, which the user named as `file`."""
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
        words = lambda parts: ", ".join(map(called, parts)) or "-"
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
    if any(cell.arm == CEILING for cell in cells):
        told = f"{CEILING}: the same net trained on the labels themselves, added to show how far the probe could get"
        console.print(f"{told}; ceiling=False in the Experiment leaves it out.", highlight=False)
    console.print(f"Outcome: {experiment.outcome}; smallest effect that counts: {100 * experiment.delta:g} points.")
    console.print(LOOK, highlight=False)
    for told in grouped(plan, smallest_confirmable(plan, rows_of(plan, ledger))):
        console.print(told, highlight=False, markup=False)
    for told in notes(plan, []):
        console.print(told, highlight=False, markup=False)
    for told, count in (("To compute it", seeds), ("To the first look", LOOKS[0]))[: 1 + (seeds < LOOKS[0])]:
        going = Text(f"{told}: {command(plan, count, str(ledger.folder), file)}")
        console.print(going, soft_wrap=True)
