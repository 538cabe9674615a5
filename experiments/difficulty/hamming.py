"""Do orders that lie near each other teach less?

Jigsaw of 50 orders, 800 steps: a mean distance of 8, 6.5 and 5 places at a least distance of 2; and a least
distance of 6 at a mean of 8.

Expected before any row: the trend over the mean distance is positive, tested first; at one mean the least distance does
nothing beyond delta. The proxy rises with the mean, too. Whether an arm learns is part of what is asked. Smallest
effect that counts: 4 points of linear-probe accuracy.

Source: Noroozi and Favaro (2016), Table 4, top: proxy 54, 62, 71 and detection 50.2, 51.3, 53.2 at means of 3.99, 6.35
and 8.00 of 1000 orders. A mean below 5 is not reached by the lab's generator with more than some fifty orders.
"""

from dataclasses import replace

from pitfalls.experiment.experiment import Experiment
from pitfalls.reference import ON_PHOTOGRAPHS, SCENES
from pitfalls.statistics.contrast import Contrast
from pitfalls.statistics.trend import trend
from pitfalls.tasks.jigsaw import Jigsaw

jigsaw = replace(SCENES["jigsaw"], steps=800)
MEANS = {"mean 5": 5.0, "mean 6.5": 6.5, "mean 8": 8.0}
arms = {
    arm: replace(jigsaw, task=Jigsaw(permutations=50, distance=2, mean_distance=mean)) for arm, mean in MEANS.items()
} | {"mean 8, least 6": replace(jigsaw, task=Jigsaw(permutations=50, distance=6, mean_distance=8.0))}

experiment = Experiment(
    question="Do orders that lie near each other teach less?",
    arms=arms,
    contrasts=(
        trend(MEANS, sign=1, name="trend over the mean distance"),
        Contrast("least distance of 6 against 2", {"mean 8, least 6": 1, "mean 8": -1}, sign=0),
    ),
    dose=MEANS,
    outcome="probe",
    delta=0.04,
    ordered=True,
    learning=True,
    ceiling=False,
    photographs=ON_PHOTOGRAPHS,
)
