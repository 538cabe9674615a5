"""What does each color defense leave of each direction of aberration, and what does it cost?

Two directions, closed by different things: red against blue, and green against red and blue (the case of
Doersch, Gupta and Efros, 2015). Six defenses, each on clean and on planted images.

Expected before any row: both directions harm; to first order the projection closes the green direction (no leak left)
and not the red-blue one. These four are judged, the harms first. Measured beside them: drop-color, by noise, mean or
copy, and grayscale close both directions; a channel shift of up to 2 px blurs both and closes neither for certain;
prices are not foretold. Smallest effect that counts: 4 points of linear-probe accuracy.
"""

from dataclasses import replace
from typing import Literal

from pitfalls.experiment.experiment import Experiment
from pitfalls.reference import JIGSAW_20, ON_PHOTOGRAPHS
from pitfalls.shortcuts.aberration import LateralAberration
from pitfalls.shortcuts.channel_shift import ChannelShift
from pitfalls.shortcuts.color import Grayscale
from pitfalls.shortcuts.drop_color import DropColor
from pitfalls.shortcuts.projection import Projection
from pitfalls.statistics.contrast import Contrast

DEFENSES = {
    "none": (),
    "drop, noise": (DropColor(fill="noise"),),
    "drop, mean": (DropColor(fill="mean"),),
    "drop, copy": (DropColor(fill="copy"),),
    "projection": (Projection(strength=1.0),),
    "grayscale": (Grayscale(rate=1.0),),
    "shift 2 px": (ChannelShift(pixels=2),),
}
WAYS = {way: LateralAberration(strength=2.5, direction=way) for way in ("red-blue", "green")}
IMAGES = {"clean": WAYS["green"].removed()} | WAYS


def leak(way: str, defense: str, sign: Literal[-1, 0, 1]) -> Contrast:
    bare, planted, clean = defense == "none", f"{way} / {defense}", f"clean / {defense}"
    roles = {"clean": "clean / none", "planted": f"{way} / none", "attacker": "channel_displacement"}
    return Contrast(f"{'harm' if bare else 'leak left'}: {planted}", {planted: 1, clean: -1}, sign=sign, **roles)


PRIMARY = (
    leak("red-blue", "none", -1),
    leak("green", "none", -1),
    leak("green", "projection", 0),
    leak("red-blue", "projection", -1),
)
CLOSED = [name for name in DEFENSES if name not in ("none", "projection")]

experiment = Experiment(
    question="What does each color defense leave of each direction of aberration, and what does it cost?",
    arms={
        f"{images} / {name}": replace(JIGSAW_20, cues=(cue,), defenses=defense)
        for name, defense in DEFENSES.items()
        for images, cue in IMAGES.items()
    },
    contrasts=PRIMARY,
    also=tuple(leak(way, name, 0) for way in WAYS for name in CLOSED)
    + tuple(
        Contrast(f"price: {name}", {f"clean / {name}": 1, "clean / none": -1}, sign=0)
        for name in DEFENSES
        if name != "none"
    ),
    outcome="probe",
    delta=0.04,
    ordered=True,
    ceiling=False,
    photographs=ON_PHOTOGRAPHS,
)
