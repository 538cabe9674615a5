"""The commands. Each is a few lines: it reads the words and calls the room that does the work."""

from pathlib import Path
from typing import Annotated

import typer

from pitfalls.commands import options
from pitfalls.commands.endings import InOrder, out

app = typer.Typer(cls=InOrder, add_completion=False, pretty_exceptions_enable=False)


@app.callback(invoke_without_command=True)
def pitfalls(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version of the lab and its revision.")] = False,
) -> None:
    """Does a proxy task teach a network what it should, or does it let it cheat?"""
    if version:
        from pitfalls.commands.version import told

        out.print(told(), highlight=False)
        raise typer.Exit()
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command("list")
def list_(
    what: Annotated[
        list[str] | None, typer.Argument(help="A part or a kind, as jigsaw, cues or attackers; all, if left out.")
    ] = None,
) -> None:
    """Every task, cue, defense, score, dial, attacker, measure and experiment, with its knobs."""
    from pitfalls.commands.listing import show

    show(out, what)


@app.command()
def show(
    task: Annotated[str, typer.Argument(help="A task: jigsaw, or jigsaw:grid=2,permutations=20,distance=2.")],
    images: options.Images = None,
    plant: options.Plant = [],  # noqa: B006
    closed: options.With = [],  # noqa: B006
    dial: options.Dial = None,
    count: options.Count = 4,
    to: Annotated[Path, typer.Option("-o", help="The picture's file: .png, .svg or .pdf.")] = Path("show.png"),
) -> None:
    """A picture of what the network is shown, with the answer, before and after each toggle."""
    from pitfalls.commands.drawing import draw

    draw(task, images, plant, closed, count, to, dial)


@app.command()
def audit(
    task: Annotated[str, typer.Argument(help="A task: jigsaw, or one in a file of your own, path/to/file.py:MyTask.")],
    images: options.Images = None,
    closed: options.With = [],  # noqa: B006
    plant: options.Plant = [],  # noqa: B006
    json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
    above: Annotated[
        float | None,
        typer.Option(
            "--fail-above", min=0, max=1, help="Exit with 1 if a leak goes further than that share of the way."
        ),
    ] = None,
    to: Annotated[Path | None, typer.Option("--page", help="Also write a page, an .html file.")] = None,
    size: Annotated[int, typer.Option(min=32, max=256, help="Side of the pictures, px.")] = 64,
    seek: Annotated[bool, typer.Option(help="Try the lab's defenses on what leaks.")] = True,
) -> None:
    """What a task leaks on these pictures, before any training: how far each cue alone gets, and what closes it."""
    from pitfalls.commands.audit import audited

    raise typer.Exit(audited(task, images, plant, closed, json, above, to, size, seek))


@app.command()
def plan(
    name: options.Name,
    images: options.Images = None,
    seeds: options.Seeds = None,
    profile: options.Profile = "quick",
    device: options.Device = "auto",
    set_: options.Set = [],  # noqa: B006
    results: options.Results = "results",
) -> None:
    """What a run would compute, how long it would take, and the smallest effect that each look can confirm."""
    from pitfalls.commands.plan import planned

    planned(name, images, seeds, profile, device, set_, results, out)


@app.command()
def run(
    name: options.Asked,
    images: options.Images = None,
    seeds: options.Seeds = None,
    profile: options.Profile = "quick",
    device: options.Device = "auto",
    minutes: options.Minutes = None,
    set_: options.Set = [],  # noqa: B006
    results: options.Results = "results",
    engine: options.Engine = "local",
    shard: options.Shard = None,
    dial: options.Dial = None,
    score: options.Score = None,
    compare: options.Compare = [],  # noqa: B006
    plant: options.Plant = [],  # noqa: B006
    closed: options.With = [],  # noqa: B006
) -> None:
    """Run an experiment, or what is missing of it, and say what it shows; or turn a task's reference trial."""
    from pitfalls.commands.driver import drive

    asked = None
    if dial or score or compare or plant or closed:
        from pitfalls.commands.asked import Asked

        asked = Asked(plant, closed, score, dial, compare)
    raise typer.Exit(drive(name, images, seeds, profile, device, minutes, set_, results, out, engine, shard, asked))


@app.command()
def merge(
    folders: Annotated[list[str], typer.Argument(help="Folders that `pitfalls run --results` has filled.")],
    to: Annotated[str, typer.Option("-o", help="The folder that gets all of it; it keeps what it has.")],
) -> None:
    """Join the results of several machines: every run once, every claim as it was named."""
    from pitfalls.commands.merge import merged

    merged(folders, to, out)


@app.command("results")
def results_(
    name: Annotated[str | None, typer.Argument(help="An experiment; all that were run, if none is named.")] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Print the raw rows as CSV.")] = False,
    hits: Annotated[bool, typer.Option("--hits", help="As --csv, and which test images the probe has right.")] = False,
    columns: Annotated[bool, typer.Option("--columns", help="Only say what the columns of --csv mean.")] = False,
    results: options.Results = "results",
) -> None:
    """Tables and verdicts of what was run, from stored rows."""
    from pitfalls.commands.stored import tell

    tell(name, csv, hits, columns, results)


@app.command()
def report(
    name: options.Name,
    to: Annotated[Path | None, typer.Option("--to", help="Also put rows, claim and figure there, to be kept.")] = None,
    results: options.Results = "results",
) -> None:
    """Write the HTML page and the figure of an experiment that was run."""
    from pitfalls.commands.stored import write

    write(name, to, results)


@app.command()
def doctor(results: options.Results = "results") -> None:
    """Versions, devices, determinism, disk, and where things lie."""
    from pitfalls.commands.doctor import show as show_health

    show_health(results, out)


def main() -> None:
    """Entry point."""
    app()


if __name__ == "__main__":
    main()
