"""Does a ground that two crops share keep a net from learning the figure, and do figure-only positives stop it?

Contrastive learning on scenes of a plain ground, over which a pattern of the picture's own is laid and no pixel of the
figure is touched. The sham is a pattern as strong that all pictures of a batch have in common. Both stand as they are,
and with positives that share the figure alone: the ground of each view is a flat gray of its own draw.

Expected before any row: the shared ground harms the probe of the figure's species by more than delta; behind positives
of the figure alone nothing is left of it, and they rescue as much. What they do to the sham is measured beside them.
Whether an arm learns is part of what is asked. Smallest effect that counts: 4 points of linear-probe accuracy.

Source: Tian et al. (2020): where views share digit and background, the digit is read worse and the background better
than where they share the digit alone (moving MNIST; no reliable numbers).
"""

from dataclasses import replace

from pitfalls.experiment.experiment import Experiment
from pitfalls.images.scenes import Scenes
from pitfalls.reference import SCENES
from pitfalls.shortcuts.ground import FigureOnly, SharedGround
from pitfalls.statistics.contrast import four_contrasts

ground, distorted = SharedGround(), SCENES["contrastive"]
common = replace(distorted, images=Scenes(contours=0, grain=0), cues=(ground.sham(),))
figure = (FigureOnly(), *distorted.defenses)  # it goes by values, so it stands before what changes them
harm, leak_left, price, rescue = four_contrasts(
    "common", "shared", "common+figure", "shared+figure", attacker="grating_directions"
)

experiment = Experiment(
    question="Does a ground that two crops share keep a net from learning the figure?",
    arms={
        "common": common,
        "shared": replace(common, cues=(ground,)),
        "common+figure": replace(common, defenses=figure),
        "shared+figure": replace(common, cues=(ground,), defenses=figure),
    },
    contrasts=(harm, rescue, leak_left),
    also=(price,),
    outcome="probe",
    delta=0.04,
    ordered=True,
    learning=True,
    ceiling=False,
)
