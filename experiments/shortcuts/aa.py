"""Does the whole procedure stay silent where there is nothing to find?

An A/A run through the real pipeline: two arms that differ in the sixth digit of the weight decay alone.
After some steps their weights differ, as chance would have it, and nothing else does.

Expected before any row: *equivalent*, within 3 points of linear-probe accuracy. The spread of the paired differences
is that of the lab itself: what no design can see through at one seed.
"""

from dataclasses import replace

from pitfalls.experiment.experiment import Experiment
from pitfalls.reference import JIGSAW_20, ON_PHOTOGRAPHS
from pitfalls.statistics.contrast import Contrast

one = replace(JIGSAW_20, decay=0.01)

experiment = Experiment(
    question="Does the procedure stay silent where there is nothing to find?",
    arms={"a": one, "a'": replace(one, decay=0.010001)},
    contrasts=(Contrast("nothing", {"a'": 1, "a": -1}, sign=0),),
    outcome="probe",
    delta=0.03,
    ceiling=False,
    photographs=ON_PHOTOGRAPHS,
)
