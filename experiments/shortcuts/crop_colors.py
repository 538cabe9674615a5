"""Do two crops of one image give each other away by their colors, and does color distortion stop it?

Three arms of contrastive learning at paired seeds: crops alone; crops with color distortion; crops with the
usual chain (mirror, color distortion, gray, blur). An attacker that sees histograms of color and nothing else says
how far the colors alone tell which two crops belong together.

Expected before any row: color distortion raises the probe by more than delta over crops alone, and so does the
chain; the proxy itself becomes harder. Smallest effect that counts: 5 points of linear-probe accuracy. Whether an arm
learns is part of what is asked: crops alone are expected to solve the proxy and to teach less than no training at all.

Source: Chen, Kornblith, Norouzi and Hinton (2020), section 3.1 and figure 5: crops of one image share their
color histogram, and composing crop with color distortion gains most.
"""

from dataclasses import replace

from pitfalls.experiment.experiment import Experiment
from pitfalls.reference import SCENES
from pitfalls.shortcuts.blur import Blur
from pitfalls.shortcuts.color import Grayscale
from pitfalls.shortcuts.mirror import Mirror
from pitfalls.statistics.contrast import Contrast

distorted = SCENES["contrastive"]
colors = distorted.defenses
roles = {"planted": "crops", "attacker": "color_histogram"}

experiment = Experiment(
    question="Do crops give each other away by their colors, and does color distortion stop it?",
    arms={
        "crops": replace(distorted, defenses=()),
        "crops+color": distorted,
        "crops+chain": replace(distorted, defenses=(Mirror(), *colors, Grayscale(rate=0.2), Blur())),
    },
    contrasts=(
        Contrast("color distortion", {"crops+color": 1, "crops": -1}, sign=1, **roles),
        Contrast("whole chain", {"crops+chain": 1, "crops": -1}, sign=1, **roles),
    ),
    outcome="probe",
    delta=0.05,
    ordered=True,
    learning=True,
    ceiling=False,
)
