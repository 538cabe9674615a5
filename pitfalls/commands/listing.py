"""`pitfalls list`: what the lab holds, in words, read off its files. No torch."""

import ast
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pitfalls.commands.kinds import KINDS, plural
from pitfalls.commands.unrun import files
from pitfalls.commands.written import Written, first_line, part, written
from pitfalls.experiment.find import experiments
from pitfalls.refused import Refused, nearest, snake

CEILING = "naming"  # the one task that is no proxy task
OTHERS = ("ceiling", "measures", "experiments")


def show(console: Console, words: list[str] | None = None) -> None:
    """Print every part with its meaning and its knobs, or those named by `words`: parts, or whole kinds."""
    heads = [*map(plural, KINDS), *OTHERS]
    if not words:
        for head in ("tasks", "ceiling", *(each for each in heads if each not in ("tasks", "ceiling"))):
            _section(console, head)
    for word in words or ():
        asked = snake(word)
        head = asked if asked in heads else plural(asked)
        if head in heads:
            _section(console, head)
        elif not _named(console, word):
            known = [name for head in heads for name, *_ in _lines(head)]
            raise Refused(f"the lab holds no {word!r}; {nearest(asked, known, also=heads)}")


def _section(console: Console, head: str) -> None:
    """One kind with all that is of it."""
    told = {
        "ceiling": "ceiling (supervised: no proxy task, but what the labels themselves teach)",
        "measures": "measures (what the features know)",
        "experiments": "experiments",
    }
    told |= {plural(kind): f"{plural(kind)} ({pitfall})" for kind, (_, _, pitfall) in KINDS.items()}
    console.print(Text(f"\n{told[head]}", style="bold underline"))
    for name, meaning, found in _lines(head):
        _part(console, name, meaning, found)


def _named(console: Console, word: str) -> bool:
    """Print what has that name, or stands in a file of that name; gives whether there is any."""
    lines = [(head, *line) for head in (*map(plural, KINDS), *OTHERS) for line in _lines(head)]
    asked = snake(word)
    named = [each for each in lines if asked in (each[1], each[3] and each[3].stem)]
    for head, name, meaning, found in named:
        console.print(Text(f"{head}:", style="dim"))
        _part(console, name, meaning, found)
    return bool(named)


def _lines(head: str) -> list[tuple[str, str, Written | None]]:
    """The name, the meaning, and what else is known of each thing under a head."""
    if head == "measures":
        found = [(file.path.stem, first_line(ast.get_docstring(file.tree)), None) for file in files("measures")]
        reading = part("Reading", "pitfalls.measures.reading")
        plain = [line for line in found if line[0] not in ("__init__", "reading")]
        return [*plain, ("reading", reading.meaning, reading)]
    if head == "experiments":
        return [(name, f"{path.parent.name}: {_first_line(path)}", None) for name, path in experiments().items()]
    kind = "task" if head == "ceiling" else next(each for each in KINDS if plural(each) == head)
    every = [(snake(name), found.turns or found.meaning, found) for name, found in written(kind).items()]
    return [line for line in every if kind != "task" or (line[0] == CEILING) == (head == "ceiling")]


def _part(console: Console, name: str, told: str, found: Written | None) -> None:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold cyan", no_wrap=True, min_width=18)
    table.add_column()
    table.add_row(Text(name), Text(told))
    console.print(table)
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, min_width=18, style="dim cyan")
    table.add_column(no_wrap=True)
    table.add_column()
    for knob in found.knobs if found else ():
        default = f"= {knob.default} {knob.unit}".rstrip() if knob.default else "must be given"
        allowed = f" ({knob.allowed})" if knob.allowed else ""
        table.add_row(f"  {knob.name}", Text(default), Text(f"{knob.meaning}{allowed}"))
    if table.row_count:
        console.print(table)


def _first_line(path: Path) -> str:
    """The first line of a file's docstring, without running the file."""
    try:
        return (ast.get_docstring(ast.parse(path.read_bytes())) or "").split("\n")[0]
    except SyntaxError as error:
        return f"cannot be read: line {error.lineno}: {error.msg}"
    except (ValueError, OSError) as error:
        return f"cannot be read: {error}"
