"""Defenses outside the lab: on plain batches, in pipelines, and in the workers of a loader."""

import kornia.augmentation as K
import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import v2

from pitfalls.commands.catalog import parts
from pitfalls.frozen import Refused
from pitfalls.path.defend import defend
from pitfalls.shapes import frames
from pitfalls.shortcuts.base import ImageDefense, WindowDefense
from pitfalls.shortcuts.blur import Blur
from pitfalls.shortcuts.bridge import ForKornia
from pitfalls.shortcuts.channel_shift import ChannelShift
from pitfalls.shortcuts.color import ColorDistortion
from pitfalls.shortcuts.continuity import Gap
from pitfalls.shortcuts.drop_color import DropColor
from pitfalls.shortcuts.mirror import Mirror
from pitfalls.shortcuts.normalize import Normalize
from pitfalls.shortcuts.projection import Projection
from pitfalls.streams import Rng

images = torch.rand(6, 3, 20, 20, generator=torch.Generator().manual_seed(0))
PLAIN = [cls() for cls in parts("defense").values() if not issubclass(cls, WindowDefense)]


@pytest.mark.parametrize("defense", PLAIN, ids=lambda each: each.called)
def test_it_changes_a_plain_batch_as_it_does_in_the_lab_and_nothing_else(defense):
    before, state = images.clone(), torch.get_rng_state()
    out = defense(images, seed=3)
    rng = Rng(3, type(defense).__name__)
    on_images = isinstance(defense, ImageDefense)
    lab = defense.repair(frames(images), rng).inner if on_images else defend(images[:, None], [(defense, rng)])[:, 0]
    assert torch.equal(out, lab) and not torch.equal(out, images)
    assert torch.equal(images, before) and torch.equal(torch.get_rng_state(), state)
    assert torch.equal(defense(images[0], seed=3), defense(images[:1], seed=3)[0])


def test_what_is_off_gives_the_very_numbers_and_never_writes_into_them():
    bright = images * 1.2
    assert torch.equal(Blur(rate=0)(images, seed=0), images)
    assert Projection()(bright, seed=0).max() <= 1 and bright.max() > 1.1


def test_draws_follow_the_seed_the_generator_or_torchs_own():
    drop = DropColor(fill="mean")
    assert torch.equal(drop(images, seed=1), drop(images, seed=1))
    assert not torch.equal(drop(images, seed=1), drop(images, seed=2))
    one, two = (torch.Generator().manual_seed(5) for _ in range(2))
    first, second = drop(images, generator=one), drop(images, generator=one)
    assert torch.equal(drop(images, generator=two), first) and not torch.equal(first, second)
    with torch.random.fork_rng():
        torch.manual_seed(9)
        third = drop(images)
        torch.manual_seed(9)
        assert torch.equal(drop(images), third) and not torch.equal(drop(images), third)
    with pytest.raises(Refused, match="DropColor is given a seed and a generator, but it takes one"):
        drop(images, seed=1, generator=one)


BAD = [
    (DropColor(), images.numpy(), "DropColor is given a numpy.ndarray, but it takes a tensor of images"),
    (DropColor(), [images], "DropColor is given a list, but"),
    (DropColor(), (images * 255).byte(), r"torch.uint8 values, but it takes floats in \[0, 1\]; write images / 255"),
    (ColorDistortion(), images * 255, r"ColorDistortion is given values from 0\.\S+ to 25\d\S*, but it takes floats"),
    (Blur(), images * torch.nan, "Blur is given values from nan to nan"),
    (Normalize(), images[0, 0], r"the shape \(20, 20\), but it takes images \(B, C, H, W\) or \(C, H, W\)"),
    (DropColor(), images[:, :1], "DropColor changes colors and takes 3 channels, but these images have 1"),
    (Gap(), images, "Gap changes where a task looks, and no plain picture; give it to a Trial as a defense"),
    (Mirror(), images, "Mirror changes where a task looks"),
]


@pytest.mark.parametrize("defense,given,told", BAD, ids=range(len(BAD)))
def test_what_is_no_batch_of_images_is_refused_in_one_sentence(defense, given, told):
    with pytest.raises(Refused, match=told):
        defense(given, seed=0)
    with pytest.raises(Refused, match=told if not isinstance(defense, WindowDefense) else "but it is given"):
        ForKornia(defense)(given)


def test_what_is_no_defense_of_pictures_is_refused_by_the_module():
    for thing, told in ((Gap(), "Gap"), (DropColor, "DropColor"), (K.RandomInvert(), "RandomInvert")):
        with pytest.raises(Refused, match=f"ForKornia takes a defense .* but it is given {told}"):
            ForKornia(thing)


def test_noise_about_the_range_is_taken_and_one_channel_where_no_color_changes():
    assert ForKornia(Blur(rate=1))(images + 0.2).shape == images.shape
    assert ForKornia(ChannelShift())(images[:, :1]).shape == (6, 1, 20, 20)
    assert ForKornia(DropColor())(images[0]).shape == (3, 20, 20)


def test_it_stands_between_kornias_and_torchvisions_and_repeats_from_a_step():
    chain = nn.Sequential(K.RandomGrayscale(p=1.0), ForKornia(Blur(rate=1), seed=2), v2.RandomHorizontalFlip(p=1.0))
    first = chain(images)
    assert not torch.equal(chain(images), first)
    chain[1].at(0)
    assert torch.equal(chain(images), first)
    composed = v2.Compose([v2.ToDtype(torch.float32, scale=True), Blur(rate=1)])
    assert composed((images[0] * 255).byte()).shape == (3, 20, 20)
    assert v2.Compose([ForKornia(Blur(rate=1))]).eval()(images[0]).shape == (3, 20, 20)


class Distorted(Dataset):
    """One picture, behind a module."""

    def __init__(self, defense):
        self.defense = defense

    def __len__(self):
        return 8

    def __getitem__(self, index):
        return self.defense(images[0])


@pytest.mark.parametrize("again", [False, True], ids=["new workers", "persistent workers"])
@pytest.mark.parametrize("make", [lambda: ForKornia(ColorDistortion(rate=1), seed=3), lambda: ColorDistortion(rate=1)])
def test_two_workers_and_two_epochs_draw_apart_and_repeat_under_the_loaders_seed(make, again):
    def epochs(seed):
        order = torch.Generator().manual_seed(seed)
        loader = DataLoader(Distorted(make()), num_workers=2, generator=order, persistent_workers=again)
        return torch.cat([torch.cat(list(loader)) for _ in range(2)])

    seen = epochs(1)
    assert len({tuple(each.flatten().tolist()) for each in seen}) == len(seen) == 16
    assert torch.equal(epochs(1), seen) and not torch.equal(epochs(2), seen)
