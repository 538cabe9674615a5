"""Does a seam that runs over the borders of tiles let a jigsaw cheat, and does a gap stop it?

What runs on over the border of touching tiles cannot be taken away from a picture alone: a mask or a gap takes more
with it. So a seam is planted: faint gray clouds that run over every border, beside the same clouds torn at every
border. Neither tells anything inside a tile. Both arms stand touching and behind a gap of 8 px, over which no cloud
reaches; the claim is the two by two, for what the gap does to any puzzle (extent, difficulty) is alike in both (law
6). The puzzle does not roam, so that the torn borders are those of the tiles.

Expected before any row: the seam harms the features of the touching puzzle; behind the gap nothing is left of it, and
the gap rescues as much. What the gap does to the torn puzzle is measured beside them. Smallest effect that counts: 4
points of linear-probe accuracy.

Source: Noroozi and Favaro (2016), Table 5: without a gap proxy accuracy 98 against 88, detection 47.7 against 52.6.
"""

from dataclasses import replace

from pitfalls.experiment.experiment import Experiment
from pitfalls.reference import JIGSAW_20, ON_PHOTOGRAPHS
from pitfalls.shortcuts.continuity import Gap
from pitfalls.shortcuts.seam import Seam
from pitfalls.statistics.contrast import four_contrasts
from pitfalls.tasks.jigsaw import Jigsaw

seam, gap = Seam(), Gap(pixels=8)
torn = replace(JIGSAW_20, task=Jigsaw(permutations=20, roam=0), cues=(seam.sham(),))
harm, leak_left, price, rescue = four_contrasts("torn", "seam", "torn+gap", "seam+gap", attacker="border_differences")

experiment = Experiment(
    question="Does a seam over the borders of tiles let a jigsaw cheat, and does a gap stop it?",
    arms={
        "torn": torn,
        "seam": replace(torn, cues=(seam,)),
        "torn+gap": replace(torn, defenses=(gap,)),
        "seam+gap": replace(torn, cues=(seam,), defenses=(gap,)),
    },
    contrasts=(harm, rescue, leak_left),
    also=(price,),
    outcome="probe",
    delta=0.04,
    ordered=True,
    ceiling=False,
    photographs=ON_PHOTOGRAPHS,
)
