"""Reference trials: for every task one that teaches, on scenes and on photographs.

Claims start from them by `replace`: what a defense does to a trial that teaches nothing says nothing of the defense.
`experiments/reference/` measures what each of them teaches. Their settings were chosen on seeds from 1000 up, which
stand in no row.
"""

from dataclasses import replace

from pitfalls.ambiguity.ntxent import NTXent
from pitfalls.images.scenes import SPECIES, Scenes
from pitfalls.measures.reading import Reading
from pitfalls.shortcuts.color import ColorDistortion
from pitfalls.shortcuts.mirror import Mirror
from pitfalls.tasks.colorization import Colorization
from pitfalls.tasks.context import ContextPrediction
from pitfalls.tasks.contrastive import Contrastive
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.tasks.naming import Naming
from pitfalls.tasks.rotation import Rotation
from pitfalls.trial import Trial

BOUND = Scenes(bond=1.0, saturation=0.8)  # where the color of a part follows from its kind, so that gray tells it
DISTORTED = ColorDistortion(brightness=0.5, contrast=0.5, saturation=0.8, hue=0.5, rate=1.0)

SCENES: dict[str, Trial] = {
    "jigsaw": Trial(task=Jigsaw(permutations=50), steps=1200, batch=64, lr=2e-3),
    "context": Trial(task=ContextPrediction(), steps=1500, batch=128, lr=2e-3),
    "rotation": Trial(task=Rotation(crop=52), steps=900, batch=64, lr=2e-3),
    "contrastive": Trial(
        task=Contrastive(scale_low=0.5),
        score=NTXent(temperature=0.2),
        defenses=(DISTORTED,),
        steps=700,
        batch=64,
        lr=2e-3,
    ),
    "colorization": Trial(task=Colorization(crop=52), images=BOUND, steps=600, batch=64, lr=2e-3),
}
# A short trial for claims about shortcuts: few orders are learned soon, and a cue that gives them away sooner. Its
# scenes are faint, so that no hue of theirs helps to solve the puzzle, and dropping colors takes nothing but the cue.
FAINT = Scenes(saturation=0.1)
JIGSAW_20 = Trial(
    task=Jigsaw(permutations=20), images=FAINT, steps=400, batch=32, lr=5e-3, reading=Reading(questions=1024)
)
ON_PHOTOGRAPHS = {"steps": 1500, "batch": 64, "lr": 1e-3}  # takes three times as long to be learned there
# Photographs of a few thousand: read at the same layer, but an untrained net knows more of them and labels teach less.
PHOTOGRAPHS: dict[str, Trial] = {
    "jigsaw": replace(SCENES["jigsaw"], steps=1500, lr=1e-3),
    "context": replace(SCENES["context"], steps=2000),
    "rotation": SCENES["rotation"],
    "contrastive": replace(SCENES["contrastive"], steps=600),
    "colorization": replace(SCENES["colorization"], images=Scenes(), steps=1500, lr=5e-3),
}
SUPERVISED = Trial(task=Naming(classes=len(SPECIES)), steps=900, batch=64, lr=2e-3)
SUPERVISED_GRAY = replace(SUPERVISED, task=Naming(classes=len(SPECIES), gray=True), images=BOUND)
SUPERVISED_PHOTOGRAPHS = Trial(
    task=Naming(classes=len(SPECIES)),
    defenses=(Mirror(), ColorDistortion(brightness=0.4, contrast=0.4, saturation=0.4, hue=0.1)),
    steps=1500,
    batch=64,
    lr=2e-3,
)


def untrained(trial: Trial) -> Trial:
    """The same trial before its first step: the floor as an arm of its own."""
    return replace(trial, steps=0)
