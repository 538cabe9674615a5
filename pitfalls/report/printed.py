"""A finished trial as a small table in text: what was measured, what stands beside it, what each number means."""

from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pitfalls.ledger.columns import COLUMNS, kinds
from pitfalls.report.labels import called
from pitfalls.report.screen import as_text


def printed(trial: Any, record: dict[str, Any]) -> str:
    """The table of a trial's record as text, without colors."""
    outcome, head = record["outcome"], [called(part) for part in (trial.task, *trial.cues, *trial.defenses)]
    told = [f"steps: {record.get('steps', trial.steps)}", f"seed: {trial.seed}", f"status: {record['status']}"]
    told.append(f"key: {record['key']}")
    table = Table(box=SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    for title, side in (("measure", "left"), ("%", "right"), ("untrained", "right"), ("chance", "right"), ("", "left")):
        table.add_column(title, justify=side, style=None)  # pyright: ignore[reportArgumentType]
    shown = [each for each in COLUMNS if each in kinds("accuracy") and not each.startswith(("floor_", "chance"))]
    for measure in (each for each in shown if each in outcome):
        chance = outcome.get("chance") if measure.startswith("proxy") else None
        cells = (outcome[measure], outcome.get(f"floor_{measure}"), chance)
        table.add_row(measure, *map(_percent, cells), Text(COLUMNS[measure].told))
    counts = {"n_test": "test images behind the probes", "questions": "questions behind the proxies"}
    behind = [f"{outcome[each]} {said}" for each, said in counts.items() if each in outcome]
    below = f"percent right on unseen images; {', '.join(behind)}"
    read = (table, below) if table.row_count else ("nothing was read of the network",)

    def draw(console: Console) -> None:
        for each in (Text(" + ".join(head)), Text(", ".join(told)), *read):
            console.print(each, highlight=False)

    return as_text(draw)


def _percent(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.1f}"
