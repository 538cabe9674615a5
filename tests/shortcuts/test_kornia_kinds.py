"""What of Kornia can be a defense: tried when it is made, refused in true words, and told apart by what it does."""

import kornia.augmentation as K
import pytest
import torch
from torch import nn
from torchvision.transforms import v2

from pitfalls.frozen import Refused
from pitfalls.shortcuts.bridge import FromKornia
from pitfalls.shortcuts.kornia_kinds import augmentations
from pitfalls.streams import Rng
from pitfalls.tasks.colorization import Colorization
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.tasks.rotation import Rotation
from pitfalls.trial import Trial

CENTER = {"center_x": [-0.3, 0.3], "center_y": [-0.3, 0.3], "gamma": [0.9, 1.0]}
# what those that have no defaults are made with, here and as an object
GIVEN = {
    "CenterCrop": {"size": (32, 32)},
    "ColorJiggle": {"brightness": 0.3, "hue": 0.1},
    "ColorJitter": {"brightness": 0.3, "hue": 0.1},
    "Denormalize": {"mean": 0.5, "std": 0.2},
    "LongestMaxSize": {"max_size": 32},
    "Normalize": {"mean": 0.5, "std": 0.2},
    "PadTo": {"size": (32, 32)},
    "RandomAffine": {"degrees": 10.0, "translate": (0.1, 0.1)},
    "RandomCrop": {"size": (32, 32), "padding": 2},
    "RandomFisheye": {name: torch.tensor(value) for name, value in CENTER.items()},
    "RandomGaussianBlur": {"kernel_size": 3, "sigma": (0.1, 2.0)},
    "RandomMotionBlur": {"kernel_size": 3, "angle": 35.0, "direction": 0.5},
    "RandomResizedCrop": {"size": (32, 32)},
    "RandomRotation": {"degrees": 10.0},
    "RandomRotation90": {"times": (0, 3)},
    "RandomShear": {"shear": 0.2},
    "Resize": {"size": (32, 32)},
    "SmallestMaxSize": {"max_size": 32},
}
COLOR = {"ColorJiggle", "ColorJitter", "RandomGrayscale", "RandomHue", "RandomPlanckianJitter", "RandomRGBShift"}
COLOR |= {"RandomSaturation", "RandomChannelShuffle", "RandomChannelDropout", "RandomJPEG", "RandomSnow"}
VALUES = {"RandomGaussianNoise", "RandomMotionBlur", "RandomErasing", "RandomInvert", "RandomBrightness", "RandomGamma"}
VALUES |= {"RandomEqualize", "RandomSolarize", "RandomPosterize", "RandomBoxBlur", "RandomSaltAndPepperNoise"}


@pytest.mark.parametrize("name", augmentations())
def test_every_2d_augmentation_is_taken_as_an_object_and_does_the_same_by_name(name):
    defense = FromKornia(getattr(K, name)(**GIVEN.get(name, {})))
    views = torch.rand(2, 3, 3, 32, 32, generator=torch.Generator().manual_seed(0))
    assert defense.name == name and defense == FromKornia(name, defense.settings)
    one, two = (defense.defend(views, Rng(0, "k").at(3)) for _ in range(2))
    assert torch.equal(one, two) and one.shape == views.shape
    wanted = "color" if name in COLOR else "values" if name in VALUES else defense.changes
    assert defense.changes == wanted and defense.called == name


def test_an_object_keeps_its_settings_and_takes_no_others():
    assert FromKornia(K.RandomGrayscale(p=0.25)).settings == {"p": 0.25}
    assert FromKornia(name=K.RandomRotation([-5.0, 10.0], p=1.0)).settings == {"degrees": [-5.0, 10.0], "p": 1.0}
    with pytest.raises(Refused, match="RandomGrayscale is given as an object, which has its settings; give no others"):
        FromKornia(K.RandomGrayscale(), {"p": 1.0})
    with pytest.raises(Refused, match=r"cannot be read back .* write FromKornia\('RandomPlanckianJitter', \{...\}\)"):
        FromKornia(K.RandomPlanckianJitter("CIED"))


BAD = [
    ("RandomMosaic", {}, "RandomMosaic exists in Kornia, but it mixes or rearranges pictures together with their lab"),
    ("RandomMixUpV2", {}, "RandomMixUpV2 exists in Kornia, but it mixes"),
    ("RandAugment", {}, "RandAugment exists in Kornia, but it is a policy"),
    ("AutoAugment", {}, "AutoAugment exists in Kornia, but it is a policy"),
    ("AugmentationSequential", {}, "it is a container; name what stands in it one by one"),
    ("RandomAffine3D", {}, r"it is made for volumes \(3D\)"),
    ("RandomDissolving", {}, "RandomDissolving exists in Kornia, but it needs the package diffusers"),
    ("IntensityAugmentationBase2D", {}, "exists in Kornia, but it is no augmentation"),
    ("auto", {}, "exists in Kornia, but it is no augmentation"),
    ("RandomGama", {}, r"Kornia has no augmentation 'RandomGama'; did you mean 'RandomGamma'\?$"),
    ("RandomGrayscale", {"p": "0.5"}, "RandomGrayscale does not take p='0.5', but a number from 0 to 1"),
    ("RandomGrayscale", {"p": 2.0}, "RandomGrayscale does not take p=2.0, but a number from 0 to 1"),
    ("RandomAffine", {}, "RandomAffine does not take the settings {}: .*degrees"),
    ("RandomRain", {"drop_height": [50, 60]}, "RandomRain with .* cannot change views of 3 x 32 x 32: Height of drop"),
    ("RandomGrayscale", {"rgb_weights": torch.ones(3)}, "of which a record cannot keep all; write numbers, text"),
]


@pytest.mark.parametrize("name,settings,told", BAD, ids=[f"{name}-{k}" for k, (name, _, _) in enumerate(BAD)])
def test_what_cannot_serve_is_refused_when_it_is_made_in_one_sentence(name, settings, told):
    with pytest.raises(Refused, match=told) as caught:
        FromKornia(name, settings)
    assert "\n" not in str(caught.value) and ".." not in str(caught.value)


def test_lists_are_what_kornia_wants_them_to_be():
    assert FromKornia("RandomPlanckianJitter", {"select_from": [1, 2, 3], "p": 1.0}).build().p == 1.0
    assert FromKornia("RandomFisheye", CENTER).changes == "turn"
    assert FromKornia("RandomAffine", {"degrees": [0.0, 5.0], "scale": [0.9, 1.1]}).settings["scale"] == [0.9, 1.1]


@pytest.mark.parametrize("name", ["Resize", "CenterCrop", "RandomCrop", "RandomResizedCrop", "PadTo"])
def test_what_changes_the_size_is_refused_by_the_trial_whose_views_it_does_not_keep(name):
    crop = FromKornia(name, {"size": [16, 16]})
    assert Trial(task=Jigsaw(), defenses=(crop,)).key  # its tiles have 16 px
    with pytest.raises(Refused, match=rf"{name} with .* changes views of 3 x 60 x 60 to 3 x 16 x 16"):
        Trial(task=Rotation(), defenses=(crop,))


def test_what_fails_on_the_views_of_a_task_is_refused_with_the_trial():
    rain = FromKornia("RandomRain")
    with pytest.raises(Refused, match=r"RandomRain with .* cannot change views of 3 x 16 x 16: Height of drop"):
        Trial(task=Jigsaw(), defenses=(rain,))


def test_gray_views_take_what_changes_values_alone():
    noise = FromKornia("RandomGaussianNoise", {"std": 0.01})
    assert Trial(task=Colorization(), defenses=(noise,)).key
    with pytest.raises(Refused, match="RandomGrayscale changes the color of views, which Colorization does not tole"):
        Trial(task=Colorization(), defenses=(FromKornia("RandomGrayscale"),))


@pytest.mark.parametrize(
    "thing,told",
    [
        (
            K.RandomGrayscale(p=0.2),
            r"RandomGrayscale of kornia, .* write FromKornia\('RandomGrayscale', {'p': 0.2}",
        ),
        (K.RandomPlanckianJitter("CIED"), r"write FromKornia\('RandomPlanckianJitter', \{...\}\) with"),
        (K.ImageSequential(K.RandomInvert()), "write one FromKornia.NAME, SETTINGS. for each augmentation"),
        (v2.RandomGrayscale(p=0.2), r"RandomGrayscale of torchvision, .* FromKornia\('RandomGrayscale', {'p': 0.2}\)"),
        (v2.GaussianBlur(3), r"FromKornia\('RandomGaussianBlur'"),
        (v2.Compose([v2.Grayscale()]), "got Compose of torchvision, .* with an augmentation of Kornia's"),
        (nn.Identity(), "write a frozen subclass of pitfalls.shortcuts.base.ViewDefense"),
        (lambda images: images, "got <lambda>, .* write a frozen subclass"),
    ],
    ids=lambda each: type(each).__name__ if not isinstance(each, str) else "",
)
def test_a_transform_handed_in_as_defense_gets_the_line_to_write_instead(thing, told):
    for given in ((thing,), [thing], thing):
        with pytest.raises(Refused, match=told) as caught:
            Trial(task=Jigsaw(), defenses=given)
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize("side", [16, 18, 20])
def test_a_side_that_is_no_multiple_of_sixteen_is_taken_and_repeats(side):
    views = torch.rand(2, 2, 3, side, side, generator=torch.Generator().manual_seed(0))
    one, two = (FromKornia("RandomJPEG").defend(views, Rng(0, "k").at(1)) for _ in range(2))
    assert torch.equal(one, two) and one.shape == views.shape
