"""What is looked at before anything is written: the pictures of a folder, and whether they fill a batch."""

from collections.abc import Iterable

from rich.console import Console
from rich.progress import Progress

from pitfalls.experiment.glance import count, names
from pitfalls.images import ingest
from pitfalls.images.base import Source, Split
from pitfalls.images.folder import Folder
from pitfalls.path.faults import LOOKS, check_path
from pitfalls.records.record import own_files
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
    """Refused where the training split of a trial does not fill a batch, or its test split a group of its task."""
    # a task that compares pictures asks about as many together
    group_of = lambda trial: getattr(trial.task, "group", 0)
    for trial in {(trial.images.digest(), trial.batch, group_of(trial)): trial for trial in trials}.values():
        _fills(trial, "train", trial.batch, "a batch takes", "batch")
        group = group_of(trial)
        if group:
            _fills(trial, "test", group, f"{type(trial.task).__name__} compares", "task.group")


def sound(trials: Iterable[Trial]) -> None:
    """Refused, told of the method, where a part of the user's own gives what it should not, before anything is run.

    A part that is yet to be fitted is looked at when it is.
    """
    asked = {(trial.images.digest(), trial.task, trial.cues, trial.defenses): trial for trial in trials}
    for trial in asked.values():
        if own_files(trial) and not any(hasattr(part, "fit") for part in (*trial.cues, *trial.defenses)):
            check_path(trial, trial.images.load("train", trial.seed, LOOKS))


def _fills(trial: Trial, split: Split, wanted: int, told: str, knob: str) -> None:
    there = count(trial.images, split, trial.seed, wanted)
    if there >= wanted:
        return
    fits = 1 << (there.bit_length() - 1)  # a power of two, as batches mostly are
    smaller = f"take a smaller {knob.rpartition('.')[2]}, as with --set {knob}={fits}, or add images"
    way = smaller if fits > 1 else "add images"
    name = "training" if split == "train" else split
    raise Refused(f"the {name} split has {there} images, but {told} {wanted}; {way}")
