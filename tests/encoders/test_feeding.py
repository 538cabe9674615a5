"""What a net is fed when it is asked and when it is read, and what its encoder takes from a user."""

from dataclasses import replace

import pytest
import torch
from torch import nn

from pitfalls.encoders.base import Encoder
from pitfalls.encoders.centered import Centered
from pitfalls.encoders.conv import ConvNet
from pitfalls.frozen import Refused, frozen, knob
from pitfalls.images.scenes import Scenes
from pitfalls.measures.reading import Reading
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.tasks.rotation import Rotation
from pitfalls.training.outcome import run_trial
from pitfalls.trial import Trial

tiny = Scenes(size=32, margin=0, train=40, validation=20, test=64)
short = Trial(task=Jigsaw(roam=2), images=tiny, steps=2, batch=8, reading=Reading(questions=64))


def flat(side):
    """A net with a linear layer for one size of picture."""
    return nn.Sequential(nn.Conv2d(3, 4, 3, 1, 1), nn.Flatten(), nn.Linear(4 * side * side, 8))


def refused(trial):
    steps = []
    with pytest.raises(Refused) as caught:
        run_trial(trial, watch=lambda step, of: steps.append(step))
    assert steps == [] and "\n" not in str(caught.value)
    return str(caught.value)


def test_a_net_for_tiles_alone_or_whole_pictures_alone_is_told_what_it_is_fed():
    told = refused(replace(short, encoder=flat(8)))
    assert told.startswith("Sequential, fed whole pictures, cannot take 3 x 32 x 32 (RuntimeError: mat1 and mat2")
    assert "it is fed views of 3 x 8 x 8 when it is asked, and whole pictures when its features are read" in told
    told = refused(replace(short, encoder=flat(32)))
    assert told.startswith("Sequential, fed views of a question, cannot take 3 x 8 x 8 (RuntimeError: mat1 and mat2")
    assert "average over positions" in told


def test_a_net_of_double_precision_is_told_what_to_call():
    told = refused(replace(short, encoder=nn.Conv2d(3, 4, 3).double()))
    assert "its weights are torch.float64, so call .float() on it" in told


class Wrong(nn.Module):
    """Gives something else than a tuple of maps."""

    def __init__(self, kind):
        super().__init__()
        self.kind, self.body = kind, nn.Conv2d(3, 4, 3)

    def forward(self, images):
        out = self.body(images)
        given = {"vector": (out.mean((-2, -1)),), "map": out, "list": [out], "none": (), "half": (out[:1],)}
        return given[self.kind]


@frozen
class Own(Encoder):
    """A recipe whose module gives something else than it should."""

    kind: str = knob(default="vector", help="what it gives")

    def build(self, channels):
        return Wrong(self.kind)


@pytest.mark.parametrize(
    "kind,told",
    [
        ("vector", "gives the shape (2, 4) for 2 images, but it should give a tuple of its stage maps, (2, C, h, w)"),
        ("map", "gives a tensor (2, 4, 26, 26) for 2 images"),
        ("list", "gives a list for 2 images"),
        ("none", "gives a tuple for 2 images"),
        ("half", "gives the shape (1, 4, 26, 26) for 2 images"),
    ],
)
def test_an_own_recipe_whose_net_gives_no_maps_is_told_what_it_gives(kind, told):
    assert told in refused(replace(short, task=Rotation(), score=None, encoder=Own(kind)))


def test_an_encoder_takes_plain_images_and_nothing_else_in_silence():
    encoder = Centered(ConvNet(width=8).build(3)).eval()
    images = torch.rand(2, 3, 16, 16)
    assert encoder(images)[-1].shape == (2, 16, 4, 4)
    bad = {
        "torch.uint8 values, but it takes floats in .0, 1.; write images / 255": (images * 255).byte(),
        r"values from \S+ to 2\d\d\S*, but it takes plain images": images * 255,
        "undo a normalization": (images - 0.5) / 0.2,
        "values from nan to nan": images * torch.nan,
        r"the shape \(3, 16, 16\), but it takes images .N, C, h, w.; of one write image\[None\]": images[0],
        "a list, but it takes images": [images],
    }
    for told, given in bad.items():
        with pytest.raises(Refused, match=told):
            encoder(given)
