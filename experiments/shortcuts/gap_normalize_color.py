"""Gap, normalization and dropping colors against three planted cues at once: which of them is missed most?

A jigsaw of pictures that have a seam (faint clouds over every border), a vignette and lateral aberration, behind every
combination of the three defenses that close them: a factorial of eight arms. Tiles of 14 px leave room for a gap.

Expected before any row, after Noroozi and Favaro (2016), Table 5: each defense makes the features better, so that all
three main effects are positive, and each makes the proxy harder. Which of the three is missed most where the two
others are there is an open question: there the order of harms is normalization (9.1 points of detection), gap (4.9),
color (1.5), while the proxy gains most without the gap (+10, +2, +1). The three steps back from all, and the two
differences that would order them, are measured beside and get intervals without a word. Here the doses are ours, so
that an order holds for them alone. Smallest effect that counts: 3 points of linear-probe accuracy.

Source: Noroozi and Favaro (2016), Table 5.
"""

from dataclasses import replace

from pitfalls.experiment.experiment import Experiment
from pitfalls.experiment.factorial import factorial
from pitfalls.reference import JIGSAW_20, ON_PHOTOGRAPHS
from pitfalls.shortcuts.aberration import LateralAberration
from pitfalls.shortcuts.continuity import Gap
from pitfalls.shortcuts.drop_color import DropColor
from pitfalls.shortcuts.normalize import Normalize
from pitfalls.shortcuts.seam import Seam
from pitfalls.shortcuts.vignetting import Vignetting
from pitfalls.statistics.contrast import Contrast
from pitfalls.tasks.jigsaw import Jigsaw

CUES = (LateralAberration(strength=2.5), Vignetting(strength=0.6), Seam(strength=0.1))
trial = replace(JIGSAW_20, task=Jigsaw(permutations=20, tile=14), cues=CUES)
signs = {"gap": 1, "normalize": 1, "color": 1}
design = factorial(trial, signs=signs, gap=Gap(pixels=6), normalize=Normalize(), color=DropColor())  # pyright: ignore
WHOLE = "gap+normalize+color"
WITHOUT = {"gap": "normalize+color", "normalize": "gap+color", "color": "gap+normalize"}
steps = tuple(Contrast(f"without {name}", {arm: 1, WHOLE: -1}, sign=-1) for name, arm in WITHOUT.items())

experiment = Experiment(
    question="Gap, normalization and dropping colors against three cues at once: which is missed most?",
    arms=design.arms,
    contrasts=design.contrasts[:3],
    also=(
        *design.contrasts[3:],
        *steps,
        Contrast("normalization before gap", {WITHOUT["normalize"]: 1, WITHOUT["gap"]: -1}, sign=-1),
        Contrast("gap before color", {WITHOUT["gap"]: 1, WITHOUT["color"]: -1}, sign=-1),
    ),
    outcome="probe",
    delta=0.03,
    learning=True,
    ceiling=False,
    photographs=ON_PHOTOGRAPHS,
)
