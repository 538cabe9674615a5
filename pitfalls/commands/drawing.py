"""`pitfalls show`: from the words of the command line to a picture in a file."""

from collections.abc import Sequence
from pathlib import Path

from pitfalls.commands.endings import err, out
from pitfalls.commands.intake import tell
from pitfalls.commands.spelled import spelled
from pitfalls.commands.turned import dial_of, turned
from pitfalls.experiment.find import pictures
from pitfalls.images.once import once
from pitfalls.images.scenes import Scenes
from pitfalls.path.silent import without_effect
from pitfalls.refused import Refused
from pitfalls.report.picture import show, show_dial
from pitfalls.trial import Trial
from pitfalls.writing import at_home

ENDINGS = (".png", ".svg", ".pdf")


def draw(
    task: str,
    images: str | None,
    plant: Sequence[str],
    closed: Sequence[str],
    count: int,
    to: Path,
    dial: str | None = None,
) -> None:
    """Write the picture of a task with what is planted, closed and turned, and say what a user should know of it."""
    to = at_home(to)
    if to.suffix not in ENDINGS:
        raise Refused(f"-o is {str(to)!r}, but it should end on .png, .svg or .pdf")
    if not to.parent.is_dir():
        raise Refused(f"-o is {str(to)!r}, but there is no folder {str(to.parent)!r}")
    if dial and (name := dial_of(dial)[1].field) and str(name).startswith("score."):
        raise Refused(f"--dial {dial} turns the score, of which a picture shows nothing; `pitfalls run` with it does")
    with once():
        trial = trial_of(task, images, plant, closed)
        tell(trial.images, out)
        page = show_dial(*turned(dial, trial), count) if dial else show(trial, count)
        for told in without_effect(trial, trial.images.load("test", trial.seed, 16)):
            err.print(told, highlight=False, markup=False)
    try:
        page.savefig(to, dpi=150)
    except OSError as error:
        raise Refused(f"{to} could not be written: {error.strerror}") from error
    out.print(f"{to} written.", highlight=False)


def trial_of(
    task: str, images: str | None, plant: Sequence[str], closed: Sequence[str], size: int = Scenes().size
) -> Trial:
    """The trial that `pitfalls show` draws, from the words of the command line, with pictures of `size` px."""
    told: list[str] = []
    cues = tuple(spelled(each, "cue", "--plant", told.append) for each in plant)
    defenses = tuple(spelled(each, "defense", "--with", told.append) for each in closed)
    scenes = Scenes(size=size, margin=max(6, sum(cue.margin for cue in cues)))
    source = scenes if images is None else pictures(images)[0](scenes)
    made = Trial(task=spelled(task, "task", "TASK", told.append), images=source, cues=cues, defenses=defenses)
    for each in told:  # what was refused needs no such word
        err.print(each, highlight=False, markup=False, soft_wrap=True)
    return made
