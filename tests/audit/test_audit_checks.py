"""The checks of a question: each finds its defect in a task that has it, and nothing in the lab's own."""

import pytest
import torch

from pitfalls.audit.checks import checks
from pitfalls.audit.checks.balance import identity
from pitfalls.audit.poses import mirrored, placed, speckled
from pitfalls.frozen import frozen
from pitfalls.images.base import Pictures
from pitfalls.images.scenes import Scenes
from pitfalls.path.walk import Path
from pitfalls.shapes import answered
from pitfalls.shortcuts.color import ColorDistortion
from pitfalls.shortcuts.mirror import Mirror
from pitfalls.tasks.colorization import Colorization
from pitfalls.tasks.context import ContextPrediction
from pitfalls.tasks.contrastive import Contrastive
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.tasks.rotation import Rotation

PICTURES = Scenes(size=32, train=80).load("train", 1000)
PUZZLE = Jigsaw(permutations=12, roam=2)


def turned(patches, answer):
    return torch.stack([each.rot90(int(k), (-2, -1)) for each, k in zip(patches, answer, strict=True)])


@frozen
class FlipsAfter(Rotation):
    def pose(self, patches, rng):
        (views,), answer = super().pose(patches, rng)
        flipped = (rng.uniform(len(views)) < 0.5)[:, None, None, None, None]
        return (torch.where(flipped, views.flip(-1), views),), answer


@frozen
class ShowsNothing(Rotation):
    def pose(self, patches, rng):
        return (patches,), super().pose(patches, rng)[1]


@frozen
class TwoForOne(Jigsaw):
    def pose(self, patches, rng):
        views, answer = super().pose(patches, rng)
        assert isinstance(answer.target, torch.Tensor)
        return views, answered(answer.target ^ ((rng.uniform(len(patches)) < 0.5) & (answer.target < 2)).long())


@frozen
class OftenSolved(Jigsaw):
    def pose(self, patches, rng):
        answer = rng.integers(0, self.permutations, len(patches))
        answer = torch.where(rng.uniform(len(patches)) < 0.3, 0, answer)
        orders = self.orders().clone()
        orders[0] = torch.arange(9)
        return (patches.gather(1, orders[answer][:, :, None, None, None].expand_as(patches)),), answered(answer)


@frozen
class OneAnswer(Rotation):
    def pose(self, patches, rng):
        answer = rng.integers(0, 4, 1).repeat(len(patches))
        return (turned(patches, answer),), answered(answer)


@frozen
class OneMask(Rotation):
    def pose(self, patches, rng):
        (views,), answer = super().pose(patches, rng)
        place = int(rng.integers(0, 20, 1))
        return (views.index_fill(-1, torch.arange(place, place + 4), 0.0),), answer


@frozen
class OnePlace(Rotation):
    def place(self, size, count, rng):
        return super().place(size, 1, rng).expand(count, 1, 4)


@frozen
class Unseeded(Rotation):
    def pose(self, patches, rng):
        (views,), answer = super().pose(patches, rng)
        return ((views + 0.01 * torch.rand(views.shape)).clamp(0, 1),), answer


@frozen
class ByPlaceInBatch(Rotation):
    def pose(self, patches, rng):
        answer = torch.arange(len(patches)) % 4
        return (turned(patches, answer),), answered(answer)


def found(task, pictures=PICTURES, defenses=()):
    path = Path(task, (), defenses, 1000, "train")
    return {name: each for name, check in checks().items() if (each := check(path, pictures))}


@pytest.mark.parametrize(
    "task,name,gravity",
    [
        (FlipsAfter(), "alike", "broken"),
        (ShowsNothing(), "alike", "broken"),
        (TwoForOne(permutations=12, roam=2), "alike", "broken"),
        (OftenSolved(permutations=12, roam=2), "balance", "broken"),
        (OneAnswer(), "once", "flaw"),
        (OneMask(), "once", "flaw"),
        (OnePlace(), "once", "flaw"),
        (Unseeded(), "repeatable", "flaw"),
        (ByPlaceInBatch(), "fixed", "broken"),
        (Jigsaw(permutations=1000, distance=2, roam=2), "close", "note"),
    ],
)
def test_each_defect_is_found(task, name, gravity):
    told = found(task)
    assert told[name].gravity == gravity and told[name].told.endswith(".")


@pytest.mark.parametrize(
    "task,defenses",
    [
        (PUZZLE, (ColorDistortion(),)),
        (Rotation(), (Mirror(),)),  # mirrors before it turns, which is sound
        (ContextPrediction(roam=2), ()),
        (Colorization(), ()),
        (Contrastive(group=16), ()),
    ],
)
def test_nothing_is_found_in_the_tasks_of_the_lab(task, defenses):
    if isinstance(task, Rotation):
        defenses = ()
    assert found(task, defenses=defenses) == {}


def test_the_best_possible_accuracy_is_that_of_the_best_guess():
    assert found(FlipsAfter())["alike"].ceiling == pytest.approx(0.75, abs=0.05)
    assert found(ShowsNothing())["alike"].ceiling == pytest.approx(0.25, abs=0.05)
    assert found(TwoForOne(permutations=12, roam=2))["alike"].ceiling == pytest.approx(1 - 1 / 12, abs=0.03)
    assert "their own places" in found(OftenSolved(permutations=12, roam=2))["balance"].told


def test_doubles_and_pictures_without_features_are_counted():
    gray = torch.full_like(PICTURES.pixels[:20], 120)
    more = Pictures(torch.cat([PICTURES.pixels, PICTURES.pixels[:20], gray]), margin=PICTURES.margin)
    told = found(Rotation(), more)
    assert "33.3%" in told["doubles"].told and told["doubles"].gravity == "note"
    assert "17%" in told["featureless"].told and told["featureless"].ceiling == pytest.approx(1 - 20 / 120 / 2)
    assert found(Contrastive(group=16), more)["doubles"].gravity == "flaw"


def test_a_picture_made_its_own_mirror_image_is_one_about_the_middle_of_the_windows():
    for side in (31, 32):
        picture = mirrored(Rotation(crop=21), (side, side))
        window = placed(Rotation(crop=21), (side, side), 1)[0, 0]
        seen = picture[..., int(window[0]) : int(window[0] + window[2])]
        assert torch.equal(seen, seen.flip(-1)) and not torch.equal(seen, seen.flip(-2))
    assert len(speckled((32, 32)).unique()) > 3000


def test_the_answer_that_leaves_all_in_place_is_known():
    path = lambda task: Path(task, (), (), 1000, "train")
    assert identity(path(Rotation()), PICTURES) == 0
    assert identity(path(ContextPrediction(roam=2)), PICTURES) is None
