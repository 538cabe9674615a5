"""Do tiles of another picture make a jigsaw teach more?

Jigsaw of 20 orders that differ in at least 6 places, with 0, 1, 2 and 4 of its nine tiles from another picture, 800
steps; the answer stays.

Expected before any row, in this order: 4 foreign tiles teach less than none (too hard in so few steps), and with 2 the
features lie within delta of none. Published is a gain from up to 2, in far longer training. The proxy
falls with every tile. Whether an arm learns is part of what is asked. Smallest effect that counts: 4 points of
linear-probe accuracy.

Source: Noroozi, Vinjimoor, Favaro and Pirsiavash (2018), Jigsaw++: up to 2 foreign tiles of 9.
"""

from dataclasses import replace

from pitfalls.difficulty.foreign import FOREIGN
from pitfalls.experiment.experiment import Experiment
from pitfalls.reference import ON_PHOTOGRAPHS, SCENES
from pitfalls.statistics.contrast import Contrast
from pitfalls.statistics.trend import trend
from pitfalls.tasks.jigsaw import Jigsaw

jigsaw = replace(SCENES["jigsaw"], task=Jigsaw(permutations=20), steps=800)
arms = {f"{count} foreign": FOREIGN.at(jigsaw, count) for count in (0, 1, 2, 4)}

experiment = Experiment(
    question="Do tiles of another picture make a jigsaw teach more?",
    arms=arms,
    contrasts=(
        Contrast("4 foreign tiles", {"4 foreign": 1, "0 foreign": -1}, sign=-1),
        Contrast("2 foreign tiles", {"2 foreign": 1, "0 foreign": -1}, sign=0),
    ),
    also=(trend(tuple(arms), sign=-1),),
    dose={f"{count} foreign": count for count in (0, 1, 2, 4)},
    outcome="probe",
    delta=0.04,
    ordered=True,
    learning=True,
    ceiling=False,
    photographs=ON_PHOTOGRAPHS,
)
