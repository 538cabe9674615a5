"""Among how many colors should a colorization choose?

Bins of 60, 30, 15 and 8 Lab units (14, 40, 126 and 395 colors that a screen can show), hard answers, 500 steps.

Expected before any row, in this order: the coarsest teach less than bins of 15, and the finest as much as these, within
delta: a step, not a slope. The proxy, which asks for the color within 10 units whatever the bins, rises to bins of 15.
Smallest effect that counts: 4 points of linear-probe accuracy.

Source: Goyal et al. (2019), who turn the number of bins as the difficulty of colorization; Zhang, Isola and Efros
(2016): bins of 10.
"""

from dataclasses import replace

from pitfalls.ambiguity.bins import Bins
from pitfalls.difficulty.base import Dial
from pitfalls.experiment.experiment import Experiment
from pitfalls.reference import ON_PHOTOGRAPHS, SCENES
from pitfalls.statistics.contrast import Contrast

dial = Dial("score.size", (60.0, 30.0, 15.0, 8.0))
colorization = replace(SCENES["colorization"], score=Bins(neighbors=1), steps=500)
arms = {f"bins of {value:g}": dial.at(colorization, value) for value in dial.values}

experiment = Experiment(
    question="Among how many colors should a colorization choose?",
    arms=arms,
    contrasts=(
        Contrast("15 against 60", {"bins of 15": 1, "bins of 60": -1}, sign=1),
        Contrast("8 against 15", {"bins of 8": 1, "bins of 15": -1}, sign=0),
    ),
    also=(Contrast("15 against 30", {"bins of 15": 1, "bins of 30": -1}, sign=0),),
    dose=dict(zip(arms, dial.values, strict=True)),
    outcome="probe",
    delta=0.04,
    ordered=True,
    learning=True,
    ceiling=False,
    photographs=ON_PHOTOGRAPHS,
)
