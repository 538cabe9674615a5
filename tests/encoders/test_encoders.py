"""Encoders and heads: maps with positions, weights keyed by name."""

import pytest
import torch
from torch import nn

from pitfalls.encoders.conv import ConvNet
from pitfalls.encoders.given import Given
from pitfalls.encoders.heads import Head
from pitfalls.encoders.initialize import initialize
from pitfalls.encoders.network import build
from pitfalls.encoders.resnet import ResNet18

OWN = Given(nn.Sequential(nn.Conv2d(3, 6, 3), nn.ReLU(), nn.Flatten(), nn.LazyLinear(5)))
RECIPES = [
    ConvNet(width=4),
    ConvNet(width=4, norm="group"),
    ConvNet(width=4, norm="none"),
    ResNet18(),
    ResNet18(small=False),
]


@pytest.mark.parametrize("recipe", RECIPES, ids=repr)
def test_an_encoder_gives_a_tuple_of_maps(recipe):
    maps = recipe.build(3)(torch.rand(2, 3, 32, 32))
    assert isinstance(maps, tuple) and all(each.ndim == 4 and len(each) == 2 for each in maps)


def test_a_module_of_the_users_own_goes_in_its_place():
    plain = Given(nn.Conv2d(3, 4, 3))
    assert plain.build(3)(torch.rand(2, 3, 8, 8))[-1].shape == (2, 4, 6, 6)
    vector = Given(nn.Sequential(nn.Flatten(), nn.Linear(12, 5)))
    assert vector.build(3)(torch.rand(2, 3, 2, 2))[-1].shape == (2, 5, 1, 1)
    other = Given(nn.Conv2d(3, 5, 3))
    assert plain.digest() != other.digest() and plain.digest() == Given(nn.Conv2d(3, 4, 3)).digest()
    assert Given(nn.Conv2d(3, 4, 3), keep=True).digest() != Given(nn.Conv2d(3, 4, 3), keep=True).digest()


def test_weights_are_keyed_by_name_and_seed():
    one, two, three = (ConvNet(width=4).build(3) for _ in range(3))
    initialize(one, 0, "encoder"), initialize(two, 0, "encoder"), initialize(three, 1, "encoder")
    same = [torch.equal(a, b) for a, b in zip(one.parameters(), two.parameters(), strict=True)]
    assert all(same)
    assert not torch.equal(next(one.parameters()), next(three.parameters()))


def test_a_longer_net_starts_with_the_weights_of_the_shorter():
    short, long = nn.Sequential(nn.Linear(3, 3)), nn.Sequential(nn.Linear(3, 3), nn.Linear(3, 3))
    initialize(short, 0, "x"), initialize(long, 0, "x")
    assert torch.equal(short[0].weight, long[0].weight)


@pytest.mark.parametrize(("level", "shape"), [("image", (4, 7)), ("view", (4, 2, 7)), ("pixel", (4, 7, 5, 5))])
def test_a_head_guesses_at_the_level_that_is_asked(level, shape):
    views = torch.rand(4, 1 if level == "pixel" else 2, 3, 16, 16)
    net = build(ConvNet(width=4), Head(), level, views, 7, (5, 5), seed=0)
    assert net(views).shape == shape


def test_building_does_not_touch_the_global_generator():
    views = torch.rand(2, 1, 3, 16, 16)
    before = torch.random.get_rng_state()
    build(ConvNet(width=4), Head(), "image", views, 3, (1, 1), seed=0)
    assert torch.equal(before, torch.random.get_rng_state())


def test_tile_borders_and_positions_reach_the_guess():
    views = torch.rand(1, 2, 3, 16, 16)
    net = build(ConvNet(width=4), Head(), "image", views, 7, (1, 1), seed=0).eval()
    views.requires_grad_()
    net(views).square().sum().backward()
    assert views.grad is not None
    strength = views.grad.abs().sum((0, 1, 2))
    assert (strength > 0).all(), "every pixel of a tile, its border too, must be seen"
    flipped = net(views.detach().flip(-1))
    assert not torch.allclose(flipped, net(views.detach()), atol=1e-4), "where something stands must matter"
