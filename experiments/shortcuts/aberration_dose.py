"""How much lateral chromatic aberration does it take to harm the features of a jigsaw?

The dose curve of the flagship's harm: 0 (the kernel alone), 0.25, 0.5, 1 and 2.5 px at the corner, red out and blue in,
jigsaw, no defense.

Expected before any row: 2.5 px harm, and so does 1 px; they are tested in this order. Smaller doses are measured beside
them: there some seeds learn the fringes and some do not, so that their mean is a mixture. Smallest effect that
counts: 4 points of linear-probe accuracy.

Source: Doersch, Gupta and Efros (2015), whose camera's fringes were of such sizes.
"""

from dataclasses import replace

from pitfalls.experiment.experiment import Experiment
from pitfalls.reference import JIGSAW_20, ON_PHOTOGRAPHS
from pitfalls.shortcuts.aberration import LateralAberration
from pitfalls.statistics.contrast import Contrast

DOSES = (2.5, 1.0, 0.5, 0.25)
clean = replace(JIGSAW_20, cues=(LateralAberration(strength=max(DOSES)).removed(),))


def harm(dose: float) -> Contrast:
    arm = f"{dose:g} px"
    roles = {"clean": "0 px", "planted": arm, "attacker": "channel_displacement"}
    return Contrast(f"harm of {arm}", {arm: 1, "0 px": -1}, sign=-1, **roles)


experiment = Experiment(
    question="How much lateral chromatic aberration does it take to harm the features of a jigsaw?",
    arms={"0 px": clean}
    | {f"{dose:g} px": replace(clean, cues=(LateralAberration(strength=dose),)) for dose in reversed(DOSES)},
    contrasts=(harm(2.5), harm(1.0)),
    also=(harm(0.5), harm(0.25)),
    outcome="probe",
    delta=0.04,
    ordered=True,
    ceiling=False,
    photographs=ON_PHOTOGRAPHS,
)
