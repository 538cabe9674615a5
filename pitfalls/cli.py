"""The commands. Each is a few lines: it reads the words and calls the room that does the work."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console

from pitfalls.frozen import Refused, sentence

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Does a proxy task teach a network what it should, or does it let it cheat?",
)
out, err = Console(markup=False, emoji=False), Console(stderr=True, markup=False, emoji=False)
STOPPED = 130  # the exit code into which typer turns a KeyboardInterrupt

Name = Annotated[str, typer.Argument(help="An experiment's name (see `pitfalls list`) or a file of your own.")]
Images = Annotated[str | None, typer.Option("--images", help="A folder of images instead of the scenes.")]
Results = Annotated[str, typer.Option("--results", envvar="PITFALLS_RESULTS", help="Where records are kept.")]
Seeds = Annotated[int | None, typer.Option("--seeds", min=1, max=1000, help="How many seeds [the experiment's own].")]
Profile = Annotated[str, typer.Option("--profile", help="smoke (seconds), quick (minutes) or full (hours).")]
Device = Annotated[str, typer.Option("--device", help="auto, cpu, cuda or mps.")]
Set = Annotated[list[str], typer.Option("--set", help="KNOB=VALUE in every arm, as task.permutations=20; exploratory.")]


@app.command("list")
def list_() -> None:
    """Every task, cue, defense, score, dial, measure and experiment, with its knobs."""
    from pitfalls.listing import show

    show(out)


@app.command()
def show(
    task: Annotated[str, typer.Argument(help="A task: jigsaw, or jigsaw:grid=2,permutations=20.")],
    images: Images = None,
    plant: Annotated[list[str], typer.Option("--plant", help="CUE=STRENGTH, as lateral_aberration=2.")] = [],  # noqa: B006
    closed: Annotated[list[str], typer.Option("--with", help="A defense: drop_color, or gap=6.")] = [],  # noqa: B006
    count: Annotated[int, typer.Option("--count", min=1, max=16, help="How many images.")] = 4,
    to: Annotated[Path, typer.Option("-o", help="The picture's file: .png, .svg or .pdf.")] = Path("show.png"),
) -> None:
    """A picture of what the network is shown, with the answer, before and after each toggle."""
    if to.suffix not in (".png", ".svg", ".pdf"):
        raise Refused(f"-o is {str(to)!r}, but it should end on .png, .svg or .pdf.")
    from pitfalls.picture import show as picture
    from pitfalls.picture import trial_of
    from pitfalls.silent import without_effect

    trial = trial_of(task, images, plant, closed)
    page = picture(trial, count)
    for told in without_effect(trial, trial.images.load("test", trial.seed, 16)):
        err.print(told, highlight=False, markup=False)
    try:
        page.savefig(to, dpi=150)
    except OSError as error:
        raise Refused(f"{to} could not be written: {error.strerror}.") from error
    out.print(f"{to} written.", highlight=False)


@app.command()
def plan(
    name: Name,
    images: Images = None,
    seeds: Seeds = None,
    profile: Profile = "quick",
    device: Device = "auto",
    set_: Set = [],  # noqa: B006
    results: Results = "results",
) -> None:
    """What a run would compute, how long it would take, and the smallest effect that each look can confirm."""
    from pitfalls.claims import seeds_of
    from pitfalls.driver import workers_for
    from pitfalls.find import arranged
    from pitfalls.ledger import Ledger
    from pitfalls.outcome import device_named
    from pitfalls.plan import show as show_plan

    label, experiment, _ = arranged(name, profile, images, set_)
    place, ledger = str(device_named(device)), Ledger(results)
    asked = seeds or max(experiment.seeds, seeds_of(ledger, label))
    show_plan(experiment, label, asked, ledger, place, workers_for(place), out)


@app.command()
def run(
    name: Name,
    images: Images = None,
    seeds: Seeds = None,
    profile: Profile = "quick",
    device: Device = "auto",
    minutes: Annotated[
        float | None, typer.Option("--max-minutes", min=0.0, help="Begin no cell after so long.")
    ] = None,
    set_: Set = [],  # noqa: B006
    results: Results = "results",
) -> None:
    """Run an experiment, or what is missing of it, and say what it shows."""
    from pitfalls.driver import drive

    raise typer.Exit(drive(name, images, seeds, profile, device, minutes, set_, results, out))


@app.command("results")
def results_(
    name: Annotated[str | None, typer.Argument(help="An experiment; all that were run, if none is named.")] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Print the raw rows as CSV.")] = False,
    results: Results = "results",
) -> None:
    """Tables and verdicts of what was run, from stored rows."""
    from pitfalls.ledger import Ledger
    from pitfalls.rows import to_csv
    from pitfalls.stored import claims

    for claim, rows in claims(name, Ledger(results), _tell):
        if csv:
            sys.stdout.write(to_csv(rows))
        else:
            from pitfalls.tables import show as show_table

            show_table(claim, rows, out)
            out.print()


@app.command()
def report(
    name: Name,
    to: Annotated[Path | None, typer.Option("--to", help="Also put rows, claim and figure there, to be kept.")] = None,
    results: Results = "results",
) -> None:
    """Write the HTML page and the figure of an experiment that was run."""
    from pitfalls.ledger import Ledger
    from pitfalls.publish import keep, publish
    from pitfalls.stored import claims

    ledger = Ledger(results)
    for claim, rows in claims(name, ledger, _tell):
        out.print(f"{publish(claim, ledger)} written.", highlight=False)
        if to is not None:
            out.print(f"{keep(claim, rows, to)} written.", highlight=False)


@app.command()
def doctor(results: Results = "results") -> None:
    """Versions, devices, determinism, disk, and where things lie."""
    from pitfalls.doctor import show as show_health

    show_health(results, out)


def main() -> None:
    """Entry point: bad input is one sentence and exit code 2."""
    try:
        app()
    except ValidationError as error:
        _refuse(sentence(error))
    except Refused as error:
        _refuse(str(error))
    except SystemExit as end:
        if end.code == STOPPED:
            err.print("Stopped; what was finished is kept, and the same command goes on from there.", soft_wrap=True)
        raise
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # `pitfalls list | head` is no error


def _refuse(told: str) -> None:
    _tell(told)
    sys.exit(2)


def _tell(told: str) -> None:
    err.print(f"pitfalls: {told.rstrip('.')}.", highlight=False, soft_wrap=True)


if __name__ == "__main__":
    main()
