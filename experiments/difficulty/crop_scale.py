"""How small should the crops of a contrastive question be?

Crops of at least .9, .7, .5, .3 and .1 of the picture's area, 600 steps; all else is equal, the color distortion too.

Expected before any row: an interior optimum at .5, which beats .9 (both crops are nearly the whole picture: colors
apart they are one) and .1 (two crops share no part) by more than delta each, tested in this order; the optimum holds
only where both do. The proxy falls with the scale. Smallest effect that counts: 3 points of linear-probe accuracy.

On a prototype (one run an arm, 700 steps) crops from .5 gave .640 and from .2 .644, so that the lower side is a plateau
as likely as not.

Source: Chen et al. (2020), whose crops go down to .08; Tian et al. (2020): views should share what the label needs and
no more, so that the features peak between.
"""

from dataclasses import replace

from pitfalls.difficulty.base import Dial
from pitfalls.experiment.experiment import Experiment
from pitfalls.reference import ON_PHOTOGRAPHS, SCENES
from pitfalls.statistics.interior import interior_optimum
from pitfalls.statistics.trend import trend

dial = Dial("task.scale_low", (0.9, 0.7, 0.5, 0.3, 0.1))
contrastive = replace(SCENES["contrastive"], steps=600)
arms = {f"from {value:g}": dial.at(contrastive, value) for value in dial.values}

experiment = Experiment(
    question="How small should the crops of a contrastive question be?",
    arms=arms,
    contrasts=interior_optimum("from 0.9", "from 0.5", "from 0.1"),
    also=(trend(tuple(arms), sign=0),),
    dose=dict(zip(arms, dial.values, strict=True)),
    outcome="probe",
    delta=0.03,
    ordered=True,
    learning=True,
    ceiling=False,
    photographs=ON_PHOTOGRAPHS,
)
