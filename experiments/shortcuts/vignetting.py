"""Does vignetting let a jigsaw cheat, and does normalizing each tile, or a flat field, stop it?

Seven arms at paired seeds: {clean, planted} x {no defense, normalized tiles, flat field}, and the sham. A lens after
cos^4 takes 60 % of the light at the corner; the sham makes a picture as dark all over as one random spot of it.

Expected before any row: harm is negative; a flat field rescues and leaves none of it; normalized tiles leave a leak,
for within each the light still falls off to one side. Tested in the order harm, rescue and leak of the flat field, leak
of the normalized tiles; what normalizing rescues, and both prices, are measured beside them. Smallest effect that
counts: 5 points of linear-probe accuracy.

Seen beforehand on seed 1000: probe 62.7 clean and 47.6 planted, where an untrained net has 44.8 (proxy 72 and 99.8);
61.9 planted behind a flat field (proxy 71.5), 48.1 behind normalized tiles (99.9). Before the last of these was seen, a
rescue by normalizing was expected.

Source: the order of the cues after Noroozi and Favaro (2016), who normalize each tile; the law after Kingslake (1992).
"""

from dataclasses import replace
from typing import Any

from pitfalls.experiment.arms import two_by_two
from pitfalls.experiment.experiment import Experiment
from pitfalls.reference import JIGSAW_20, ON_PHOTOGRAPHS
from pitfalls.shortcuts.flat_field import FlatField
from pitfalls.shortcuts.normalize import Normalize
from pitfalls.shortcuts.vignetting import Vignetting
from pitfalls.statistics.contrast import four_contrasts

cue = Vignetting(strength=0.6)
arms = two_by_two(JIGSAW_20, cue, Normalize())
roles: dict[str, Any] = {"sham": "sham", "attacker": "radial_luminance"}
harm, leak_normalized, price_normalized, rescue_normalized = four_contrasts(
    "clean", "planted", "clean+defense", "planted+defense", **roles
)
_, leak_flat, price_flat, rescue_flat = (
    replace(each, name=f"{each.name}: flat field")
    for each in four_contrasts("clean", "planted", "clean+flat", "planted+flat", **roles)
)

experiment = Experiment(
    question="Does vignetting let a jigsaw cheat, and does normalizing each tile, or a flat field, stop it?",
    arms=arms
    | {
        "clean+flat": replace(arms["clean"], defenses=(FlatField(),)),
        "planted+flat": replace(arms["planted"], defenses=(FlatField(),)),
    },
    contrasts=(harm, rescue_flat, leak_flat, replace(leak_normalized, sign=-1)),
    also=(rescue_normalized, price_normalized, price_flat),
    outcome="probe",
    delta=0.05,
    ordered=True,
    ceiling=False,
    photographs=ON_PHOTOGRAPHS,
)
