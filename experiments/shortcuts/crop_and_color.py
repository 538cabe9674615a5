"""Do crops and color distortion teach more together than each alone?

Contrastive learning at paired seeds, two by two: both views are the whole picture or crops of it, and their colors are
distorted or not. The two arms of crops are those of `crop_colors`, and are run once. Two views that are the same
picture leave nothing to be learned: that arm is there for the interaction.

Expected before any row: together they teach more than crops alone, and more than color distortion alone, each by more
than delta. Measured beside them: the interaction, expected positive, for each alone leaves the other way open. Whether
an arm learns is part of what is asked. Smallest effect that counts: 5 points of linear-probe accuracy.

Source: Chen, Kornblith, Norouzi and Hinton (2020), figure 5: of all pairs of augmentations crop with color distortion
gains most, and no augmentation is enough alone.
"""

from dataclasses import replace

from pitfalls.experiment.experiment import Experiment
from pitfalls.reference import SCENES
from pitfalls.statistics.contrast import Contrast
from pitfalls.tasks.contrastive import Contrastive

together = SCENES["contrastive"]
whole = Contrastive(scale_low=1.0, ratio_low=1.0, ratio_high=1.0)
arms = {
    "neither": replace(together, task=whole, defenses=()),
    "crops": replace(together, defenses=()),
    "color": replace(together, task=whole),
    "crops+color": together,
}

experiment = Experiment(
    question="Do crops and color distortion teach more together than each alone?",
    arms=arms,
    contrasts=(
        Contrast("together against crops", {"crops+color": 1, "crops": -1}, sign=1),
        Contrast("together against color", {"crops+color": 1, "color": -1}, sign=1),
    ),
    also=(Contrast("interaction", {"crops+color": 1, "crops": -1, "color": -1, "neither": 1}, sign=1),),
    outcome="probe",
    delta=0.05,
    ordered=True,
    learning=True,
    ceiling=False,
)
