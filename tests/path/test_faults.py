"""Parts with a fault that is cheap and certain to find: refused before the first step, told of the method."""

import random
from dataclasses import replace

import numpy as np
import pytest
import torch

from pitfalls.commands.catalog import parts
from pitfalls.frozen import Refused, frozen, knob
from pitfalls.images.scenes import Scenes
from pitfalls.measures.reading import Reading
from pitfalls.path.faults import check_path
from pitfalls.shapes import answered
from pitfalls.shortcuts.base import ViewDefense
from pitfalls.tasks.base import Task
from pitfalls.tasks.colorization import Colorization
from pitfalls.tasks.context import ContextPrediction
from pitfalls.tasks.contrastive import Contrastive
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.tasks.naming import Naming
from pitfalls.tasks.rotation import Rotation
from pitfalls.training.outcome import run_trial
from pitfalls.trial import Trial

tiny = Scenes(size=32, margin=0, train=40, validation=20, test=64)
short = Trial(task=Rotation(), images=tiny, steps=2, batch=8, reading=Reading(questions=64))
pictures = tiny.load("train", 0)


def check(trial):
    check_path(trial, pictures)


@frozen
class Halves(Task):
    """Two halves side by side, or swapped, with a fault by name."""

    fault: str = knob(default="none", help="what is wrong")

    @property
    def views(self):
        return 2

    @property
    def answers(self):
        return 2

    def cut(self, size):
        return (size[0], size[1] / 2) if self.fault == "half pixels" else (size[0], size[1] // 2)

    def place(self, size, count, rng):
        height, width = size[0], size[1] // 2
        windows = torch.tensor([[0, 0, width, height], [width, 0, width, height]]).expand(count, 2, 4)
        match self.fault:
            case "float windows":
                return windows.float()
            case "one window":
                return windows[:, :1]
            case "windows of another size":
                return windows // torch.tensor([1, 1, 2, 1])
            case "windows off the picture":
                return windows + torch.tensor([3, 0, 0, 0])
            case "a list of windows":
                return windows.tolist()
            case "place draws":
                return windows + 0 * torch.randint(2, (1,))
        return windows

    def pose(self, patches, rng):
        swapped = rng.integers(0, 2, len(patches))
        order = torch.stack([swapped, 1 - swapped], 1)[:, :, None, None, None].expand_as(patches)
        views = patches.gather(1, order)
        match self.fault:
            case "draws from torch":
                swapped = torch.randint(2, (len(patches),))
            case "draws from NumPy":
                swapped = torch.from_numpy(np.random.randint(0, 2, len(patches)))  # noqa: NPY002
            case "draws from Python":
                swapped = torch.tensor([random.randint(0, 1) for _ in patches])
            case "draws afresh":
                swapped = torch.from_numpy(np.random.default_rng().integers(0, 2, len(patches)))
            case "one answer":
                swapped = swapped * 0
            case "answers from one":
                swapped = swapped + 1
            case "float answers":
                return (views,), answered(swapped[:, None])
            case "short answers":
                return (views,), answered(swapped[:-1])
            case "int32 answers":
                swapped = swapped.int()
            case "one view":
                views = views[:, :1]
            case "gray views":
                views = views.mean(2, keepdim=True)
            case "flat views":
                views = views.flatten(-2)
            case "two groups":
                return (views, views), answered(swapped)
            case "no tuple":
                return views, answered(swapped)
            case "no answer":
                return (views,), swapped
            case "views alone":
                return (views,)
            case "values to 300":
                views = views * 300
            case "bytes":
                views = (views * 255).byte()
            case "no numbers":
                views = views * torch.nan
            case "in place":
                patches.mul_(0.5)
            case "weights":
                return (views,), replace(answered(swapped), weight=torch.ones(3))
            case "negative weights":
                return (views,), replace(answered(swapped), weight=-torch.ones(len(views)))
        return (views,), answered(swapped)


TASKS = {
    "half pixels": "Halves.cut gives .32, 16.0., but it should be .height, width.",
    "float windows": "Halves.place gives torch.float32 windows, but they should lie on whole pixels",
    "one window": r"Halves.place gives the shape \(\d+, 1, 4\), but it should give windows",
    "windows of another size": "Halves.place gives windows of 32 x 8 px, but `cut` says 32 x 16",
    "windows off the picture": "looks beyond the pictures",
    "a list of windows": "Halves.place gives a list, but it should give windows",
    "place draws": "Halves.place draws from the global generator of torch",
    "draws from torch": "Halves.pose draws from the global generator of torch",
    "draws from NumPy": "Halves.pose draws from the global generator of NumPy",
    "draws from Python": "Halves.pose draws from the global generator of Python",
    "draws afresh": "Halves.pose gives something else when it is called again with the same stream",
    "one answer": "Halves.pose gives the same answer, 0, to all of 128 questions",
    "answers from one": "Halves.pose gives targets from 1 to 2, but the task has 2 answers, from 0 to 1",
    "float answers": r"a target of torch.int64 of the shape \(16, 1\), but it should be int64 class numbers",
    "short answers": "Halves.pose gives the shape .15,. as the answer's weight",
    "int32 answers": "a target of torch.int32 of the shape .16,., but it should be int64",
    "one view": r"Halves.pose gives views of the shape \(16, 1, 3, 32, 16\) .* shows 2 views of 3 channels",
    "gray views": r"Halves.pose gives views of the shape \(16, 2, 1, 32, 16\) .* shows 2 views of 3 channels",
    "flat views": "Halves.pose gives views of the shape",
    "two groups": "Halves poses 2 groups of views, but the network reads one",
    "no tuple": "Halves poses no tuple of views, but a Tensor",
    "no answer": "Halves.pose gives a Tensor as answer, but it should be an Answer; write answered.target.",
    "views alone": "Halves.pose gives a tuple, but it should give two",
    "values to 300": r"Halves.pose gives views from \S+ to \d+\S*, but they should lie in \[0, 1\]",
    "bytes": "Halves.pose gives views of torch.uint8, but they should be float32",
    "no numbers": "Halves.pose gives views from nan to nan",
    "in place": r"Halves.pose writes into the patches it is handed; work on a copy, patches.clone\(\)",
    "weights": r"Halves.pose gives the shape \(3,\) as the answer's weight",
    "negative weights": "Halves.pose gives weights that are negative",
}


@pytest.mark.parametrize("fault,told", TASKS.items(), ids=TASKS)
def test_a_faulty_task_is_refused_before_the_first_step_told_of_the_method(fault, told):
    steps = []
    with pytest.raises(Refused, match=told) as caught:
        run_trial(replace(short, task=Halves(fault=fault), score=None), watch=lambda step, of: steps.append(step))
    assert steps == [] and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "task",
    [
        Halves(),
        Jigsaw(roam=2),
        Rotation(),
        ContextPrediction(roam=2),
        Contrastive(group=8),
        Colorization(),
        Naming(classes=16),
    ],
    ids=repr,
)
def test_a_task_without_fault_passes_and_its_generators_are_left_alone(task):
    before = torch.get_rng_state(), np.random.get_state()[1].tobytes(), random.getstate()  # noqa: NPY002
    check(replace(short, task=task, score=None))
    assert torch.equal(before[0], torch.get_rng_state())
    assert before[1:] == (np.random.get_state()[1].tobytes(), random.getstate())  # noqa: NPY002


ALL = [((cls(),), ()) for cls in parts("cue").values()] + [((), (cls(),)) for cls in parts("defense").values()]


@pytest.mark.parametrize("cues,defenses", ALL, ids=[type((c or d)[0]).__name__ for c, d in ALL])
def test_every_cue_and_defense_of_the_lab_passes(cues, defenses):
    scenes = Scenes(margin=8, train=20)
    mirrored = any(defense.changes == "mirror" for defense in defenses)
    task = Contrastive(group=8) if mirrored else Jigsaw(tile=12)
    check_path(Trial(task=task, images=scenes, cues=cues, defenses=defenses), scenes.load("train", 0))


@frozen
class Washed(ViewDefense):
    """Brightens views, with a fault by name."""

    fault: str = knob(default="none", help="what is wrong")

    @property
    def deterministic(self):
        return self.fault == "draws all the same"

    def defend(self, views, rng):
        match self.fault:
            case "in place":
                return views.add_(0.1)
            case "another shape":
                return views[..., 1:]
            case "values to 300":
                return views * 300
            case "double":
                return views.double()
            case "NumPy":
                return views * float(np.random.rand())  # noqa: NPY002
            case "afresh":
                return views * float(np.random.default_rng().random())
            case "None":
                return None
            case "draws all the same":
                return views * rng.uniform(1)
        return views * 0.9


VIEWS = {
    "in place": r"Washed.defend writes into the views it is handed; work on a copy, views.clone\(\)",
    "another shape": "Washed.defend gives the shape .* but it should keep that of what it is handed",
    "values to 300": r"Washed.defend gives values from \S+ to \d+",
    "double": "Washed.defend gives torch.float64 on cpu, but it should be torch.float32",
    "NumPy": "Washed.defend draws from the global generator of NumPy",
    "afresh": "Washed.defend gives something else when it is called again",
    "None": "Washed.defend gives a NoneType",
    "draws all the same": "Washed.defend draws, but Washed.deterministic says that it does not",
}


@pytest.mark.parametrize("fault,told", VIEWS.items(), ids=VIEWS)
def test_a_faulty_view_defense_is_refused(fault, told):
    check(replace(short, defenses=(Washed(),)))
    with pytest.raises(Refused, match=told):
        check(replace(short, defenses=(Washed(fault=fault),)))
