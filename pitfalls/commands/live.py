"""What a run shows while it goes: arms by seeds, the steps of those at work, and the time left."""

import time
from collections.abc import Sequence
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

MARKS = {"ok": ("done", "green"), "nan": ("nan", "yellow"), "error": ("error", "red"), "failed": ("failed", "red")}
MARKS |= {"elsewhere": ("other", "cyan")}


class Board:
    """The state of all cells of a plan; `watch` takes the engines' events, and the whole can be shown at any time."""

    def __init__(self, title: str, cells: Sequence[tuple[str, int]], done: set[int], console: Console):
        self.title, self.cells, self.console = title, cells, console
        self.state: dict[int, Any] = {number: "ok" for number in done}
        self.begun, self.before = time.monotonic(), len(done)
        self.live: Live | None = None

    def __enter__(self) -> "Board":
        if self.console.is_terminal:
            self.live = Live(self, console=self.console, refresh_per_second=4)
            self.live.start()
        return self

    def __exit__(self, *error: object) -> None:
        if self.live is not None:
            self.live.stop()

    def watch(self, event: dict[str, Any]) -> None:
        """Take an event: {"cell", "step", "steps"} while it works, {"cell", "status"} when it ends."""
        number = event["cell"]
        if "status" in event:
            self.state[number] = event["status"]
            if self.live is None:
                arm, seed = self.cells[number]
                told = MARKS.get(event["status"], (event["status"], ""))[0]
                text = f"{self._ended()}/{len(self.cells)} {arm}, seed {seed}: {told}; {self.left()}"
                self.console.print(Text(text))
        else:
            self.state[number] = event["step"] / max(event["steps"], 1)

    def left(self) -> str:
        """The time left, from what was done since the start."""
        done = self._share() - self.before
        if done < 0.2:
            return "time left: not known yet"
        seconds = (time.monotonic() - self.begun) * (len(self.cells) - self._share()) / done
        return f"{max(0, int(seconds)) // 60} min {max(0, int(seconds)) % 60:02d} s left"

    def __rich__(self) -> RenderableType:
        arms = list(dict.fromkeys(arm for arm, _ in self.cells))
        seeds = sorted({seed for _, seed in self.cells})
        table = Table(title=Text(self.title, "italic"), title_justify="left", box=None, pad_edge=False)
        table.add_column("arm")
        for seed in seeds:
            table.add_column(f"seed {seed}", justify="right", width=8)
        numbers = {cell: number for number, cell in enumerate(self.cells)}
        for arm in arms:
            table.add_row(Text(arm), *(self._mark(numbers.get((arm, seed))) for seed in seeds))
        bar = ProgressBar(total=len(self.cells), completed=self._share(), width=50)
        return Group(table, bar, Text(f"{self._ended()} of {len(self.cells)} cells, {self.left()}", style="dim"))

    def _mark(self, number: int | None) -> Text:
        found = self.state.get(number) if number is not None else ""
        if found is None:
            return Text(".", style="dim")
        if isinstance(found, float):
            return Text(f"{found:.0%}", style="bold")
        told, style = MARKS.get(found, (found, ""))
        return Text(told, style=style)

    def _ended(self) -> int:
        return sum(isinstance(each, str) for each in self.state.values())

    def _share(self) -> float:
        return sum(1.0 if isinstance(each, str) else 0.8 * each for each in self.state.values())
