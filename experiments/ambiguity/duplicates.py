"""What do duplicates do to contrastive learning, and what does debiasing recover?

Half of the training pictures are copies. In the control each stands twice, so that the two hardly ever meet in a batch;
in the crowds they are 256 copies each of eight pictures, so that who asks there finds, on average, six views of twins
among its 126 negatives (a share of .031 of all negatives in the batch, which the debiased loss is told). Both
have as few distinct pictures; what a crowd costs over pairs is what false negatives cost, and the little that eight
pictures show.

All arms are read alike: proxy and features of test pictures without twins, the probe fitted on the first half of the
training pictures, none of which is a copy in any arm.

Expected before any row: crowds harm the features more than pairs; the debiased loss recovers part of it, and has no
price among pairs. Smallest effect that counts: 5 points of linear-probe accuracy. Whether an arm learns is part of
what is asked.

Source: Chuang, Robinson, Lin, Torralba and Jegelka (2020): on CIFAR-10 the debiased loss gains 4 points at most.
"""

from dataclasses import replace

from pitfalls.ambiguity.debiased import DebiasedNTXent
from pitfalls.experiment.experiment import Experiment
from pitfalls.images.duplicates import Duplicates
from pitfalls.reference import SCENES
from pitfalls.statistics.contrast import Contrast

SHARE, COPIES, FALSE = 0.5, 256, 0.031
contrastive = SCENES["contrastive"]
contrastive = replace(contrastive, reading=replace(contrastive.reading, train=2048))
debiased = DebiasedNTXent(temperature=0.2, prior=FALSE)


def copied(copies: int, **change):
    return replace(contrastive, images=Duplicates(contrastive.images, SHARE, copies), **change)


experiment = Experiment(
    question="What do duplicates do to contrastive learning, and what does debiasing recover?",
    arms={
        "no copies": replace(contrastive, images=Duplicates(contrastive.images, 0.0)),
        "pairs": copied(1),
        "crowds": copied(COPIES),
        "pairs, debiased": copied(1, score=debiased),
        "crowds, debiased": copied(COPIES, score=debiased),
    },
    contrasts=(
        Contrast("crowds", {"crowds": 1, "pairs": -1}, sign=-1),
        Contrast(
            "debiasing recovers",
            {"crowds, debiased": 1, "pairs, debiased": -1, "crowds": -1, "pairs": 1},
            sign=1,
        ),
    ),
    also=(
        Contrast("fewer pictures", {"pairs": 1, "no copies": -1}, sign=0),
        Contrast("price of debiasing", {"pairs, debiased": 1, "pairs": -1}, sign=0),
    ),
    outcome="probe",
    delta=0.05,
    learning=True,
    ceiling=False,
)
