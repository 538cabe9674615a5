"""A watermark: where it stands and how bright, its sham, the square that hides it, and the attacker that finds it."""

from typing import Any

import pytest
import torch

from pitfalls.audit.attackers.mark_finder import MarkFinder
from pitfalls.frozen import Refused
from pitfalls.images.scenes import Scenes
from pitfalls.path.walk import Path
from pitfalls.shapes import frames
from pitfalls.shortcuts.watermark import Cutout, LooseMark, Watermark
from pitfalls.streams import Rng
from pitfalls.tasks.rotation import Rotation

rng = lambda: Rng(0, "mark")
gray = frames(torch.full((400, 3, 72, 72), 0.5), margin=4)


def marks(cue, images=gray):
    """What a cue adds to the middle of gray pictures, (B, H, W)."""
    added = cue.plant(images, rng()).inner - 0.5
    assert torch.equal(added[:, 0], added[:, 2])
    return added[:, 0]


def middle(added):
    """The rows and columns (B,) about which what was added lies."""
    line = torch.arange(added.shape[-1]).float()
    whole = added.sum((1, 2))
    return (added.sum(2) @ line) / whole, (added.sum(1) @ line) / whole


def test_a_mark_is_a_triangle_as_bright_as_stated_within_a_pixel_of_the_middle_of_its_cell():
    added = marks(Watermark(0.2))
    assert float(added.amax((1, 2)).min()) == pytest.approx(0.2, abs=1e-6) and float(added.min()) == 0
    assert added.sum((1, 2)).mean() == pytest.approx(0.2 * 8 * 8 / 2, rel=0.1)
    rows, columns = middle(added)
    assert float(columns.mean()) == pytest.approx(31.5 - 16, abs=0.1) and float(columns.std()) == pytest.approx(
        1 / 3**0.5, abs=0.1
    )
    assert not added[:, 23:].any() and not added[:, :, 23:].any(), "nothing outside its square"
    assert float(rows.mean()) > 31.5 - 16 + 0.5, "a triangle is heavier at its foot"


def test_the_mark_of_each_cell_lies_there_and_reversed_it_stands_on_its_head_across_the_middle():
    for cell in (0, 2, 4, 7):
        rows, columns = middle(marks(Watermark(0.2, cell=cell)))
        assert float(columns.mean()) == pytest.approx(31.5 + 16 * (cell % 3 - 1), abs=0.2)
        assert float(rows.mean()) == pytest.approx(31.5 + 16 * (cell // 3 - 1), abs=2)
    still = lambda cue: marks(cue).mean(0)
    assert torch.allclose(still(Watermark(-0.2)), still(Watermark(0.2)).rot90(2), atol=0.02)


def test_the_sham_lies_in_every_cell_and_way_alike_often_and_is_as_bright():
    added = marks(LooseMark(0.2))
    rows, columns = ((each / 16 - 0.5).long().clamp(0, 2) for each in middle(added))
    shares = torch.bincount(3 * rows + columns, minlength=9) / len(added)
    assert shares.tolist() == pytest.approx([1 / 9] * 9, abs=0.05)
    assert torch.allclose(added.amax((1, 2)), torch.tensor(0.2), atol=1e-6)
    one, four = added.mean(0), torch.stack([added.mean(0).rot90(k) for k in range(4)]).mean(0)
    assert float((one - four).abs().max()) < 0.05, "no way is up"
    assert added.sum((1, 2)).mean() == pytest.approx(float(marks(Watermark(0.2)).sum((1, 2)).mean()), rel=0.02)


def test_a_cell_that_is_none_is_refused():
    for cue in (Watermark, LooseMark):
        with pytest.raises(Refused, match="cell is 9, but it should be from 0 to 8"):
            cue(cell=9)


def test_a_square_is_hidden_as_large_as_stated_wherever_it_lies():
    views = torch.rand(500, 2, 3, 20, 20, generator=torch.manual_seed(0))
    shown = Cutout(0.5).defend(views, rng())
    hidden = (shown != views).all(2)
    mean = views.mean((-2, -1), keepdim=True).expand_as(views)
    assert torch.allclose(shown[shown != views], mean[shown != views])
    # a square of half the side about a uniform middle: on average three quarters of its side lie inside... squared
    assert float(hidden.float().mean()) == pytest.approx((0.5 - 0.5**2 / 4) ** 2, abs=0.02)
    assert not torch.equal(hidden[:, 0], hidden[:, 1])
    assert torch.equal(*(Cutout(axis="image").defend(views[:, :1].expand_as(views), rng()).unbind(1)))
    assert Cutout(0.0).defend(views, rng()) is views


def test_the_attacker_tells_which_way_a_mark_points_and_in_which_quarter():
    views = torch.full((60, 1, 32, 32), 0.4) + 0.02 * torch.randn(60, 1, 32, 32, generator=torch.manual_seed(0))
    upright = frames(views.expand(-1, 3, -1, -1))
    planted = Watermark(0.2, cells=2, cell=1, pitch=16).plant(upright, rng()).pixels
    for turn in range(4):
        found = MarkFinder().read(planted.rot90(-turn, (-2, -1)))
        way = found.flatten(2).amax(-1).argmax(1)
        assert float((way == turn).float().mean()) > 0.95
        corner = found.amax(1).flatten(1).argmax(1)
        assert float((corner == [1, 3, 2, 0][turn]).float().mean()) > 0.95
    assert MarkFinder().read(torch.zeros(2, 1, 8, 8)).isfinite().all()


def test_a_mark_tells_the_turn_and_its_sham_does_not():
    pictures, everyone = Scenes(train=360).load("train", 0), torch.arange(360)

    def told(cue):
        views, answer = Path(Rotation(crop=52), (cue,), (), 0, "train").ask(pictures, everyone, 0)
        target: Any = answer.target
        found = MarkFinder().read(views[0].flatten(0, 1)).flatten(1)
        found = torch.cat([found, torch.ones(360, 1)], 1)
        weight = torch.linalg.lstsq(found[:240], torch.eye(4)[target[:240]]).solution
        return float(((found @ weight).argmax(1) == target)[240:].float().mean())

    planted, sham = told(Watermark(0.3)), told(Watermark(0.3).sham())
    assert planted > sham + 0.2, (planted, sham)
