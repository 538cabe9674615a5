"""`pitfalls list`: what the lab holds, in words."""

from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pitfalls.commands.catalog import KINDS, knobs, meaning, measures, parts, snake
from pitfalls.experiment.find import experiments
from pitfalls.measures.reading import Reading
from pitfalls.tasks.naming import Naming

PLURAL = {"images": "images"}


def show(console: Console) -> None:
    """Print every part with its meaning and its knobs."""
    for kind, (_, _, pitfall) in KINDS.items():
        _head(console, f"{PLURAL.get(kind, kind + 's')} ({pitfall})")
        for name, part in parts(kind).items():
            if part is Naming:
                continue
            if kind == "dial":
                settings = ", ".join(str(value) for value in part.values)
                _part(console, name, f"{part.field} through {settings}")
            else:
                _part(console, snake(name), meaning(part))
                _knobs(console, part)
        if kind == "task":
            _head(console, "ceiling (supervised: no proxy task, but what the labels themselves teach)")
            _part(console, snake(Naming.__name__), meaning(Naming))
            _knobs(console, Naming)
    _head(console, "measures (what the features know)")
    for name, told in measures().items():
        if name != "reading":
            _part(console, name, told)
    _part(console, "reading", meaning(Reading))
    _knobs(console, Reading)
    _head(console, "experiments")
    for name, path in experiments().items():
        _part(console, name, f"{path.parent.name}: {_first_line(path)}")


def _head(console: Console, text: str) -> None:
    console.print(Text(f"\n{text}", style="bold underline"))


def _part(console: Console, name: str, told: str) -> None:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold cyan", no_wrap=True, min_width=18)
    table.add_column()
    table.add_row(Text(name), Text(told))
    console.print(table)


def _knobs(console: Console, part: type) -> None:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, min_width=18, style="dim cyan")
    table.add_column(no_wrap=True)
    table.add_column()
    for knob in knobs(part):
        default = f"= {knob.default} {knob.unit}".rstrip() if knob.default else "must be given"
        allowed = f" ({knob.allowed})" if knob.allowed else ""
        table.add_row(f"  {knob.name}", default, Text(f"{knob.meaning}{allowed}"))
    if table.row_count:
        console.print(table)


def _first_line(path: Path) -> str:
    """The first line of a file's docstring, without running the file."""
    import ast

    try:
        return (ast.get_docstring(ast.parse(path.read_text())) or "").split("\n")[0]
    except SyntaxError as error:
        return f"cannot be read: line {error.lineno}: {error.msg}"
    except ValueError as error:
        return f"cannot be read: {error}"
