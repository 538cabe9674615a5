"""Of how many orders should a jigsaw be: does too easy a question teach as little as too hard a one?

Jigsaw of 3, 20, 50, 200 and 1000 orders that differ in at least 5 places, 800 steps; all else is equal.

Expected before any row: an interior optimum at 50 orders, which beats 3 and 1000 by more than delta each; both are
tested in this order, and the optimum holds only where both do. Beside them the step of the published table: 20 orders
and more against 3, and no slope from 20 to 200. The proxy falls with every order that is added. Whether an arm learns
its proxy is part of what is asked. Smallest effect that counts: 4 points of linear-probe accuracy.

On a prototype (one run an arm) 3, 20, 50, 200 and 1000 orders gave .431, .518, .575,
.568 and .330, at a floor of .291.

Source: Noroozi and Favaro (2016), Table 4, bottom: detection 49.4 to 49.7 at 6 to 10 orders, 52.4 to 52.8 at 35 to 100,
53.2 at 1000. Goyal et al. (2019) find no trend.
"""

from dataclasses import replace

from pitfalls.difficulty.base import Dial
from pitfalls.experiment.experiment import Experiment
from pitfalls.reference import ON_PHOTOGRAPHS, SCENES
from pitfalls.statistics.contrast import Contrast
from pitfalls.statistics.interior import interior_optimum
from pitfalls.statistics.trend import trend

dial = Dial(("task.permutations", "task.distance"), tuple((count, 5) for count in (3, 20, 50, 200, 1000)))
jigsaw = replace(SCENES["jigsaw"], steps=800)
arms = {f"{value[0]} orders": dial.at(jigsaw, value) for value in dial.values}

experiment = Experiment(
    question="Of how many orders should a jigsaw be?",
    arms=arms,
    contrasts=interior_optimum("3 orders", "50 orders", "1000 orders"),
    also=(
        Contrast("the step", {"20 orders": 1, "50 orders": 1, "200 orders": 1, "3 orders": -3}, sign=1, scale=3),
        trend(("20 orders", "50 orders", "200 orders"), sign=0, name="slope from 20 to 200"),
    ),
    dose={arm: value[0] for arm, value in zip(arms, dial.values, strict=True)},
    outcome="probe",
    delta=0.04,
    ordered=True,
    learning=True,
    ceiling=False,
    photographs=ON_PHOTOGRAPHS,
)
