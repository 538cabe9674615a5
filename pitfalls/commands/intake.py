"""What is looked at before anything is written: the pictures of a folder, and whether they fill a batch."""

from collections.abc import Iterable

from rich.console import Console
from rich.progress import Progress

from pitfalls.experiment.glance import count, names
from pitfalls.images import ingest
from pitfalls.images.base import Source
from pitfalls.images.folder import Folder
from pitfalls.refused import Refused
from pitfalls.trial import Trial


def tell(source: Source, console: Console) -> None:
    """Read a folder before anything else, and say what was kept of it and what was skipped."""
    if not isinstance(source, Folder):
        return
    with Progress(console=console, transient=True) as progress:
        bar = progress.add_task("reading the images", total=None)
        ingest.watch = lambda done, total: progress.update(bar, completed=done, total=total)
        try:
            told = source.report().sentences()
        finally:
            ingest.watch = None
    for line in told:
        console.print(line, highlight=False, markup=False)
    if not names(source, ""):
        console.print("The pictures have no labels: the proxy is read, the probes are not.")


def enough(trials: Iterable[Trial]) -> None:
    """Refused where the training split of a trial does not fill a batch."""
    for trial in {(trial.images.digest(), trial.batch): trial for trial in trials}.values():
        there = count(trial.images, "train", trial.seed, trial.batch)
        if there >= trial.batch:
            continue
        fits = 1 << (there.bit_length() - 1)  # a power of two, as batches mostly are
        told = f"take a smaller batch, as with --set batch={fits}, or add images" if fits > 1 else "add images"
        raise Refused(f"the training split has {there} images, but a batch takes {trial.batch}; {told}")
