"""Do touching tiles let a jigsaw cheat by matching edges?

A gap cannot open while tile pixels, scale and extent all stay, so control arms stand beside it (law 6):
touching; touching with the edge band of every tile masked; touching with an interior band of equal area
masked (the sham); a gap of 4 px, which makes the puzzle cover more of the picture.

The attacker compares the borders of the tiles and nothing else, in every arm: it says how much of the seam is there
for the taking. On scenes it is there behind the gap too, if less: their ground runs on so smoothly that a border
foretells one 4 px away. What the gap does is therefore not the seam's doing alone.

Expected before any row: masking the edge teaches more than masking as much of the interior (`edge` > 0),
and so does the gap over touching tiles (`gap` > 0), each by more than delta. Smallest effect that counts:
3 points of linear-probe accuracy. What the seam does to the proxy is reported beside it.
On photographs (372 test images of clothing10, which all seeds share) the same signs and the same delta. Before any
row of theirs, the plan puts what 10 seeds are sure to confirm at 17 points: they allow no small effects.

Source: Noroozi and Favaro (2016), Table 5: without a gap proxy accuracy 98 against 88, detection 47.7 against 52.6.
"""

from dataclasses import replace

from pitfalls.experiment.experiment import Experiment
from pitfalls.shortcuts.continuity import Gap
from pitfalls.shortcuts.mask import Mask
from pitfalls.statistics.contrast import Contrast
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.trial import Trial

touching = Trial(task=Jigsaw())

experiment = Experiment(
    question="Do touching tiles let a jigsaw cheat by matching edges?",
    arms={
        "touching": touching,
        "edge masked": replace(touching, defenses=(Mask(band="edge", pixels=2),)),
        "interior masked": replace(touching, defenses=(Mask(band="interior", pixels=2),)),
        "gap": replace(touching, defenses=(Gap(pixels=4),)),
    },
    contrasts=(
        Contrast("edge", {"edge masked": 1, "interior masked": -1}, sign=1),
        Contrast("gap", {"gap": 1, "touching": -1}, sign=1),
    ),
    outcome="probe",
    delta=0.03,
    clean="touching",
    planted="touching",
    attacker="border_differences",
)
