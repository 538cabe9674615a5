"""Does a seam that runs over the borders of tiles let a jigsaw cheat, and does a gap stop it?

What runs on over the border of touching tiles cannot be taken away from a picture alone: a mask or a gap takes more
with it. So a seam is planted: gray clouds that run over every border, beside the same clouds torn at every border.
Neither tells anything inside a tile. Both arms stand touching and behind a gap of 8 px, over which no cloud reaches;
the claim is the two by two, for what the gap does to any puzzle (extent, difficulty) is alike in both (law 6). The
puzzle does not roam, and behind the gap the cells are wider by it, so that what is torn lies between tiles.

Expected before any row, after the source: the seam harms the features of the touching puzzle; behind the gap nothing
is left of it, and the gap rescues as much. What the gap does to the torn puzzle is measured beside them. Smallest
effect that counts: 5 points of linear-probe accuracy.

Seen beforehand on seed 1000: no harm, with clouds of 3, 5 and 8 px and up to half of the range (probe -.8 to +1.0
points, proxy -2 to +2), nor at four times the steps, though the attacker reads the seam. A net that compares its tiles
only after each was read by itself may never find it; an equivalence is then what the rows can show.

Source: Noroozi and Favaro (2016), Table 5: without a gap proxy accuracy 98 against 88, detection 47.7 against 52.6.
"""

from dataclasses import replace

from pitfalls.experiment.experiment import Experiment
from pitfalls.reference import JIGSAW_20, ON_PHOTOGRAPHS
from pitfalls.shortcuts.continuity import Gap
from pitfalls.shortcuts.seam import Seam
from pitfalls.statistics.contrast import four_contrasts
from pitfalls.tasks.jigsaw import Jigsaw

TILE, APART = 16, 8
touching = Seam(strength=0.3, width=2.0, pitch=TILE)
moved = replace(touching, pitch=TILE + APART)
bare = replace(JIGSAW_20, task=Jigsaw(permutations=20, tile=TILE, roam=0))
behind = replace(bare, defenses=(Gap(pixels=APART),))
harm, leak_left, price, rescue = four_contrasts("torn", "seam", "torn+gap", "seam+gap", attacker="border_differences")

experiment = Experiment(
    question="Does a seam over the borders of tiles let a jigsaw cheat, and does a gap stop it?",
    arms={
        "torn": replace(bare, cues=(touching.sham(),)),
        "seam": replace(bare, cues=(touching,)),
        "torn+gap": replace(behind, cues=(moved.sham(),)),
        "seam+gap": replace(behind, cues=(moved,)),
    },
    contrasts=(harm, rescue, leak_left),
    also=(price,),
    outcome="probe",
    delta=0.05,
    ordered=True,
    seeds=10,
    ceiling=False,
    photographs=ON_PHOTOGRAPHS,
)
