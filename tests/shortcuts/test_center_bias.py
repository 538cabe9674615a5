"""Center bias: windows lie nearer to the middle by the stated share, as large as before and inside."""

import pytest
import torch

from pitfalls.path.cut import lie_inside
from pitfalls.shortcuts.center_bias import CenterBias
from pitfalls.streams import Rng
from pitfalls.tasks.contrastive import Contrastive
from pitfalls.tasks.jigsaw import Jigsaw

rng = lambda: Rng(0, "bias")


def middles(windows):
    return windows[..., :2] + windows[..., 2:].abs() / 2


@pytest.mark.parametrize("strength", [0.3, 0.5, 1.0])
def test_a_puzzle_moves_as_one(strength):
    given = Jigsaw(tile=12, roam=12).place((64, 64), 2000, rng())
    found = CenterBias(strength).spread(given, (64, 64), rng())
    assert found.dtype == given.dtype and lie_inside(found, (64, 64)) and torch.equal(found[..., 2:], given[..., 2:])
    moved = found[..., :2] - given[..., :2]
    assert torch.equal(moved, moved[:, :1].expand_as(moved))
    left = middles(found.float()).mean(1) - 32
    assert torch.allclose(left, (middles(given.float()).mean(1) - 32) * (1 - strength), atol=0.5 + 1e-4)
    assert float(left.mean().abs()) < 0.5


def test_crops_are_drawn_each_by_itself():
    given = Contrastive(scale_low=0.1).place((64, 48), 500, rng())
    found = CenterBias(0.5, axis="view").spread(given, (64, 48), rng())
    away = lambda windows: (middles(windows) - torch.tensor([24.0, 32.0])).norm(dim=-1)
    assert lie_inside(found, (64, 48))
    assert float(away(found).mean() / away(given).mean()) == pytest.approx(0.5, abs=0.05)


def test_a_mirrored_window_stays_mirrored():
    given = torch.tensor([[[40, 2, -12, 12]]])
    assert CenterBias(1.0).spread(given, (64, 64), rng()).tolist() == [[[26, 26, -12, 12]]]
