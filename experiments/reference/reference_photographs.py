"""What does each proxy task teach on photographs?

The five tasks with settings for a few thousand photographs, beside the same network untrained and told the labels:
`pitfalls run reference_photographs --images DIR`, a folder of class folders. (Without a folder it asks about scenes,
which says nothing but that it runs.) The probe reads the class of clean whole pictures from the last stage map.

Expected before any row: every task lies above its floor and below its ceiling by more than delta. Smallest effect that
counts: 3 points of linear-probe accuracy, for a random net reads photographs of clothes at .58 and labels teach 12
points more, which is all the room there is; wanted are 5. Whether a task is learned is part of what is asked.

Settings were chosen on seed 1000 of clothing10 (floor .584, gray .596): jigsaw .649, context .647, rotation .674,
contrastive .649 (at 1,500 steps .683), colorization .630 (at rates of .001 and .002 .600 and .608), labels .698 in
1,000 steps and .723 with mirrored and distorted pictures in 1,500, gray .700.

Source: as for reference_scenes.
"""

from dataclasses import replace

from pitfalls.experiment.experiment import Experiment
from pitfalls.reference import PHOTOGRAPHS, SUPERVISED_GRAY, SUPERVISED_PHOTOGRAPHS, untrained
from pitfalls.shortcuts.mirror import Mirror
from pitfalls.statistics.contrast import Contrast

gray = replace(SUPERVISED_GRAY, images=SUPERVISED_PHOTOGRAPHS.images, defenses=(Mirror(),), steps=1500)
beside = {
    "supervised": SUPERVISED_PHOTOGRAPHS,
    "supervised, gray": gray,
    "untrained": untrained(PHOTOGRAPHS["jigsaw"]),
    "untrained, gray": untrained(PHOTOGRAPHS["colorization"]),
}


def against(task: str) -> tuple[Contrast, Contrast]:
    gray = ", gray" * (task == "colorization")
    return (
        Contrast(f"{task} teaches", {task: 1, f"untrained{gray}": -1}, sign=1),
        Contrast(f"{task} leaves room", {f"supervised{gray}": 1, task: -1}, sign=1),
    )


experiment = Experiment(
    question="What does each proxy task teach on photographs?",
    arms=PHOTOGRAPHS | beside,
    contrasts=tuple(contrast for task in PHOTOGRAPHS for contrast in against(task)),
    outcome="probe",
    delta=0.03,
    learning=True,
    ceiling=False,
)
