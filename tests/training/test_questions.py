"""What a task may ask for: a target of its own, the label if it is supervised, and one group of views."""

from dataclasses import replace

import pytest
import torch

from pitfalls.ambiguity.cross_entropy import CrossEntropy
from pitfalls.frozen import Refused, frozen, knob
from pitfalls.images.base import Pictures
from pitfalls.images.scenes import Scenes
from pitfalls.measures.reading import Reading
from pitfalls.path.walk import Path
from pitfalls.shapes import LABEL, Answer
from pitfalls.tasks.naming import Naming
from pitfalls.tasks.rotation import Rotation
from pitfalls.training.outcome import run_trial
from pitfalls.trial import Trial

tiny = Scenes(size=32, margin=0, train=40, validation=20, test=64)
short = Trial(task=Rotation(), images=tiny, steps=2, batch=8, reading=Reading(questions=64))
PIXELS = torch.zeros(4, 3, 32, 32, dtype=torch.uint8)


@frozen
class Asking(Rotation):
    """Rotation that asks for something else."""

    target: str = knob(default="label", help="what it gives as target")

    def pose(self, patches, rng):
        views, answer = super().pose(patches, rng)
        return views, replace(answer, target={"label": LABEL, "none": None, "number": 3}[self.target])


@frozen
class Grouped(Rotation):
    """Rotation that shows the picture in two groups of views, or in none."""

    groups: int = knob(default=2, ge=0, le=5, help="how many groups")

    def pose(self, patches, rng):
        views, answer = super().pose(patches, rng)
        return views * self.groups, answer


@frozen
class Leveled(Rotation):
    """Rotation at a level that no head knows."""

    level = "tile"


@frozen
class Lenient(CrossEntropy):
    """A score that fits any task."""

    def width(self, task):
        return task.answers


@pytest.mark.parametrize(
    "task,told",
    [
        (Asking(), "Asking gives LABEL as its target, but only a task with supervised = True may"),
        (Asking(target="none"), "Asking gives None as its target, but it should be a tensor"),
        (Asking(target="number"), "Asking gives 3 as its target, but it should be a tensor"),
        (Grouped(), "Grouped poses 2 groups of views, but the network reads one"),
        (Grouped(groups=0), "Grouped poses 0 groups of views, but the network reads one"),
    ],
    ids=repr,
)
def test_what_a_network_cannot_be_asked_is_refused_before_any_step(task, told):
    with pytest.raises(Refused, match=told):
        Path(task, (), (), 0, "train").ask(Pictures(PIXELS), torch.arange(4), 0)
    steps = []
    with pytest.raises(Refused, match=told):
        run_trial(replace(short, task=task), watch=lambda step, steps_: steps.append(step))
    assert steps == []


def test_an_unknown_level_is_refused_by_the_natural_score_and_by_the_head():
    with pytest.raises(Refused, match=r"Leveled.level is 'tile', but it should be 'image', 'view' or 'pixel'"):
        Trial(task=Leveled(), images=tiny)
    with pytest.raises(Refused, match="level of the task is 'tile'"):
        run_trial(replace(short, task=Leveled(), score=Lenient()))


def test_label_is_one_object_that_says_what_it_is():
    answer = Answer(LABEL, torch.ones(2), torch.arange(2))
    assert answer.target is LABEL and "abel" in repr(LABEL)


def test_a_label_that_the_answers_do_not_reach_is_refused_in_a_sentence():
    """Sixteen species, ten answers: a loss would complain of an index in the middle of training."""
    with pytest.raises(Refused, match="16"):
        run_trial(replace(short, task=Naming(classes=10), score=None))


@pytest.mark.parametrize("label,classes", [("", 16), ("species", 16), ("middle", 8)])
def test_naming_learns_the_label_that_it_is_told(label, classes):
    record, _ = run_trial(replace(short, task=Naming(classes=classes, label=label), score=None))
    assert record["status"] == "ok"
    assert 1 / classes <= record["outcome"]["chance"] < 3 / classes + 0.1
