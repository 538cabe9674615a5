"""The words that several commands take, each said once."""

from typing import Annotated

import typer

Name = Annotated[str, typer.Argument(help="An experiment's name (see `pitfalls list`) or a file of your own.")]
Images = Annotated[str | None, typer.Option("--images", help="A folder of images instead of the scenes.")]
Results = Annotated[str, typer.Option("--results", envvar="PITFALLS_RESULTS", help="Where records are kept.")]
Seeds = Annotated[
    int | None, typer.Option("--seeds", min=1, max=1000, help="How many seeds; the experiment's own, if left out.")
]
Profile = Annotated[str, typer.Option("--profile", help="smoke (seconds), quick (minutes) or full (hours).")]
Device = Annotated[str, typer.Option("--device", help="auto, cpu, cuda or mps.")]
Set = Annotated[list[str], typer.Option("--set", help="KNOB=VALUE in every arm, as task.permutations=20; exploratory.")]
Plant = Annotated[list[str], typer.Option("--plant", help="CUE=STRENGTH, as lateral_aberration=2.")]
With = Annotated[list[str], typer.Option("--with", help="A defense: drop_color, or gap=6.")]
Count = Annotated[int, typer.Option("--count", min=1, max=16, help="How many images.")]
Minutes = Annotated[float | None, typer.Option("--max-minutes", min=0.0, help="Begin no cell after so long.")]
