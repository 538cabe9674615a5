"""Does lateral chromatic aberration let a jigsaw cheat, and does dropping colors stop it?

Five arms at paired seeds: {clean, planted} x {no defense, drop-color}, and the sham. The clean arms are
resampled with the planted arms' kernel, so that only the displacement differs: 2 px at the corner, red out and blue
in. Drop-color keeps one random channel of each tile and fills the two others with noise.

Expected before any row: harm is negative; drop-color leaves none of it (leak left within delta) and has no price, for
the colors of scenes are drawn without regard to the species; rescue is positive. Tested in the order harm, rescue,
price, leak left. Smallest effect that counts: 4 points of linear-probe accuracy.

The profile was chosen on seeds from 1000 up, which stand in no row: there, on two seeds, harm was -10.9 and -11.4
points, the price +1.0 and +1.5, the leak left -.3 and +.2, so that five seeds should decide all four. Set aside before:
filling by copy (its price is -3 points, between none and one that counts) and graying (+4 points, and +3 of leak). Of
the copy, 14 runs of seeds 0 to 3 had been made. With 450 steps and 2048 questions seeds 0 to 4 decided all four as
expected (harm -11.1, rescue +12.6, price +.7, leak left +1.6) but took half a minute more than the five that a
demonstration may take; those 25 rows are set aside too.

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
    arms=two_by_two(JIGSAW_20, LateralAberration(strength=2.0, direction="red-blue"), DropColor()),
    contrasts=(harm, rescue, price, leak_left),
    outcome="probe",
    delta=0.04,
    ordered=True,
    ceiling=False,
    photographs=ON_PHOTOGRAPHS,
)
