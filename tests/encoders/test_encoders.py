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
from pitfalls.streams import generator

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


class Attentive(nn.Module):
    """One of everything: attention, a position embedding, a class token, PReLU, a norm of its own, a gain, a buffer."""

    def __init__(self):
        super().__init__()
        self.patch = nn.Conv2d(3, 8, 4, 4)
        self.attention = nn.MultiheadAttention(8, 2, batch_first=True)
        self.place = nn.Parameter(torch.randn(1, 16, 8))
        self.token = nn.Parameter(torch.randn(1, 1, 8))
        self.active = nn.PReLU()
        self.norm = nn.LayerNorm((16, 8))
        self.gain = nn.Parameter(torch.ones(8) * 0.1)
        self.register_buffer("fixed", torch.arange(8.0), persistent=False)

    def forward(self, images):
        rows = self.patch(images).flatten(2).transpose(1, 2) + self.place + self.token
        rows = self.norm(self.active(self.attention(rows, rows, rows)[0]))
        return (rows * self.gain + self.fixed).mean(1)


def fresh(module, seed=0):
    body = Given(module).build(3)
    initialize(body, seed, "encoder")
    return dict(body.named_parameters())


def test_two_given_nets_of_one_digest_start_alike():
    one, two = Attentive(), Attentive()
    assert Given(one).digest() == Given(two).digest()
    first, second = fresh(one), fresh(two)
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_every_matrix_of_a_given_net_is_drawn_by_seed_and_name():
    one, two = fresh(Attentive(), 0), fresh(Attentive(), 1)
    drawn = {name for name in one if not torch.equal(one[name], two[name])}
    known = {"patch.weight", "attention.in_proj_weight", "attention.out_proj.weight", "place", "token"}
    assert drawn == {f"module.{name}" for name in known}
    assert (one["module.norm.weight"] == 1).all() and (one["module.norm.bias"] == 0).all()
    assert (one["module.attention.in_proj_bias"] == 0).all() and (one["module.patch.bias"] == 0).all()


def test_what_is_neither_drawn_nor_neutral_is_kept_and_stands_in_the_digest():
    module = Attentive()
    net = fresh(module)
    assert torch.equal(net["module.active.weight"], torch.full((1,), 0.25)), "PReLU is not the identity"
    assert torch.equal(net["module.gain"], module.gain)
    before = Given(module).digest()
    for change in (lambda m: m.gain, lambda m: m.active.weight, lambda m: m.fixed):
        other = Attentive()
        with torch.no_grad():
            change(other).add_(0.5)
        assert Given(other).digest() != before
    for change in (lambda m: m.norm.weight, lambda m: m.patch.bias, lambda m: m.place):
        other = Attentive()
        with torch.no_grad():
            change(other).add_(0.5)
        assert Given(other).digest() == before, "what is replaced anyway decides nothing"


@pytest.mark.parametrize(
    "norm", [nn.BatchNorm2d(4), nn.GroupNorm(2, 4), nn.LayerNorm((4, 6, 6)), nn.InstanceNorm2d(4, affine=True)], ids=str
)
def test_a_normalization_starts_neutral_and_its_statistics_stand_in_no_digest(norm):
    plain = nn.Sequential(nn.Conv2d(3, 4, 3), norm)
    before = Given(plain).digest()
    with torch.no_grad():
        norm.weight.mul_(3), norm.bias.add_(2)
    if isinstance(norm, nn.BatchNorm2d):
        norm(torch.randn(8, 4, 6, 6))
    assert Given(plain).digest() == before != Given(plain, keep=True).digest()
    net = Given(plain).build(3)
    initialize(net, 0, "encoder")
    assert (net.module[1].weight == 1).all() and (net.module[1].bias == 0).all()
    if isinstance(norm, nn.BatchNorm2d):
        assert (net.module[1].running_mean == 0).all()


def test_a_parameter_that_is_held_still_is_another_net():
    plain, held = nn.Conv2d(3, 4, 3), nn.Conv2d(3, 4, 3)
    held.weight.requires_grad_(False)
    assert Given(plain).digest() != Given(held).digest()


def test_a_class_without_source_goes_by_what_it_does():
    space = {"__name__": "nowhere"}
    text = "from torch import nn\nclass Net(nn.Identity):\n    def forward(self, x):\n        return x * {}\n"
    exec(text.format(1), space)
    one = space["Net"]
    exec(text.format(2), space)
    assert Given(one()).digest() == Given(one()).digest() != Given(space["Net"]()).digest()


def test_half_precision_weights_can_be_kept():
    module = nn.Conv2d(3, 4, 3).to(torch.bfloat16)
    assert Given(module, keep=True).digest() == Given(module, keep=True).digest()


def test_a_lazy_module_is_refused_until_it_knows_its_shapes():
    lazy = nn.Sequential(nn.Flatten(), nn.LazyLinear(5))
    with pytest.raises(ValueError, match=r"1\.weight.*no shape yet"):
        Given(lazy)
    lazy(torch.zeros(1, 3, 4, 4))
    assert Given(lazy).build(3)(torch.rand(2, 3, 4, 4))[-1].shape == (2, 5, 1, 1)


@pytest.mark.parametrize("recipe", RECIPES, ids=repr)
def test_the_nets_of_the_lab_start_where_they_always_did(recipe):
    net = recipe.build(3)
    initialize(net, 0, "encoder")
    for name, part in net.named_modules():
        if isinstance(part, nn.Conv2d | nn.Linear):
            fresh = torch.empty(part.weight.shape)
            keyed = generator(0, "encoder", f"{name}.weight")
            nn.init.kaiming_normal_(fresh, nonlinearity="relu", generator=keyed)
            assert torch.equal(part.weight, fresh) and (part.bias is None or not part.bias.any())
        elif hasattr(part, "weight"):
            assert (part.weight == 1).all() and not part.bias.any()
