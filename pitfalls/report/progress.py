"""How far a trial is, while `pitfalls.run` is at it: a bar in a terminal or a notebook, and nothing elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

BEFORE, AFTER = "reading its pictures, and the untrained net", "reading its features, and asking it"


@contextmanager
def watched(title: str, console: Console | None = None) -> Iterator[Callable[[int, int], None]]:
    """Gives what takes (step, steps) from a trial and shows it, with what is being read before and after its steps."""
    console = console or Console(stderr=True)
    if not (console.is_terminal or console.is_jupyter):
        yield lambda step, steps: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task(f"{title}: {BEFORE}", total=None)

        def watch(step: int, steps: int) -> None:
            told = AFTER if step >= steps - 1 else "training"
            progress.update(bar, completed=step + (step == steps - 1), total=steps, description=f"{title}: {told}")

        yield watch
