"""Do two crops of one image give each other away by their colors, and does color distortion stop it?

Three arms of contrastive learning at paired seeds: crops alone; crops with color distortion; crops with the
usual chain (mirror, color distortion, gray, blur).

Expected before any row: color distortion raises the probe by more than delta over crops alone, and so does
the chain; the proxy itself becomes harder. Smallest effect that counts: 3 points of linear-probe accuracy.

Source: Chen, Kornblith, Norouzi and Hinton (2020), section 3.1 and figure 5: crops of one image share their
color histogram, and composing crop with color distortion gains most.
"""

from dataclasses import replace

from pitfalls.experiment.experiment import Experiment
from pitfalls.shortcuts.blur import Blur
from pitfalls.shortcuts.color import ColorDistortion, Grayscale
from pitfalls.shortcuts.mirror import Mirror
from pitfalls.statistics.contrast import Contrast
from pitfalls.tasks.contrastive import Contrastive
from pitfalls.trial import Trial

crops = Trial(task=Contrastive(), batch=64)

experiment = Experiment(
    question="Do crops give each other away by their colors, and does color distortion stop it?",
    arms={
        "crops": crops,
        "crops+color": replace(crops, defenses=(ColorDistortion(),)),
        "crops+chain": replace(crops, defenses=(Mirror(), ColorDistortion(), Grayscale(rate=0.2), Blur())),
    },
    contrasts=(
        Contrast("color distortion", {"crops+color": 1, "crops": -1}, sign=1),
        Contrast("whole chain", {"crops+chain": 1, "crops": -1}, sign=1),
    ),
    outcome="probe",
    delta=0.03,
    clean="crops",
)
