"""What do pictures of free orientation do to rotation, and what do trust and decoupling recover?

A known share of the training pictures stands, once and for all, on any of its four sides: of them the question by how
much they were turned has no answer that could be seen, and the best possible accuracy about the training pictures is
1 - 3/4 share. At a tenth two remedies stand beside the plain loss: pictures count as far as the net has found their
answers before (`Trusted`), and half of the features is kept for what does not depend on the turn (`Decoupled`). The
second adds a question of its own, so it is asked of upright pictures too: what it recovers is the interaction.

All arms are read alike: the proxy and the features of upright test pictures, the probe fitted on the upright
three quarters of the training pictures, which are the same in all arms.

Expected before any row: proxy and probe fall together with the share (at 25 % the net may not leave its plateau);
trust recovers part of it at 10 %; of decoupling the sign of the interaction is positive. Smallest effect that counts: 5
points of linear-probe accuracy. Whether an arm learns is part of what is asked.

Source: Feng, Xu and Tao (2019): rotation with noisy labels as positive-unlabeled learning, and decoupled features.
"""

from dataclasses import replace

from pitfalls.ambiguity.decoupled import Decoupled
from pitfalls.ambiguity.trusted import Trusted
from pitfalls.encoders.heads import Head
from pitfalls.experiment.experiment import Experiment
from pitfalls.images.turned import Turned
from pitfalls.reference import SCENES
from pitfalls.statistics.contrast import Contrast

UPRIGHT = 3072  # of 4,096 training pictures, at every share asked for here
rotation = SCENES["rotation"]
rotation = replace(rotation, reading=replace(rotation.reading, train=UPRIGHT))
apart = {"score": Decoupled(), "head": Head(split=4)}


def free(share: float, **remedy):
    return replace(rotation, images=Turned(rotation.images, share), **remedy)


experiment = Experiment(
    question="What do pictures of free orientation do to rotation, and what do trust and decoupling recover?",
    arms={
        "upright": free(0.0),
        "5 % free": free(0.05),
        "10 % free": free(0.1),
        "25 % free": free(0.25),
        "10 % free, trusted": free(0.1, score=Trusted(power=2.0)),
        "10 % free, decoupled": free(0.1, **apart),
        "upright, decoupled": free(0.0, **apart),
    },
    contrasts=(
        Contrast("25 % free", {"25 % free": 1, "upright": -1}, sign=-1),
        Contrast("10 % free", {"10 % free": 1, "upright": -1}, sign=-1),
        Contrast("trust recovers", {"10 % free, trusted": 1, "10 % free": -1}, sign=1),
        Contrast(
            "decoupling recovers",
            {"10 % free, decoupled": 1, "upright, decoupled": -1, "10 % free": -1, "upright": 1},
            sign=1,
        ),
    ),
    also=(
        Contrast("5 % free", {"5 % free": 1, "upright": -1}, sign=-1),
        Contrast("price of decoupling", {"upright, decoupled": 1, "upright": -1}, sign=0),
    ),
    outcome="probe",
    delta=0.05,
    learning=True,
    ceiling=False,
)
