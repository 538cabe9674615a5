"""The words that several commands take, each said once."""

from typing import Annotated, Any

import typer

from pitfalls.refused import Refused


def _some(option: str) -> Any:
    """A callback that refuses an empty value, which a shell makes of a variable that is not set."""

    def checked(value: str | None) -> str | None:
        if value is not None and not value.strip():
            raise Refused(f"{option} is {value!r}, but it should be the name of a folder; leave it out for none")
        return value

    return checked


Name = Annotated[str, typer.Argument(help="An experiment's name (see `pitfalls list`) or a file of your own.")]
Asked = Annotated[
    str, typer.Argument(help="An experiment's name or a file of your own; with --dial, --score or --compare a task.")
]
Images = Annotated[
    str | None,
    typer.Option("--images", callback=_some("--images"), help="A folder of images instead of the scenes."),
]
Results = Annotated[
    str,
    typer.Option("--results", envvar="PITFALLS_RESULTS", callback=_some("--results"), help="Where records are kept."),
]
Seeds = Annotated[
    int | None, typer.Option("--seeds", min=1, max=1000, help="How many seeds; the experiment's own, if left out.")
]
Profile = Annotated[
    str,
    typer.Option(
        "--profile", help="smoke (seconds; it shows nothing but that all runs), quick (minutes) or full (hours)."
    ),
]
Device = Annotated[str, typer.Option("--device", help="auto, cpu, cuda or mps.")]
Set = Annotated[list[str], typer.Option("--set", help="KNOB=VALUE in every arm, as task.permutations=20; exploratory.")]
Plant = Annotated[list[str], typer.Option("--plant", help="CUE=STRENGTH, as lateral_aberration=2.")]
With = Annotated[list[str], typer.Option("--with", help="A defense: drop_color, or gap=6.")]
Dial = Annotated[
    str | None,
    typer.Option("--dial", help="A dial: permutations, or of any knob KNOB=VALUES, as cues.0.strength=0,1,2."),
]
Score = Annotated[str | None, typer.Option("--score", help="What counts as right instead: bins, or bins:size=20.")]
Compare = Annotated[list[str], typer.Option("--compare", help="A task to set beside it: jigsaw:permutations=20.")]
Count = Annotated[int, typer.Option("--count", min=1, max=16, help="How many images.")]
Minutes = Annotated[float | None, typer.Option("--max-minutes", min=0.0, help="Begin no cell after so long.")]
Engine = Annotated[
    str, typer.Option("--engine", help="Where cells are computed: local, ray, or ray:ADDRESS of a cluster.")
]
Shard = Annotated[str | None, typer.Option("--shard", help="NUMBER/COUNT, as 3/8: only that part of the cells.")]
