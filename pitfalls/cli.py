"""The commands. Each is a few lines: it reads the words and calls the room that does the work."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from pitfalls.commands.endings import err, in_order, out, tell_error
from pitfalls.commands.options import Count, Device, Images, Minutes, Name, Plant, Profile, Results, Seeds, Set, With
from pitfalls.refused import Refused

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Does a proxy task teach a network what it should, or does it let it cheat?",
)


@app.command("list")
def list_() -> None:
    """Every task, cue, defense, score, dial, measure and experiment, with its knobs."""
    from pitfalls.commands.listing import show

    show(out)


@app.command()
def show(
    task: Annotated[str, typer.Argument(help="A task: jigsaw, or jigsaw:grid=2,permutations=20,distance=2.")],
    images: Images = None,
    plant: Plant = [],  # noqa: B006
    closed: With = [],  # noqa: B006
    count: Count = 4,
    to: Annotated[Path, typer.Option("-o", help="The picture's file: .png, .svg or .pdf.")] = Path("show.png"),
) -> None:
    """A picture of what the network is shown, with the answer, before and after each toggle."""
    if to.suffix not in (".png", ".svg", ".pdf"):
        raise Refused(f"-o is {str(to)!r}, but it should end on .png, .svg or .pdf.")
    from pitfalls.commands.intake import tell
    from pitfalls.images.once import once
    from pitfalls.path.silent import without_effect
    from pitfalls.report.picture import show as picture
    from pitfalls.report.picture import trial_of

    with once():
        trial = trial_of(task, images, plant, closed)
        tell(trial.images, out)
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
    from pitfalls.commands.driver import workers_for
    from pitfalls.commands.intake import enough, tell
    from pitfalls.commands.plan import show as show_plan
    from pitfalls.experiment.find import arranged
    from pitfalls.images.once import once
    from pitfalls.ledger.claims import seeds_of
    from pitfalls.ledger.ledger import Ledger
    from pitfalls.training.place import device_named

    with once():
        label, experiment, set_by_hand = arranged(name, profile, images, set_)
        place, ledger = str(device_named(device)), Ledger(results)
        tell(next(iter(experiment.arms.values())).images, out)
        enough(experiment.arms.values())
        asked = seeds or max(experiment.seeds, seeds_of(ledger, label))
        show_plan(experiment, label, set_by_hand, asked, ledger, place, workers_for(place), out)


@app.command()
def run(
    name: Name,
    images: Images = None,
    seeds: Seeds = None,
    profile: Profile = "quick",
    device: Device = "auto",
    minutes: Minutes = None,
    set_: Set = [],  # noqa: B006
    results: Results = "results",
) -> None:
    """Run an experiment, or what is missing of it, and say what it shows."""
    from pitfalls.commands.driver import drive

    raise typer.Exit(drive(name, images, seeds, profile, device, minutes, set_, results, out))


@app.command("results")
def results_(
    name: Annotated[str | None, typer.Argument(help="An experiment; all that were run, if none is named.")] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Print the raw rows as CSV.")] = False,
    results: Results = "results",
) -> None:
    """Tables and verdicts of what was run, from stored rows."""
    from pitfalls.ledger.ledger import Ledger
    from pitfalls.ledger.rows import to_csv
    from pitfalls.ledger.stored import asked_for, claims

    alone = asked_for(name) if name is not None else None
    for place, (claim, rows) in enumerate(claims(name, Ledger(results), tell_error)):
        if csv:
            sys.stdout.write(to_csv(rows, "" if claim["name"] == alone else claim["name"], head=place == 0))
        else:
            from pitfalls.report.shown import show as show_table

            show_table(claim, rows, out)
            out.print()


@app.command()
def report(
    name: Name,
    to: Annotated[Path | None, typer.Option("--to", help="Also put rows, claim and figure there, to be kept.")] = None,
    results: Results = "results",
) -> None:
    """Write the HTML page and the figure of an experiment that was run."""
    from pitfalls.ledger.ledger import Ledger
    from pitfalls.ledger.stored import claims
    from pitfalls.report.publish import keep, publish

    ledger = Ledger(results)
    for claim, rows in claims(name, ledger, tell_error):
        out.print(f"{publish(claim, ledger)} written.", highlight=False)
        if to is not None:
            out.print(f"{keep(claim, rows, to)} written.", highlight=False)


@app.command()
def doctor(results: Results = "results") -> None:
    """Versions, devices, determinism, disk, and where things lie."""
    from pitfalls.commands.doctor import show as show_health

    show_health(results, out)


def main() -> None:
    """Entry point."""
    in_order(app)


if __name__ == "__main__":
    main()
