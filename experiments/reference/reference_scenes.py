"""What does each proxy task teach on scenes?

The five reference trials beside the same network untrained and told the labels. The probe reads the species of clean
whole pictures from the last stage map; other layers, nearest neighbors and small labeled sets are read beside it.
Colorization sees lightness only, on scenes whose colors follow from the parts, and so do its floor and ceiling.

Expected before any row: every task lies above its floor and below its ceiling by more than delta, and every run of
the five learns its proxy. Wanted: 20 points above the floor, 15 for colorization. Smallest effect that counts: 5
points of linear-probe accuracy. Whether a task is learned is part of what is asked. Settings were chosen on seed
1000.

Source: Noroozi and Favaro (2016); Doersch, Gupta and Efros (2015); Gidaris, Singh and Komodakis (2018); Chen et al.
(2020); Zhang, Isola and Efros (2016).
"""

from dataclasses import replace

from pitfalls.experiment.experiment import Experiment
from pitfalls.reference import SCENES, SUPERVISED, SUPERVISED_GRAY, untrained
from pitfalls.statistics.contrast import Contrast

beside = {
    "supervised": SUPERVISED,
    "supervised, gray": SUPERVISED_GRAY,
    "untrained": untrained(SCENES["jigsaw"]),
    "untrained, gray": untrained(SCENES["colorization"]),
}
arms = {
    name: replace(trial, reading=replace(trial.reading, second="middle", layers=True))
    for name, trial in (SCENES | beside).items()
}


def against(task: str) -> tuple[Contrast, Contrast]:
    gray = ", gray" * (task == "colorization")
    return (
        Contrast(f"{task} teaches", {task: 1, f"untrained{gray}": -1}, sign=1),
        Contrast(f"{task} leaves room", {f"supervised{gray}": 1, task: -1}, sign=1),
    )


experiment = Experiment(
    question="What does each proxy task teach on scenes?",
    arms=arms,
    contrasts=tuple(contrast for task in SCENES for contrast in against(task)),
    outcome="probe",
    delta=0.05,
    learning=True,
    seeds=10,
    ceiling=False,
)
