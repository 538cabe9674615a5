"""What a run would do: cells, what is done, how long the rest would take here, what it could confirm."""

import time
from collections.abc import Sequence
from dataclasses import replace

import torch
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pitfalls.experiment.cells import Cell
from pitfalls.experiment.experiment import Experiment, missing
from pitfalls.experiment.plain import plan_of
from pitfalls.images.held import load
from pitfalls.ledger.ledger import Ledger
from pitfalls.ledger.rows import rows_of
from pitfalls.report.tables import title_of
from pitfalls.statistics.design import grouped, smallest_confirmable
from pitfalls.training.knowledge import measured
from pitfalls.training.loop import start, train
from pitfalls.training.outcome import device_named, prepared
from pitfalls.trial import Trial

WARM, TIMED = 2, 6  # steps


def seconds_of(trial: Trial, device: str) -> float:
    """Seconds that a trial would take here on one core or one device, from a few timed steps and a small reading."""
    place = device_named(device)
    if place.type == "cpu":
        torch.set_num_threads(1)
    asked, share = trial.reading, 8
    small = replace(
        asked,
        train=max(asked.train // share, 64),
        validation=max(asked.validation // share, 32),
        test=max(asked.test // share, 64),
        questions=max(asked.questions // share, 64),
    )
    with torch.random.fork_rng(devices=[]):
        ready = prepared(trial)
        pictures = load(trial.images, "train", trial.seed, None, place)
        network = start(ready, pictures, place)
        train(replace(ready, steps=WARM), network, pictures, place)
        began = time.perf_counter()
        train(replace(ready, steps=TIMED), network, pictures, place)
        step = (time.perf_counter() - began) / TIMED
        began = time.perf_counter()
        measured(replace(ready, reading=small), network, place, reliance=True)
        reading = (time.perf_counter() - began) * asked.train / small.train
    return step * trial.steps + reading * 1.5  # the floor is read too, without the questions


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
    left = missing(cells, ledger)
    table = Table(title=Text(title_of(plan), "italic"), title_justify="left")
    for head in ("arm", "cells", "done", "steps", "batch", "cues", "defenses"):
        table.add_column(head, overflow="fold")
    for arm in dict.fromkeys(cell.arm for cell in cells):
        own: list[Cell] = [cell for cell in cells if cell.arm == arm]
        trial = own[0].trial
        words = lambda parts: ", ".join(type(part).__name__ for part in parts) or "-"
        done = sum(cell.done(ledger) for cell in own)
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
        each = {arm: seconds_of(next(c.trial for c in left if c.arm == arm), device) for arm in {c.arm for c in left}}
        total = sum(each[cell.arm] for cell in left) / workers
        console.print(
            f"About {total / 60:.1f} minutes here ({device}, {workers} at a time), "
            f"from {TIMED} timed steps and a small reading of each arm."
        )
    console.print(f"Outcome: {experiment.outcome}; smallest effect that counts: {100 * experiment.delta:g} points.")
    for told in grouped(plan, smallest_confirmable(plan, rows_of(plan, ledger))):
        console.print(told, highlight=False, markup=False)
