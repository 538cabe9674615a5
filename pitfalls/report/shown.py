"""A claim in a terminal: its tables and words, as wide as the screen and never cut. No torch."""

from collections.abc import Iterator
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pitfalls.ledger.ledger import REVISION
from pitfalls.report.colors import TERMINAL
from pitfalls.report.dropped import dropped
from pitfalls.report.going_on import going_on
from pitfalls.report.legend import LOOK, legend
from pitfalls.report.notes import notes, title_of
from pitfalls.report.tables import BESIDE, LAYERS, beside, layers, over_floors, summary
from pitfalls.statistics.verdict import judge

GAP = 2  # columns that a column takes beside its text, the frame included
Column = list[Text]


def show(plan: dict[str, Any], rows: list[dict[str, Any]], console: Console, results: str = "results") -> None:
    """Print the table of a claim, the word for each contrast, and the command that goes on from there."""
    if plan.get("revision", REVISION) != REVISION:
        told = f"The rows below are of revision {plan['revision']} of the lab; this is {REVISION}, which makes others."
        console.print(told, highlight=False, markup=False)
    own = [row for row in rows if row["arm"] in plan["arms"]]
    ran = any(row["status"] == "ok" for row in own)
    if ran:
        lines = summary(rows, plan["outcome"])
        _print(title_of(plan), lines, legend(lines[0], plan), console)
        if layers(rows):
            _print(LAYERS, layers(rows), "points of accuracy", console)
    else:
        console.print(Text(title_of(plan), "italic"))
        console.print(f"No run has finished yet; the claim has {len(own)}.")
    if ran or any(row["status"] != "missing" for row in own):
        judged = judge(plan, rows)
        for each in judged:
            text = Text(each.sentence)
            text.highlight_words([each.word], TERMINAL[each.word])
            console.print(text)
            if each.floors:
                console.print(Text(f"  over their untrained nets: {over_floors(each)}", "dim"))
        if any(" look" in each.sentence for each in judged):
            console.print(Text(LOOK, "dim"))
        for told in going_on(plan, judged, results):
            console.print(Text(told), soft_wrap=True)
    for told in (*dropped(plan, rows), *notes(plan, rows)):
        console.print(Text(told))
    if ran:
        _print(BESIDE, beside(plan, rows), "points, with plain 95 % intervals", console)


def _print(title: str, lines: list[list[str]], note: str, console: Console) -> None:
    """Print a table, in parts one below the other where its columns do not fit side by side."""
    columns = [[Text(text) for text in cells] for cells in zip(*lines, strict=True)]
    fixed = 2 if lines[0][:2] == ["arm", "runs"] else 1
    parts = list(_parts(columns[:fixed], columns[fixed:], console.width))
    for place, part in enumerate(parts):
        first, last = place == 0, place == len(parts) - 1
        console.print(_table(title if first else "", part, note if last else "", console.width))


def _parts(names: list[Column], columns: list[Column], width: int) -> Iterator[list[Column]]:
    """The columns in as few even parts as fit when folded at spaces, each with the names before it."""
    for count in range(1, len(columns) + 1):
        size = -(-len(columns) // count)
        parts = [names + columns[start : start + size] for start in range(0, len(columns), size)]
        if all(sum(map(_longest, part)) + GAP * len(part) <= width for part in parts) or size == 1:
            yield from parts
            return
    yield names


def _longest(column: Column) -> int:
    return max((len(word) for text in column for word in text.plain.split()), default=0)


def _table(title: str, columns: list[Column], note: str, width: int) -> Table:
    """Where whole cells do not fit, each column is as wide as its longest word and folds at spaces: nothing is cut."""
    table = Table(
        title=Text(title, "italic") if title else None,
        title_justify="left",
        caption=Text(note, "dim") if note else None,
        caption_justify="left",
        box=SIMPLE_HEAD,
        show_edge=False,
        padding=(0, 1, 0, 0),
    )
    fits = sum(max(text.cell_len for text in column) + GAP for column in columns) <= width
    for column in columns:
        side = "left" if column is columns[0] else "right"
        table.add_column(column[0], justify=side, overflow="fold", width=None if fits else _longest(column))
    for cells in list(zip(*columns, strict=True))[1:]:
        table.add_row(*cells)
    return table
