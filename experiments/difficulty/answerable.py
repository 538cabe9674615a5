"""Does each proxy task beat its floor on scenes where it can be answered?

Each task stands beside the same network untrained, and colorization also beside itself on scenes whose
colors are drawn at random: there it can learn no more than which color to say without looking.

Expected before any row: every contrast is positive by more than delta, on the proxy's own accuracy on unseen
images. Smallest effect that counts: 3 points. What the features gain is reported beside it.

Source: the condition under which any ablation of a task means something (Doersch, Gupta and Efros, 2015;
Noroozi and Favaro, 2016; Gidaris, Singh and Komodakis, 2018; Zhang, Isola and Efros, 2016; Chen et al., 2020).
"""

from dataclasses import replace

from pitfalls.experiment.experiment import Experiment
from pitfalls.images.scenes import Scenes
from pitfalls.statistics.contrast import Contrast
from pitfalls.tasks.colorization import Colorization
from pitfalls.tasks.context import ContextPrediction
from pitfalls.tasks.contrastive import Contrastive
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.tasks.rotation import Rotation
from pitfalls.trial import Trial

bound = Scenes(colors="bound", textures="bound", saturation=0.7)
TRIALS = {
    "jigsaw": Trial(task=Jigsaw()),
    "context": Trial(task=ContextPrediction()),
    "rotation": Trial(task=Rotation()),
    "contrastive": Trial(task=Contrastive()),
    "colorization": Trial(task=Colorization(), images=bound),
}
untrained = {f"{name}, untrained": replace(trial, steps=0) for name, trial in TRIALS.items()}
free = replace(TRIALS["colorization"], images=replace(bound, colors="free"))

experiment = Experiment(
    question="Does each proxy task beat its floor on scenes where it can be answered?",
    arms=TRIALS | untrained | {"colorization, free colors": free},
    contrasts=tuple(Contrast(name, {name: 1, f"{name}, untrained": -1}, sign=1) for name in TRIALS)
    + (Contrast("colors are found by looking", {"colorization": 1, "colorization, free colors": -1}, sign=1),),
    outcome="proxy",
    delta=0.03,
    ceiling=False,
)
