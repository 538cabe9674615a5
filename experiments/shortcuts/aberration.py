"""Does lateral chromatic aberration let a jigsaw cheat, and does dropping colors stop it?

Five arms at paired seeds: {clean, planted} x {no defense, drop-color}, and the sham. The clean arms are
resampled with the planted arms' kernel, so that only the displacement differs: 2.5 px at the corner, red out and blue
in. Drop-color keeps one random channel of each tile and fills the two others with noise.

Expected before any row: harm is negative; drop-color leaves none of it (leak left within delta) and has no price, for
the scenes are nearly gray; rescue is positive. Tested in the order harm, rescue, price, leak left. Smallest effect
that counts: 6 points of linear-probe accuracy, half of the harm.

The profile was chosen on seeds from 1000 up, which stand in no row. There, on 8 seeds, harm was -13.2 points (sd 2.4),
rescue +13.9 (3.4), the price +.9 (1.9) and the leak left +.7 (1.9): by simulation five seeds decide all four in 9 of
10 sets. Set aside before, for they were decided in fewer sets: 2 px on scenes of full color at a rate of .003, of
which seeds 0 to 19 had been run (harm -8.9, rescue +8.4, price +2.7, leak left -.5, delta 4: all four decided in 1 of 4
sets, for hues help to solve a puzzle, and dropping them is a gain that lies between none and one that counts); the same
with 450 steps on seeds 0 to 4 (too long for a demonstration); filling by copy (price -3; 14 runs of seeds 0 to 3); by
the mean, or one channel for all tiles of a picture (price +1 to +2); graying (price +4, leak +3).

Source: Doersch, Gupta and Efros (2015), who saw the cue and dropped colors; Noroozi and Favaro (2016).
"""

from pitfalls.experiment.arms import two_by_two
from pitfalls.experiment.experiment import Experiment
from pitfalls.reference import JIGSAW_20, ON_PHOTOGRAPHS
from pitfalls.shortcuts.aberration import LateralAberration
from pitfalls.shortcuts.drop_color import DropColor
from pitfalls.statistics.contrast import four_contrasts

harm, leak_left, price, rescue = four_contrasts(
    "clean", "planted", "clean+defense", "planted+defense", sham="sham", attacker="channel_displacement"
)

experiment = Experiment(
    question="Does lateral chromatic aberration let a jigsaw cheat, and does dropping colors stop it?",
    arms=two_by_two(JIGSAW_20, LateralAberration(strength=2.5, direction="red-blue"), DropColor()),
    contrasts=(harm, rescue, price, leak_left),
    outcome="probe",
    delta=0.06,
    ordered=True,
    ceiling=False,
    photographs=ON_PHOTOGRAPHS,
)
