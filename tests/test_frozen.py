"""What is refused, and how it is told in Python: one sentence with the thing, the value and what is allowed."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

import pitfalls
from pitfalls.encoders.given import Given
from pitfalls.encoders.heads import Head
from pitfalls.encoders.network import build
from pitfalls.frozen import Refused, frozen, knob, nearest
from pitfalls.images.tensors import Tensors
from pitfalls.records.record import describe
from pitfalls.shortcuts.aberration import LateralAberration
from pitfalls.tasks.base import Task
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.tasks.rotation import Rotation
from pitfalls.trial import Trial


class Plain(Task):
    """A task that nobody decorated."""

    views = answers = 1

    def cut(self, size):
        return size

    def place(self, size, count, rng):
        return torch.zeros(count, 1, 4)

    def pose(self, patches, rng):
        raise NotImplementedError


BAD = [
    (lambda: Jigsaw(grid=9), "Jigsaw.grid is 9, but it should be less than or equal to 5."),
    (lambda: Jigsaw(9), "Jigsaw.grid is 9, but it should be less than or equal to 5."),
    (lambda: Jigsaw(grid="a"), "Jigsaw.grid is 'a', but it should be a whole number."),
    (lambda: Jigsaw(perms=9), "Jigsaw has no knob 'perms'; did you mean 'permutations'?"),
    (
        lambda: Jigsaw(zzz=9),
        "Jigsaw has no knob 'zzz'; known: alike, distance, foreign, grid, mean_distance, permutations, roam, tile.",
    ),
    (lambda: replace(Jigsaw(), perms=9), "Jigsaw has no knob 'perms'; did you mean 'permutations'?"),
    (lambda: Trial(), "Trial needs task (the question), but it is not given."),
    (lambda: Trial(tsk=Jigsaw()), "Trial has no knob 'tsk'; did you mean 'task'?"),
    (lambda: Trial(task="jigsaw"), "Trial.task is 'jigsaw', but it should be a Task, such as Jigsaw()."),
    (lambda: Trial(task=Jigsaw), "Trial.task is the class Jigsaw, but it should be a Task, such as Jigsaw()."),
    (lambda: Trial(task=Jigsaw(), images=3), "Trial.images is 3, but it should be a Source, such as Scenes()."),
    (lambda: Trial(task=Jigsaw(), cues=(3,)), "Trial.cues.0 is 3, but it should be a Cue."),
    (lambda: Trial(task=Jigsaw(), images=torch.zeros(2, 3)), "Tensors: images has the shape (2, 3), but it should be"),
    (lambda: Trial(task=Plain()), "Plain is not frozen; decorate a subclass of pitfalls.tasks.base.Task with @frozen"),
    (lambda: describe(Plain()), "Plain is not frozen; decorate a subclass of pitfalls.tasks.base.Task with @frozen"),
    (lambda: pitfalls.show(3), "3 cannot be shown; give a Trial, or a task such as Jigsaw()"),
    (lambda: Tensors(images=np.zeros((2, 16, 16, 3))), "images.permute(0, 3, 1, 2) puts the channels first"),
    (lambda: Tensors(images=np.array([{}])), "Tensors.images is an array of object, but it should be uint8"),
]


@pytest.mark.parametrize("make,told", BAD, ids=[told for _, told in BAD])
def test_python_is_refused_in_one_sentence(make, told):
    with pytest.raises(Refused) as caught:
        make()
    assert told in str(caught.value) and "\n" not in str(caught.value)
    assert caught.value.__cause__ is None and ".." not in str(caught.value)


def test_a_single_cue_is_told_to_be_a_tuple():
    with pytest.raises(Refused, match=r"Trial\.cues is LateralAberration.* should be a tuple, such as"):
        Trial(task=Jigsaw(), cues=LateralAberration())


def test_the_hint_knows_aliases_and_lists_only_names():
    assert nearest("brigde", ["from_kornia"], also=["bridge"]) == "did you mean 'bridge'?"
    assert nearest("zzz", ["from_kornia"], also=["bridge"]) == "known: from_kornia."


def test_a_module_serves_as_encoder():
    module = nn.Conv2d(3, 4, 3)
    trial = Trial(task=Jigsaw(), encoder=module)
    assert isinstance(trial.encoder, Given) and trial.encoder.module is module
    assert trial == Trial(task=Jigsaw(), encoder=Given(module=module))
    assert replace(Trial(task=Jigsaw()), encoder=module).key == trial.key


@pytest.mark.parametrize("kind", [torch.from_numpy, lambda array: array])
def test_tensors_and_arrays_serve_as_images(kind):
    pixels = np.random.default_rng(0).integers(0, 256, (40, 3, 32, 32), dtype=np.uint8)
    labels = np.arange(40) % 2
    whole = Tensors(images=torch.from_numpy(pixels), labels=torch.from_numpy(labels))
    assert Trial(task=Rotation(), images=(kind(pixels), kind(labels))).images == whole
    assert replace(Trial(task=Rotation()), images=(kind(pixels), kind(labels), kind(labels))).images.second is not None
    assert Trial(task=Rotation(), images=kind(pixels)).images == Tensors(images=torch.from_numpy(pixels))


class Says(nn.Module):
    def __init__(self, out):
        super().__init__()
        self.out = out

    def forward(self, images):
        return self.out(images)


@pytest.mark.parametrize(
    "out,told",
    [
        (lambda x: x.mean(), r"the shape \(\) for 2 images"),
        (lambda x: x[:1], r"the shape \(1, 3, 16, 16\) for 2 images"),
        (lambda x: (x, x.flatten()), r"the shape \(1536,\) for 2 images"),
        (lambda x: {"a": "text"}, "a str for 2 images"),
        (lambda x: (), "nothing"),
    ],
)
def test_a_module_that_gives_no_maps_is_refused_by_name(out, told):
    with pytest.raises(Refused, match=rf"Says gives {told}.* it should give a map \(N, C, h, w\)"):
        build(Given(Says(out)), Head(), "image", torch.rand(2, 1, 3, 16, 16), 3, (1, 1), seed=0)


def test_dir_holds_verbs_and_parts_and_an_unknown_name_gets_a_hint():
    assert {"Trial", "run", "load", "show", "replace", "Jigsaw", "DropColor", "Scenes"} <= set(dir(pitfalls))
    hints = {"jigsaw": "Jigsaw", "Jigsw": "Jigsaw", "color_distortion": "ColorDistortion", "lod": "load"}
    for name, meant in hints.items():
        with pytest.raises(AttributeError, match=f"did you mean '{meant}'"):
            getattr(pitfalls, name)


def test_a_decorated_task_needs_no_more_than_its_methods():
    assert issubclass(frozen(type("Mine", (Jigsaw,), {})), Task)


@frozen
class Roomy(LateralAberration):
    """A cue whose knobs hold a dictionary and a list."""

    table: dict[str, Any] = knob(default={"a": [1, 2]}, help="nothing")
    row: list[int] = knob(default=[1], help="nothing")


def test_a_part_with_a_dictionary_or_a_list_can_be_a_key_and_equals_hash_alike():
    one, two, other = Roomy(), Roomy(table={"a": [1, 2]}), Roomy(row=[2])
    assert one == two != other and hash(one) == hash(two) and len({one: 1, two: 2, other: 3}) == 2
    trials = [Trial(task=Rotation(), cues=(each,)) for each in (one, two, other)]
    assert trials[0].key == trials[1].key != trials[2].key and hash(trials[0]) == hash(trials[1])
    assert hash(Jigsaw()) == hash(Jigsaw()) != hash(Jigsaw(grid=2, permutations=4, distance=2))


def test_a_default_is_no_object_that_all_share():
    Roomy().table["b"] = 3
    Roomy().row.append(3)
    assert Roomy().table == {"a": [1, 2]} and Roomy().row == [1]


def test_a_late_knob_needs_a_default():
    with pytest.raises(Refused, match=r"late knob \(how far\) has no default"):
        knob(help="how far", late=True)
