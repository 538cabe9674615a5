"""How much lateral chromatic aberration does it take to harm the features of a jigsaw?

The dose curve of the flagship's harm: 0 (the kernel alone), 0.25, 0.5, 1 and 2 px at the corner, red out
and blue in, jigsaw, no defense.

Expected before any row: harm grows with the dose. A prototype at 64 px saw probes of .74, .66, .57, .50, .48
at these doses (one or two seeds). Smallest effect that counts: 3 points of linear-probe accuracy.
"""

from dataclasses import replace

from pitfalls.experiment.experiment import Experiment
from pitfalls.shortcuts.aberration import LateralAberration
from pitfalls.statistics.contrast import Contrast
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.trial import Trial

DOSES = (0.25, 0.5, 1.0, 2.0)
clean = Trial(task=Jigsaw(), cues=(LateralAberration(strength=1.0).removed(),))

experiment = Experiment(
    question="How much lateral chromatic aberration does it take to harm the features of a jigsaw?",
    arms={"0 px": clean} | {f"{dose:g} px": replace(clean, cues=(LateralAberration(strength=dose),)) for dose in DOSES},
    contrasts=tuple(Contrast(f"harm of {dose:g} px", {f"{dose:g} px": 1, "0 px": -1}, sign=-1) for dose in DOSES),
    outcome="probe",
    delta=0.03,
    clean="0 px",
    planted="1 px",
    attacker="channel_displacement",
)
