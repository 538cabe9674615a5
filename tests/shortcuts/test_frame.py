"""Bars and the frame: where they lie, what the attacker sees, and windows that stay inside."""

import dataclasses

import pytest
import torch

from pitfalls.audit.attackers.corners import Corners
from pitfalls.encoders.conv import ConvNet
from pitfalls.frozen import Refused
from pitfalls.records.record import describe
from pitfalls.shapes import frames
from pitfalls.shortcuts.frame import Bars, InscribedCrop, LooseBars
from pitfalls.streams import Rng
from pitfalls.tasks.rotation import Rotation
from pitfalls.trial import Trial

images = frames(torch.rand(40, 3, 48, 48, generator=torch.manual_seed(0)) * 0.5 + 0.4, 4)
rng = lambda: Rng(0, "frame")


def test_bars_cover_just_their_rows_or_columns():
    for bars, hidden in ((Bars(6), (slice(6), slice(None))), (Bars(-6, level=0.25), (slice(None), slice(6)))):
        planted = bars.plant(images, rng()).inner
        for side in ((), (-2,), (-1,)):
            seen = planted.flip(side)[..., hidden[0], hidden[1]]
            assert (seen == bars.level).all() or side == ((-1,) if bars.strength > 0 else (-2,))
        rest = (slice(6, -6), slice(None)) if bars.strength > 0 else (slice(None), slice(6, -6))
        assert torch.equal(planted[..., rest[0], rest[1]], images.inner[..., rest[0], rest[1]])


def test_the_sham_hides_as_much_on_either_axis():
    shammed = LooseBars(6).plant(images, rng()).inner == 0
    assert (shammed.flatten(1).sum(1) == 3 * 2 * 6 * 40).all()
    assert 0.25 < shammed[:, 0, 0, 20].float().mean() < 0.75


def test_the_attacker_sees_black_and_flat_sides_and_corners_alone():
    found = Corners().read(Bars(5).plant(images, rng()).inner).flatten(1)
    assert (found[:, [4, 5]] == 1).all() and (found[:, [6, 7]] < 0.01).all()
    flat = Corners().read(Bars(5, level=0.5).plant(images, rng()).inner).flatten(1)
    assert (flat[:, :8] < 0.01).all() and (flat[:, [12, 13]] > 0.75).all()
    assert Corners().read(images.inner).mean() < 0.05


def test_windows_stay_off_the_frame_and_keep_their_places_among_each_other():
    windows = torch.tensor([[0, 30, 12, 12], [12, 36, -12, 12]]).expand(5, 2, 4)
    spread = InscribedCrop(5).spread(windows, (48, 64), rng())
    assert spread[..., :2].amin((0, 1)).tolist() == [5, 25] and (spread[..., 1] + 12).max() == 43
    assert torch.equal(spread[:, 1] - spread[:, 0], windows[:, 1] - windows[:, 0])
    assert torch.equal(InscribedCrop(5).spread(spread, (48, 64), rng()), spread)


def test_windows_that_do_not_fit_are_refused_where_the_trial_is_made():
    Trial(task=Rotation(crop=44), defenses=(InscribedCrop(8),))
    with pytest.raises(Refused, match=r"InscribedCrop\(pixels=8\) leaves no room"):
        Trial(task=Rotation(crop=52), defenses=(InscribedCrop(8),))


def position(padding):
    """How much the map of flat gray differs from place to place, for a net of any weights."""
    torch.manual_seed(0)
    net = ConvNet(norm="none", padding=padding).build(3)
    with torch.no_grad():
        (*_, last) = net(torch.full((1, 3, 32, 32), 0.7))
    return float(last.std((-2, -1)).max() / last.abs().max())


def test_zeros_about_a_map_tell_the_place_and_nothing_else_does():
    assert position("zeros") > 0.05
    assert max(position(each) for each in ("reflect", "replicate", "none")) < 1e-5


def test_padding_is_a_late_knob_and_zeros_are_the_net_as_it_was():
    assert "padding" not in str(describe(ConvNet()))
    assert dataclasses.replace(ConvNet(), padding="none") != ConvNet()
    torch.manual_seed(0)
    net = ConvNet().build(3)
    convolutions = [each for each in net.modules() if isinstance(each, torch.nn.Conv2d)]
    assert {(each.padding_mode, each.padding) for each in convolutions} == {("zeros", (1, 1))}
