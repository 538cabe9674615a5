"""Does the whole procedure stay silent where there is nothing to find?

An A/A run through the real pipeline: two arms that differ in the sixth digit of the weight decay alone.
After some steps their weights differ, as chance would have it, and nothing else does.

Expected before any row: neither *holds* nor *contradicted*; with enough seeds *equivalent*.
"""

from dataclasses import replace

from pitfalls.experiment.experiment import Experiment
from pitfalls.statistics.contrast import Contrast
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.trial import Trial

one = Trial(task=Jigsaw(), decay=0.01)

experiment = Experiment(
    question="Does the procedure stay silent where there is nothing to find?",
    arms={"a": one, "a'": replace(one, decay=0.010001)},
    contrasts=(Contrast("nothing", {"a'": 1, "a": -1}, sign=1),),
    outcome="probe",
    delta=0.03,
    clean="a",
    ceiling=False,
)
