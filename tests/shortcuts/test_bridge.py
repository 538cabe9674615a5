"""The bridge: Kornia's augmentations draw from our streams, ours stand in Kornia's pipelines."""

import kornia.augmentation as K
import pytest
import torch
from torch import nn

from pitfalls.commands.catalog import parts
from pitfalls.images.scenes import Scenes
from pitfalls.records.record import describe, revive
from pitfalls.shortcuts.base import ImageDefense, ViewDefense
from pitfalls.shortcuts.bridge import ForKornia, FromKornia, to_kornia
from pitfalls.shortcuts.color import ColorDistortion
from pitfalls.shortcuts.continuity import Gap
from pitfalls.shortcuts.drop_color import DropColor
from pitfalls.streams import Rng
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.tasks.rotation import Rotation
from pitfalls.trial import Trial

views = torch.rand(4, 9, 3, 16, 16, generator=torch.Generator().manual_seed(0))
DRAWN = [
    FromKornia("RandomPlanckianJitter"),
    FromKornia("RandomGaussianNoise"),
    FromKornia("RandomSolarize"),
    FromKornia("RandomChannelShuffle"),
    FromKornia("RandomGamma", {"gamma": [0.5, 2.0], "p": 1.0}),
]


@pytest.mark.parametrize("defense", DRAWN, ids=lambda defense: defense.name)
def test_its_draws_are_those_of_the_step_and_the_global_generator_is_left_alone(defense):
    before = torch.random.get_rng_state()
    one, two = (defense.defend(views, Rng(0, "k").at(5)) for _ in range(2))
    other = defense.defend(views, Rng(0, "k").at(6))
    assert torch.equal(before, torch.random.get_rng_state())
    assert torch.equal(one, two) and not torch.equal(one, other)
    assert one.shape == views.shape


def test_it_does_what_kornia_does():
    flipped = FromKornia("RandomHorizontalFlip").defend(views, Rng(0, "k"))
    assert torch.equal(flipped, views.flip(-1))
    assert torch.allclose(FromKornia("RandomInvert").defend(views, Rng(0, "k")), 1 - views)


def test_a_task_refuses_what_it_does_not_tolerate():
    assert FromKornia("RandomHorizontalFlip").changes == "mirror"
    assert FromKornia("RandomGamma").changes == "values"
    assert FromKornia("RandomTranslate", {"translate_x": [0.0, 0.1]}).changes == "shift"
    for name, settings in (("RandomRotation90", {"times": [0, 3]}), ("RandomAffine", {"degrees": 90.0})):
        with pytest.raises(ValueError, match="changes the turn of views, which Rotation does not tolerate"):
            Trial(task=Rotation(), defenses=(FromKornia(name, settings),))
    with pytest.raises(ValueError, match="RandomHorizontalFlip changes the mirror"):
        Trial(task=Rotation(), defenses=(FromKornia("RandomHorizontalFlip"),))
    with pytest.raises(ValueError, match="did you mean 'RandomGamma'"):
        FromKornia("RandomGama")
    with pytest.raises(ValueError, match="does not take the settings"):
        FromKornia("RandomGamma", {"gama": 3})


def test_it_is_written_down_and_read_back():
    defense = FromKornia("RandomAffine", {"degrees": 5.0, "translate": [0.1, 0.1]})
    assert revive(describe(defense)) == defense
    trial = Trial(task=Jigsaw(), images=Scenes(train=40), defenses=(defense,))
    assert revive(describe(trial)).key == trial.key


def test_ours_stand_in_a_kornia_pipeline_and_can_be_rewound():
    ours = ForKornia(DropColor(fill="mean"), seed=3)
    chain = nn.Sequential(K.RandomHorizontalFlip(p=1.0), ours, K.RandomInvert(p=1.0))
    images = views[:, 0]
    first, second = chain(images), chain(images)
    ours.at(0)
    assert torch.equal(chain(images), first) and not torch.equal(first, second)
    wanted = DropColor(fill="mean").defend(images.flip(-1)[:, None], Rng(3, "DropColor"))[:, 0]
    assert torch.allclose(first, 1 - wanted)
    assert ForKornia(ColorDistortion())(images).shape == images.shape


PLAIN = [cls() for cls in parts("defense").values() if issubclass(cls, ImageDefense | ViewDefense)]


@pytest.mark.parametrize("defense", PLAIN, ids=lambda each: each.called)
def test_every_defense_of_pictures_stands_in_kornias_container_and_is_replayed(defense):
    images = views[:, 0].repeat(1, 1, 2, 2)
    mask, chain = torch.ones(4, 1, 32, 32), K.AugmentationSequential(to_kornia(defense, 3), data_keys=["input", "mask"])
    first, kept = chain(images, mask)
    held = chain._params
    second, _ = chain(images, mask)
    again, _ = chain(images, mask, params=held)
    assert torch.equal(first, defense(images, seed=3)) and torch.equal(kept, mask) and torch.equal(again, first)
    assert torch.equal(second, first) == same(defense, images)


def same(defense, images):
    """Whether it does the same at the first two steps of a stream."""
    rng = Rng(3, type(defense).__name__)
    return torch.equal(*(defense.on(images, rng.at(step)) for step in (0, 1)))


def test_ours_stand_beside_kornias_in_either_sequence_and_are_rewound():
    ours, images = to_kornia(DropColor(fill="mean"), seed=3), views[:, 0]
    for chain in (
        nn.Sequential(K.RandomHorizontalFlip(p=1.0), ours, K.RandomInvert(p=1.0)),
        K.AugmentationSequential(K.RandomHorizontalFlip(p=1.0), ours, K.RandomInvert(p=1.0), data_keys=["input"]),
        K.ImageSequential(K.RandomHorizontalFlip(p=1.0), ours, K.RandomInvert(p=1.0)),
    ):
        ours.at(0)
        first, second = chain(images), chain(images)
        ours.at(0)
        assert torch.equal(chain(images), first) and not torch.equal(first, second)
        wanted = DropColor(fill="mean").defend(images.flip(-1)[:, None], Rng(3, "DropColor"))[:, 0]
        assert torch.allclose(first, 1 - wanted)
    with pytest.raises(ValueError, match="takes a defense that changes pictures"):
        to_kornia(Gap())


def test_a_chain_of_kornias_behind_and_before_ours_is_the_chain_of_defenses():
    gamma, images = FromKornia("RandomGamma", {"gamma": [0.5, 2.0], "p": 1.0}), views[:, 0]
    chain = nn.Sequential(ForKornia(gamma, 1), to_kornia(DropColor(), 2))
    wanted = DropColor()(gamma(images, seed=1), seed=2)
    assert torch.equal(chain(images), wanted)
