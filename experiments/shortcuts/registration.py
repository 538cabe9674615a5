"""Does re-registering its channels stop a jigsaw from cheating by aberration, where projecting its colors does not?

Seven arms at paired seeds: {clean, planted} x {raw, projected, re-registered}, and the sham. The aberration is the
flagship's: 2.5 px at the corner, red out and blue in. The lens is estimated from the training pictures themselves, once
for the whole folder, and undone in every picture; the projection leaves this direction (Doersch et al., 2015, saw
green against both).

Expected before any row: harm is negative; re-registering leaves none of it (leak left within delta) and rescues. What
the projection leaves is measured beside it, as are the prices. Tested in the order harm, rescue, leak left. Smallest
effect that counts: 6 points of linear-probe accuracy, as for the flagship.

Seen beforehand on seed 1000: probe 62.8 planted and re-registered, 62.7 without lens or defense (proxy 71.0 and 71.6).
Features are read on clean pictures, where the lens of the folder is not undone.

Source: the cue after Doersch, Gupta and Efros (2015); the repair is the lab's.
"""

from dataclasses import replace
from typing import Any

from pitfalls.experiment.arms import two_by_two
from pitfalls.experiment.experiment import Experiment
from pitfalls.reference import JIGSAW_20, ON_PHOTOGRAPHS
from pitfalls.shortcuts.aberration import LateralAberration
from pitfalls.shortcuts.projection import Projection
from pitfalls.shortcuts.registration import Registration
from pitfalls.statistics.contrast import four_contrasts

arms = two_by_two(JIGSAW_20, LateralAberration(strength=2.5, direction="red-blue"), Registration())
roles: dict[str, Any] = {"sham": "sham", "attacker": "channel_displacement"}
harm, leak_left, price, rescue = four_contrasts("clean", "planted", "clean+defense", "planted+defense", **roles)
_, *projected = (
    replace(each, name=f"{each.name}: projected")
    for each in four_contrasts("clean", "planted", "clean+projected", "planted+projected", **roles)
)

experiment = Experiment(
    question="Does re-registering its channels stop a jigsaw from cheating by lateral chromatic aberration?",
    arms=arms | {f"{name}+projected": replace(arms[name], defenses=(Projection(),)) for name in ("clean", "planted")},
    contrasts=(harm, rescue, leak_left),
    also=(price, *projected),
    outcome="probe",
    delta=0.06,
    ordered=True,
    ceiling=False,
    photographs=ON_PHOTOGRAPHS,
)
