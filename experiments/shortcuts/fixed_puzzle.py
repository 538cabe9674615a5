"""Does one puzzle a picture teach less than many, where the pictures are few?

A jigsaw of 20 orders on 256 training scenes, each seen a hundred times. Each picture is asked one order for ever, one
of four, or a new one each time; all else is alike: pictures, the way through them, where one looks, the orders that
there are, and the questions about unseen pictures, which are drawn anew in every arm.

Expected before any row: with one puzzle a picture the orders can be learned by heart, so that the probe is lower than
with many by more than delta, and four a picture lie between. Measured beside them: one against four. Whether an arm
learns is part of what is asked. Smallest effect that counts: 4 points of linear-probe accuracy.

Source: Noroozi and Favaro (2016), section 3: with one order a picture features may code an absolute position alone;
the remedy is many (69 on average). The paper gives no number.
"""

from dataclasses import replace

from pitfalls.experiment.experiment import Experiment
from pitfalls.reference import FAINT, JIGSAW_20
from pitfalls.statistics.contrast import Contrast

many = replace(JIGSAW_20, images=replace(FAINT, train=256), steps=800)

experiment = Experiment(
    question="Does one puzzle a picture teach less than many?",
    arms={"one": replace(many, questions=1), "four": replace(many, questions=4), "many": many},
    contrasts=(
        Contrast("one against many", {"one": 1, "many": -1}, sign=-1),
        Contrast("four against many", {"four": 1, "many": -1}, sign=-1),
    ),
    also=(Contrast("four against one", {"four": 1, "one": -1}, sign=1),),
    outcome="probe",
    delta=0.04,
    ordered=True,
    learning=True,
    ceiling=False,
)
