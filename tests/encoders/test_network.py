"""Heads and the network: a map of few cells is read as it is, a larger one averaged, and views together or apart."""

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from pitfalls.encoders.base import Encoder
from pitfalls.encoders.conv import ConvNet
from pitfalls.encoders.heads import Head, JointGuess
from pitfalls.encoders.initialize import initialize
from pitfalls.encoders.network import build
from pitfalls.frozen import Refused, frozen
from pitfalls.streams import generator


def drawn(*shape: int) -> torch.Tensor:
    return torch.rand(*shape, generator=torch.Generator().manual_seed(0))


class Flat(nn.Module):
    """The guess of an image as it would be without any averaging: all places of the map, one linear layer."""

    def __init__(self, shape, views, code, hidden, width):
        super().__init__()
        self.code = nn.Linear(shape[0] * shape[1] * shape[2], code)
        self.hidden = nn.Linear(views * code, hidden)
        self.guess = nn.Linear(hidden, width)

    def forward(self, maps, views):
        codes = F.relu(self.code(maps[-1].flatten(1)))
        return self.guess(F.relu(self.hidden(codes.view(-1, codes.shape[1] * views))))


@pytest.mark.parametrize("shape", [(6, 4, 4), (6, 1, 1), (6, 2, 3), (6, 4, 3)])
@pytest.mark.parametrize("last", [torch.contiguous_format, torch.channels_last])
def test_a_map_of_no_more_than_its_cells_is_read_as_it_is_bit_for_bit(shape, last):
    maps = torch.randn(6, *shape, generator=torch.Generator().manual_seed(0)).to(memory_format=last).requires_grad_()
    head, flat = Head(code=5, hidden=7).build("image", (shape,), 2, 9, (1, 1)), Flat(shape, 2, 5, 7, 9)
    for each in (head, flat):
        initialize(each, 3, "head")
    assert [name for name, _ in head.named_parameters()] == [name for name, _ in flat.named_parameters()]
    guess, wanted = head((maps,), 2), flat((maps,), 2)
    assert guess.shape == (3, 9) and torch.equal(guess, wanted)
    ours, theirs = (torch.autograd.grad(each.square().sum(), maps)[0] for each in (guess, wanted))
    assert torch.equal(ours, theirs)


def test_a_larger_map_is_averaged_to_cells():
    head = JointGuess((2, 8, 8), 1, 20, 4, 5, 6)
    initialize(head, 0, "head")
    maps = drawn(4, 2, 8, 8)
    cells = maps.view(4, 2, 4, 2, 4, 2).mean((3, 5))
    same = JointGuess((2, 4, 4), 1, 20, 4, 5, 6)
    same.load_state_dict(head.state_dict())
    assert torch.allclose(head((maps,), 1), same((cells,), 1), atol=1e-6)
    moved = maps.roll(4, -1)
    assert not torch.allclose(head((maps,), 1), head((moved,), 1), atol=1e-4), "which cell it is must matter"


def test_cells_change_the_size_of_the_first_layer_and_nothing_else():
    shapes = {}
    for cells in (1, 4, 13, 64):
        head = Head(cells=cells).build("image", ((8, 13, 13),), 1, 4, (1, 1))
        shapes[cells] = {name: tuple(value.shape) for name, value in head.named_parameters()}
    assert [shapes[cells]["code.weight"][1] for cells in (1, 4, 13, 64)] == [8, 8 * 16, 8 * 169, 8 * 169]
    rest = [{name: shape for name, shape in each.items() if name != "code.weight"} for each in shapes.values()]
    assert all(each == rest[0] for each in rest)


@pytest.mark.parametrize("level", ["tile", "", "Image"])
def test_an_unknown_level_is_refused(level):
    with pytest.raises(Refused, match=f"level of the task is '{level}', but it should be 'image', 'view' or 'pixel'"):
        Head().build(level, ((4, 4, 4),), 1, 3, (1, 1))
    with pytest.raises(Refused, match="'image', 'view' or 'pixel'"):
        build(ConvNet(width=4), Head(), level, drawn(2, 1, 3, 16, 16), 3, (1, 1), seed=0)


class Means(nn.Module):
    """The mean color of each view, side by side: one map a question."""

    def forward(self, views):
        assert views.ndim == 5
        return (views.mean((-2, -1)).flatten(1)[:, :, None, None],)


@frozen
class Together(Encoder):
    """Reads all views of a question at once, and has nothing to learn."""

    joint = True
    weightless = True

    def build(self, channels):
        return Means()


def test_a_joint_encoder_is_fed_all_views_of_a_question_and_the_head_one_map_of_it():
    views = drawn(6, 9, 3, 8, 8)
    net = build(Together(), Head(), "image", views, 20, (1, 1), seed=0)
    (found,) = net.encode(views)
    assert found.shape == (6, 27, 1, 1)
    assert torch.allclose(found[:, 3:6, 0, 0], (views[:, 1].mean((-2, -1)) - 0.5) * 4, atol=1e-5)
    assert net(views).shape == (6, 20) and net.head.code.in_features == 27
    assert not list(net.encoder.parameters())


def test_other_encoders_are_fed_view_by_view_with_centered_values():
    assert not ConvNet.joint and not ConvNet.weightless
    views = drawn(2, 3, 3, 8, 8)
    net = build(ConvNet(width=4), Head(), "image", views, 20, (1, 1), seed=0).eval()
    apart = torch.cat([net.encode(views[:, v : v + 1])[-1] for v in range(3)])
    together = net.encode(views)[-1]
    assert torch.allclose(together.view(2, 3, *together.shape[1:])[:, 1], apart[2:4], atol=1e-6)
    seen = []
    net.encoder.register_forward_pre_hook(lambda module, given: seen.append(given[0]))
    net(views)
    assert torch.allclose(seen[0], (views.flatten(0, 1) - 0.5) * 4)


def test_the_head_starts_from_a_stream_of_its_own():
    views = drawn(2, 2, 3, 8, 8)
    small, large = (build(ConvNet(width=w), Head(), "image", views, 20, (1, 1), seed=0).head for w in (4, 8))
    assert torch.equal(small.hidden.weight, large.hidden.weight)
    fresh = torch.empty(small.guess.weight.shape)
    nn.init.kaiming_normal_(fresh, nonlinearity="relu", generator=generator(0, "head", "guess.weight"))
    assert torch.equal(small.guess.weight, fresh) and not small.guess.bias.any()
