"""`pitfalls audit`: from the words of the command line to a verdict, told as it is found."""

import json
import shlex
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from pitfalls.audit.auditing import Audit
from pitfalls.audit.finding import MEANING, Finding
from pitfalls.audit.giveaways import giveaways, png
from pitfalls.audit.verdict import ENOUGH, as_data, closing, headline, verdict, words
from pitfalls.commands.drawing import trial_of
from pitfalls.commands.endings import STOPPED, err, out
from pitfalls.commands.intake import tell
from pitfalls.commands.stopping import stoppable
from pitfalls.images.once import once
from pitfalls.images.scenes import Scenes
from pitfalls.refused import Refused, snake
from pitfalls.report.audit_page import GRAVE, cues, page, tried
from pitfalls.report.picture import laid_out
from pitfalls.writing import at_home

STYLES = {"broken": "bold red", "leak": "bold red", "flaw": "yellow", "easy": "blue", "note": "dim"}


def audited(
    task: str,
    images: str | None,
    plant: Sequence[str],
    closed: Sequence[str],
    as_json: bool,
    above: float | None,
    to: Path | None,
    size: int,
    seek: bool,
) -> int:
    """Audit, and tell; the exit code: 1 where a leak above `above` is left, or the question is broken."""
    to = at_home(to) if to else None
    if to and (to.suffix != ".html" or not to.parent.is_dir()):
        raise Refused(f"--page is {str(to)!r}, but it should end on .html, in a folder that is there")
    screen, stopped = err if as_json else out, False
    with once():
        trial = trial_of(task, images, plant, closed, size)
        tell(trial.images, screen)
        found = Audit(trial, seek=seek)
        try:
            with stoppable():
                follow(found, screen)
        except KeyboardInterrupt:
            stopped = True
        data = as_data(found)
        if as_json:
            print(json.dumps(data, indent=1))
        else:
            summed(found, data, screen)
            lines(found, partial(_line, task, images, plant, size), closed, screen)
        if to:
            written(found, data, to, _line(task, images, plant, size, closed))
            screen.print(f"{to} written.", highlight=False)
    if stopped:
        err.print("Stopped; above is what was found until then. An audit begins anew each time.", soft_wrap=True)
        sys.exit(STOPPED)
    return int(above is not None and found.fails(above))


def follow(found: Audit, screen: Console) -> None:
    """Do the audit, and print each thing as it is found."""
    with Progress(console=screen, transient=True) as progress:
        bar = progress.add_task("looking at the question", total=None)
        watch = lambda what, done, count: progress.update(
            bar, description=f"asking ({what})", completed=done, total=count
        )
        for each in found.steps(watch):
            if isinstance(each, Finding):
                screen.print(Text(f"{GRAVE[each.gravity]}: {each.told}", STYLES[each.gravity]))
            else:
                behind = f" behind {each.behind}" if each.behind else ""
                told = f"{words(each.attacker)}{behind}: {100 * each.share:.1f} % of the way"
                told += "" if each.control is None else f", where there is no cue {100 * each.control:.1f} %"
                screen.print(Text(told, "bold" if each.leaks else "dim"))


def summed(found: Audit, data: dict[str, Any], screen: Console) -> None:
    """Print the table of cues by defenses, what was tried, and the verdict."""
    _table("How far each cue alone goes, percent of the way from chance to perfect; *: a leak", cues(data), screen)
    _table("What is left behind each defense, percent", tried(data), screen)
    for name, why in found.skipped.items():
        screen.print(Text(f"{words(name)} was not asked: {why.rstrip('.')}.", "dim"))
    screen.print(Text(headline(found), "bold"))
    for each in verdict(found):
        screen.print(Text.assemble((GRAVE[each.gravity], STYLES[each.gravity]), f": {each.told}"))
        if each.advice:
            screen.print(Text(f"  {each.advice}", "green"))


def lines(found: Audit, line: Callable[[list[str]], str], closed: Sequence[str], screen: Console) -> None:
    """Print the line to type next, with a defense for each leak that one closes."""
    more = list(closed)
    for leak in found.leaks:
        best = closing(found, leak)[:1]
        name = snake(best[0][0].behind) if best and best[0][1] <= ENOUGH else ""
        more += [name] if name and name not in more else []
    if len(more) > len(closed):
        screen.print(Text(f"next: {line(more)}", "green"), soft_wrap=True)


def written(found: Audit, data: dict[str, Any], to: Path, line: str) -> None:
    """Write the page, with the questions that give answers away."""
    shown = {each.attacker: [png(laid_out(views)) for views in giveaways(found, each)] for each in found.leaks}
    try:
        to.write_text(page(data, MEANING, shown, line), encoding="utf-8")
    except OSError as error:
        raise Refused(f"{to} could not be written: {error.strerror}") from error


def _line(task: str, images: str | None, plant: Sequence[str], size: int, closed: Sequence[str]) -> str:
    given = [f"--images {shlex.quote(images)}"] if images else []
    given += [f"--size {size}"] if size != Scenes().size else []
    given += [f"--plant {each}" for each in plant] + [f"--with {each}" for each in closed]
    return " ".join(["pitfalls audit", shlex.quote(task), *given])


def _table(title: str, rows: list[list[str]], screen: Console) -> None:
    if not rows:
        return
    table = Table(title=Text(title), title_justify="left", box=None, padding=(0, 2, 0, 0))
    for place, head in enumerate(rows[0]):
        table.add_column(Text(head), justify="left" if not place else "right", overflow="fold")
    for row in rows[1:]:
        table.add_row(*map(Text, row))
    screen.print(table)
