"""One trial to its record: the same twice, honest about NaN, and open to parts of any make."""

from dataclasses import replace
from typing import ClassVar

import pytest
import torch
from torch import nn

from pitfalls.encoders.base import Encoder
from pitfalls.encoders.conv import ConvNet
from pitfalls.frozen import Refused, frozen, knob
from pitfalls.images.base import Source
from pitfalls.images.scenes import Scenes
from pitfalls.measures.reading import Reading
from pitfalls.path.walk import Path
from pitfalls.records.record import describe, revive
from pitfalls.shortcuts.aberration import LateralAberration
from pitfalls.shortcuts.base import Cue
from pitfalls.shortcuts.color import ColorDistortion
from pitfalls.tasks.colorization import Colorization
from pitfalls.tasks.contrastive import Contrastive
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.tasks.naming import Naming
from pitfalls.tasks.rotation import Rotation
from pitfalls.training import knowledge
from pitfalls.training.loop import start, train
from pitfalls.training.outcome import run_trial
from pitfalls.trial import Trial

tiny = Scenes(size=32, margin=6, train=80, validation=40, test=70)
short = Trial(task=Rotation(), images=tiny, steps=4, batch=16, reading=Reading(questions=64))


def same(record):
    """What does not depend on how fast the machine is."""
    return {name: value for name, value in record.items() if name != "seconds"}


@pytest.mark.parametrize(
    "task",
    [Jigsaw(roam=2), Rotation(), Colorization(stride=8, radius=25), Contrastive(group=8), Naming(classes=16)],
    ids=repr,
)
def test_a_trial_run_twice_gives_one_record_and_one_network(task):
    reading = Reading(questions=64, curve=1, layers=True, second="middle")
    trial = replace(short, task=task, score=None, reading=reading)
    (first, one), (second, two) = run_trial(trial), run_trial(trial)
    assert same(first) == same(second) and first["status"] == "ok"
    assert all(torch.equal(*pair) for pair in zip(one.parameters(), two.parameters(), strict=True))
    knowledge._FLOORS.clear()
    assert same(run_trial(trial)[0]) == same(first)


def test_training_is_the_same_by_hand():
    """The straight path: pictures, one Path, a network, a loop."""
    planted = replace(short, cues=(LateralAberration(),), defenses=(ColorDistortion(),))
    _, network = run_trial(planted)
    pictures = tiny.load("train", 0)
    path = Path(planted.task, planted.cues, planted.defenses, planted.seed, "train")
    again = start(planted, path, pictures)
    trained = train(planted, again, path, pictures)
    assert trained.finite and trained.steps == 4
    assert all(torch.equal(*pair) for pair in zip(network.parameters(), again.parameters(), strict=True))


class Last(nn.Module):
    """Maps of ConvNet, and a weight whose gradient is not a number from some call in training on."""

    def __init__(self, inner, calls):
        super().__init__()
        self.inner, self.calls, self.made = inner, calls, 0
        self.scale = nn.Parameter(torch.ones(()))

    def forward(self, images):
        self.made += self.training
        maps = self.inner(images)
        factor = self.scale
        if self.training and self.made >= self.calls:
            factor = factor + (self.scale - self.scale.detach()).abs().sqrt()  # zero, with an infinite slope
        return (*maps[:-1], maps[-1] * factor)


@frozen
class Cracking(Encoder):
    """A net whose loss stays finite while a weight becomes NaN in the step of that number."""

    step: int = knob(default=4, ge=1, le=100, help="the step")

    def build(self, channels):
        return Last(ConvNet().build(channels), self.step)


def test_weights_that_are_no_numbers_after_the_last_step_are_nan_and_no_error():
    seen = []
    record, network = run_trial(replace(short, encoder=Cracking()), watch=lambda step, steps: seen.append(step))
    assert record["status"] == "nan" and record["steps"] == 4 and seen == [0, 1, 2, 3, 4]
    assert not all(bool(weight.isfinite().all()) for weight in network.parameters())
    assert "probe" not in record["outcome"] and "proxy" not in record["outcome"]
    assert 0 <= record["outcome"]["floor_probe"] <= 1
    path, pictures = Path(short.task, (), (), 0, "train"), tiny.load("train", 0)
    for step, finite in ((4, False), (5, True)):
        trial = replace(short, encoder=Cracking(step=step))
        assert train(trial, start(trial, path, pictures), path, pictures).finite == finite
    assert run_trial(replace(short, encoder=Cracking(step=5)))[0]["status"] == "ok"


class Shot(nn.Module):
    """Maps of ConvNet, of which the last is not finite in evaluation once the net was trained."""

    def __init__(self, inner):
        super().__init__()
        self.inner, self.made = inner, 0

    def forward(self, images):
        self.made += self.training
        maps = self.inner(images)
        return maps if self.training or not self.made else (*maps[:-1], maps[-1] * torch.inf)


@frozen
class Overflowing(Encoder):
    """A net whose weights and losses are finite and whose features are not."""

    def build(self, channels):
        return Shot(ConvNet().build(channels))


@pytest.mark.parametrize("curve", [0, 1])
def test_features_that_are_not_finite_are_told_by_their_images_and_make_a_run_nan(curve):
    record, _ = run_trial(replace(short, encoder=Overflowing(), reading=Reading(questions=64, curve=curve)))
    assert record["status"] == "nan"
    assert any("the features of the training images are not finite" in told for told in record["warnings"])


class Means(nn.Module):
    """The mean color of each view, side by side, normalized and clamped: one map a question."""

    def __init__(self, numbers):
        super().__init__()
        self.norm = nn.BatchNorm2d(numbers, affine=False)

    def forward(self, views):
        return (self.norm(views.mean((-2, -1)).flatten(1)[:, :, None, None]).clamp(-3, 3),)


@frozen
class MeanColors(Encoder):
    """An attacker that reads the mean color of each of `views` views and nothing else."""

    weightless = True
    joint = True

    views: int = knob(default=9, ge=1, le=25, help="views of a question")

    def build(self, channels):
        return Means(channels * self.views)


@pytest.mark.parametrize("task", [Jigsaw(permutations=10), Rotation()], ids=repr)
def test_an_encoder_without_weights_has_a_proxy_and_nothing_that_is_read_of_features(task):
    trial = replace(short, task=task, encoder=MeanColors(views=task.views), steps=20, reading=Reading(questions=128))
    record, network = run_trial(trial)
    found = record["outcome"]
    assert record["status"] == "ok" and not list(network.encoder.parameters())
    assert set(found) == {"n_test", "questions", "chance", "proxy"} and found["n_test"] == 70
    assert revive(describe(trial)) == trial
    curved = replace(trial, reading=replace(trial.reading, curve=1))
    assert all("probe" not in point for point in run_trial(curved)[0]["curve"])


class Sides(Means):
    """The mean color of the left and of the right side of each view."""

    def forward(self, views):
        halves = torch.stack(views.tensor_split(2, -1), 2)
        return super().forward(halves.flatten(1, 2))


@frozen
class SideColors(MeanColors):
    """An attacker that reads where the light is."""

    def build(self, channels):
        return Sides(2 * channels * self.views)


def test_an_encoder_without_weights_learns_by_its_head_what_it_can_see():
    """Light from above is read off two halves by a head alone; the mean color of all tells nothing."""
    lit = replace(tiny, light=1.0, lean=0.0, train=400, test=200, contours=0.1)
    trial = replace(short, images=lit, steps=150, lr=1e-2, reading=Reading(questions=256))
    sees = run_trial(replace(trial, encoder=SideColors(views=1)))[0]["outcome"]["proxy"]
    blind = run_trial(replace(trial, encoder=MeanColors(views=1)))[0]["outcome"]["proxy"]
    assert sees > 0.6 and blind < 0.4


class Turned(nn.Module):
    """The maps of all views of a question as one."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, views):
        maps = self.inner(views.flatten(0, 1))
        return tuple(each.view(len(views), views.shape[1], *each.shape[1:]).mean(1) for each in maps)


@frozen
class Jointly(Encoder):
    """A net with weights that reads all views of a question together."""

    joint = True

    def build(self, channels):
        return Turned(ConvNet(width=8).build(channels))


def test_a_joint_encoder_with_weights_is_read_as_any_other():
    found = run_trial(replace(short, task=Jigsaw(permutations=5, roam=2), encoder=Jointly()))[0]["outcome"]
    assert {"probe", "knn", "floor_probe", "proxy"} <= set(found)


@frozen
class Tinted(Cue):
    """Adds to the channels what a dictionary says."""

    strength: float = knob(default=1.0, ge=0, le=1, help="how much of it")
    by: dict[str, float] = knob(default={"red": 0.1, "blue": -0.1}, help="how much a channel gets")

    def plant(self, frames, rng):
        add = torch.tensor([self.by.get(name, 0.0) for name in ("red", "green", "blue")])
        return frames.with_pixels((frames.pixels + self.strength * add[:, None, None]).clamp(0, 1))

    def sham(self, reach=1.0):
        return self

    def removed(self):
        return replace(self, strength=0.0)

    def reversed(self):
        return replace(self, by={name: -value for name, value in self.by.items()})


@frozen
class Painted(Source):
    """Scenes whose channels are weighed by a dictionary."""

    fresh: ClassVar[bool] = True

    size: int = knob(default=32, help="side")
    margin: int = knob(default=6, help="margin")
    weigh: dict[str, float] = knob(default={"red": 0.5}, help="weight of a channel")

    def load(self, split, seed, count=None, device="cpu"):
        found = tiny.load(split, seed, count, device)
        weights = torch.tensor([self.weigh.get(name, 1.0) for name in ("red", "green", "blue")])
        return replace(found, pixels=(found.pixels * weights[:, None, None]).to(torch.uint8))

    def digest(self):
        return str(sorted(self.weigh.items()))


def test_a_source_and_a_cue_with_a_dictionary_train_to_the_end():
    trial = replace(short, images=Painted(), cues=(Tinted(), LateralAberration()))
    record, _ = run_trial(trial)
    assert record["status"] == "ok" and not record["warnings"]
    assert {"proxy", "proxy_removed", "proxy_reversed", "probe"} <= set(record["outcome"])
    assert revive(describe(trial)) == trial
    other = replace(trial, cues=(Tinted(by={"red": 0.1}), LateralAberration()))
    assert other.key != trial.key


def test_a_curve_carries_no_hits_and_ends_in_the_outcome():
    record, _ = run_trial(replace(short, reading=Reading(questions=64, curve=1)))
    assert [point["step"] for point in record["curve"]] == [0, 2, 4]
    assert all("hits" not in point for point in record["curve"])
    assert record["curve"][-1]["probe"] == record["outcome"]["probe"]
    assert record["curve"][0]["probe"] == record["outcome"]["floor_probe"]


def test_an_arm_is_told_its_floor_by_the_first_of_its_seed(monkeypatch):
    """The floor is read once for all arms that start alike, and anew where anything that decides it differs."""
    knowledge._FLOORS.clear()
    read = []
    known = knowledge.known
    monkeypatch.setattr(knowledge, "known", lambda *given: read.append(1) or known(*given))
    planted = replace(short, cues=(LateralAberration(),))
    run_trial(short), run_trial(planted), run_trial(replace(short, lr=1e-4))
    assert len(read) == 1
    others = [
        replace(short, seed=1),
        replace(short, encoder=ConvNet(width=16)),
        replace(short, images=replace(tiny, grain=0.2)),
        replace(short, reading=replace(short.reading, layer=0)),
        replace(short, task=Jigsaw(roam=2), score=None),
    ]
    for count, other in enumerate(others, 2):
        run_trial(other)
        assert len(read) == count, other


def test_a_batch_larger_than_the_set_is_refused():
    with pytest.raises(Refused, match="80 images, but a batch takes 100"):
        run_trial(replace(short, batch=100))
