"""Do black corners let a net tell eight angles apart, and does a crop that leaves them out teach more?

Rotation by eight angles, 40 px shown in all arms. Turned askew, a square has corners that lie beyond it: black, or
mirrored, or (inscribed) picture, for more was cut out. In the fourth arm, inscribed and alike, quarter turns are
resampled and smoothed as the others are, so that no trace of interpolation tells them apart either.

Expected before any row: black corners make the proxy easier and the features worse than inscribed ones do; mirrored
ones lie between. Corners tell quarters from the others and nothing more, one bit of three, and so do traces of
interpolation, which all arms but the last have: the harm may be small. Smallest effect that counts: 4 points of
linear-probe accuracy. Whether an arm learns is part of what is asked.

Source: Gidaris, Singh and Komodakis (2018), who turn by quarters, for other turns leave visible artifacts.
"""

from dataclasses import replace

from pitfalls.experiment.experiment import Experiment
from pitfalls.reference import ON_PHOTOGRAPHS, SCENES
from pitfalls.statistics.contrast import Contrast
from pitfalls.tasks.rotation import Rotation

inscribed = replace(SCENES["rotation"], task=Rotation(crop=40, angles=8))
black = replace(inscribed, task=replace(inscribed.task, corners="black"))
reflect = replace(inscribed, task=replace(inscribed.task, corners="reflect"))
alike = replace(inscribed, task=replace(inscribed.task, alike=True))
roles = {"planted": "black", "attacker": "corners"}

experiment = Experiment(
    question="Do black corners let a net tell eight angles apart, and does a crop that leaves them out teach more?",
    arms={"inscribed": inscribed, "black": black, "reflect": reflect, "alike": alike},
    contrasts=(
        Contrast("harm of black corners", {"black": 1, "inscribed": -1}, sign=-1, **roles),
        Contrast("all resampled alike", {"alike": 1, "inscribed": -1}, sign=1),
    ),
    also=(Contrast("harm of mirrored corners", {"reflect": 1, "inscribed": -1}, sign=-1),),
    outcome="probe",
    delta=0.04,
    ordered=False,
    learning=True,
    ceiling=False,
    photographs=ON_PHOTOGRAPHS,
)
