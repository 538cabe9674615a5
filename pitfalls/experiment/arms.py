"""Arms that stand beside a trial: the five of law 5, and the supervised ceiling."""

from dataclasses import replace

from pitfalls.experiment.glance import names
from pitfalls.shortcuts.base import Cue, Defense, WindowDefense
from pitfalls.streams import Rng
from pitfalls.tasks.naming import Naming
from pitfalls.trial import Trial


def two_by_two(trial: Trial, cue: Cue, defense: Defense) -> dict[str, Trial]:
    """The five arms of law 5: {clean, planted} x {off, on} and the sham; the clean arms get the cue's plumbing."""
    clean, planted = (*trial.cues, cue.removed()), (*trial.cues, cue)
    on = (*trial.defenses, defense)
    return {
        "clean": replace(trial, cues=clean),
        "planted": replace(trial, cues=planted),
        "clean+defense": replace(trial, cues=clean, defenses=on),
        "planted+defense": replace(trial, cues=planted, defenses=on),
        "sham": replace(trial, cues=(*trial.cues, cue.sham(reach(trial)))),
    }


def reach(trial: Trial) -> float:
    """The share of the picture's side, about its middle, that the windows of a trial cover."""
    size = (trial.images.size, trial.images.size)
    windows = trial.task.place(size, 64, Rng(0, "reach"))
    for defense in trial.defenses:
        if isinstance(defense, WindowDefense):
            windows = defense.spread(windows, size, Rng(0, "reach"))
    start, end = windows[..., :2], windows[..., :2] + windows[..., 2:].abs()
    return min(1.0, float((end.amax(1) - start.amin(1)).float().mean()) / trial.images.size)


def is_labeled(trial: Trial) -> bool:
    """Whether the label that a trial reads has two values or more, which a ceiling can be told."""
    return len(names(trial.images, trial.reading.label)) >= 2


def ceiling(trial: Trial) -> Trial:
    """The supervised trial beside `trial`: the same net, images, steps and reading, but it is told the labels."""
    label = trial.reading.label
    told = Naming(classes=len(names(trial.images, label)), label=label, gray=trial.task.channels != 3)
    return replace(trial, task=told, cues=(), defenses=(), score=None)
