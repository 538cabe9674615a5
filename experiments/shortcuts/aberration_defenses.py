"""What does each color defense leave of each direction of aberration, and what does it cost?

Two directions, closed by different things: red against blue, and green against red and blue (the case of
Doersch, Gupta and Efros, 2015). Six defenses, each on clean and on planted images.

Expected before any row: both directions harm; to first order the projection closes the green direction (leak
left within delta) and not the red-blue one (leak left negative). These four are judged. Measured beside them:
drop-color, by noise, mean or copy, and grayscale close both directions; a channel shift of up to 2 px blurs both
and closes neither for certain; prices are not foretold. Smallest effect that counts: 3 points of linear-probe
accuracy.
"""

from dataclasses import replace

from pitfalls.experiment.experiment import Experiment
from pitfalls.shortcuts.aberration import LateralAberration
from pitfalls.shortcuts.channel_shift import ChannelShift
from pitfalls.shortcuts.color import Grayscale
from pitfalls.shortcuts.drop_color import DropColor
from pitfalls.shortcuts.projection import Projection
from pitfalls.statistics.contrast import Contrast
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.trial import Trial

DEFENSES = {
    "none": (),
    "drop, noise": (DropColor(fill="noise"),),
    "drop, mean": (DropColor(fill="mean"),),
    "drop, copy": (DropColor(fill="copy"),),
    "projection": (Projection(strength=1.0),),
    "grayscale": (Grayscale(rate=1.0),),
    "shift 2 px": (ChannelShift(pixels=2),),
}
IMAGES = {
    "clean": LateralAberration(strength=1.0).removed(),
    "red-blue": LateralAberration(strength=1.0, direction="red-blue"),
    "green": LateralAberration(strength=1.0, direction="green"),
}
base = Trial(task=Jigsaw())


def leak(direction: str, defense: str) -> Contrast:
    return Contrast(
        f"{'harm' if defense == 'none' else 'leak left'}: {direction}, {defense}",
        {f"{direction} / {defense}": 1, f"clean / {defense}": -1},
        sign=-1,
    )


PRIMARY = [(direction, defense) for defense in ("none", "projection") for direction in ("red-blue", "green")]

experiment = Experiment(
    question="What does each color defense leave of each direction of aberration, and what does it cost?",
    arms={
        f"{images} / {name}": replace(base, cues=(cue,), defenses=defense)
        for name, defense in DEFENSES.items()
        for images, cue in IMAGES.items()
    },
    contrasts=tuple(leak(*each) for each in PRIMARY),
    also=tuple(leak(way, name) for way in ("red-blue", "green") for name in DEFENSES if (way, name) not in PRIMARY)
    + tuple(
        Contrast(f"price: {name}", {f"clean / {name}": 1, "clean / none": -1}, sign=-1)
        for name in DEFENSES
        if name != "none"
    ),
    outcome="probe",
    delta=0.03,
    clean="clean / none",
    planted="red-blue / none",
    attacker="channel_displacement",
)
