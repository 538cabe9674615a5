"""Does what helps a contrastive question, stronger color distortion, harm the same net told the labels?

The reference distortion times 0, .25 and 1, 600 steps: contrastive, and supervised with the same distortion of its
pictures.

Expected before any row: opposite slopes. The trend of the contrastive arms rises, for without distortion crops give
each other away by their colors; that of the supervised arms falls or is none, for colors say nothing of the species;
the first lies above the second. Tested in the order gap of the trends, contrastive trend, supervised trend. Smallest
effect that counts: 3 points of linear-probe accuracy.

On a prototype (one run an arm, 700 steps) crops alone gave .269, below the untrained net, a weaker distortion .400 and
the reference .640.

Source: Chen et al. (2020), Table 1: at strengths 1/8 to 1 contrastive 59.6, 61.0, 62.6, 63.2 and supervised 77.0, 76.7,
76.5, 75.7.
"""

from dataclasses import replace

from pitfalls.difficulty.color_strength import COLOR_STRENGTH
from pitfalls.experiment.experiment import Experiment
from pitfalls.reference import DISTORTED, ON_PHOTOGRAPHS, SCENES, SUPERVISED
from pitfalls.statistics.trend import gap_of_trends, trend

contrastive = replace(SCENES["contrastive"], steps=600)
supervised = replace(SUPERVISED, steps=600, defenses=(DISTORTED,))
arms = {
    f"{name}, {COLOR_STRENGTH.amounts[k]:g}": COLOR_STRENGTH.at(trial, COLOR_STRENGTH.values[k])
    for name, trial in (("contrastive", contrastive), ("supervised", supervised))
    for k in (0, 1, 3)
}
rises = trend([arm for arm in arms if arm.startswith("contrastive")], sign=1, name="contrastive trend")
falls = trend([arm for arm in arms if arm.startswith("supervised")], sign=-1, name="supervised trend")

experiment = Experiment(
    question="Does what helps a contrastive question, stronger color distortion, harm the same net told the labels?",
    arms=arms,
    contrasts=(gap_of_trends(rises, falls, "contrastive trend above the supervised one"), rises, falls),
    outcome="probe",
    delta=0.03,
    ordered=True,
    learning=True,
    ceiling=False,
    photographs=ON_PHOTOGRAPHS,
)
