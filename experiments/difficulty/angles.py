"""By how many angles should a picture be turned?

Rotation by 2, 4, 8 and 16 evenly spaced angles of a square of 40 px, 900 steps. Every angle shows picture to its
corners; those between the quarter turns are interpolated, which tells them from the quarters, not from each other.

Expected before any row: 4 teach more than 2, tested first, and more than 16. Beside them 8 against 4: the published
difference is half a point. The proxy falls with the angles. Whether an arm learns is part of what is asked. Smallest
effect that counts: 4 points of linear-probe accuracy.

Source: Gidaris, Singh and Komodakis (2018), Table 2: 89.06 for 4 angles, 88.51 for 8, 87.46 for 0 and 180 degrees.
"""

from dataclasses import replace

from pitfalls.difficulty.angles import ANGLES
from pitfalls.experiment.experiment import Experiment
from pitfalls.reference import ON_PHOTOGRAPHS, SCENES
from pitfalls.statistics.contrast import Contrast
from pitfalls.statistics.interior import interior_optimum

rotation = replace(SCENES["rotation"], steps=900)
arms = {f"{amount:g} angles": trial for amount, trial in zip(ANGLES.amounts, ANGLES.turn(rotation), strict=True)}

experiment = Experiment(
    question="By how many angles should a picture be turned?",
    arms=arms,
    contrasts=interior_optimum("2 angles", "4 angles", "16 angles"),
    also=(Contrast("8 against 4", {"8 angles": 1, "4 angles": -1}, sign=0),),
    dose=dict(zip(arms, ANGLES.amounts, strict=True)),
    outcome="probe",
    delta=0.04,
    ordered=True,
    learning=True,
    ceiling=False,
    photographs=ON_PHOTOGRAPHS,
)
