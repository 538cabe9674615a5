"""Aberration: the stated displacement, its sham, its direction, and no smeared borders."""

import numpy as np
import pytest
import torch

from pitfalls.experiment.arms import two_by_two
from pitfalls.images.scenes import Scenes
from pitfalls.shapes import frames
from pitfalls.shortcuts.aberration import LateralAberration, Resampling, UniformShift
from pitfalls.shortcuts.drop_color import DropColor
from pitfalls.shortcuts.projection import Projection
from pitfalls.shortcuts.warp import weights
from pitfalls.streams import Rng
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.trial import Trial


def smooth(count=16, size=64, margin=8):
    """Band-limited gray noise whose displacement can be estimated well, the same in all channels."""
    rough = torch.rand(count, 1, (size + 2 * margin) // 4, (size + 2 * margin) // 4, generator=torch.manual_seed(0))
    fine = torch.nn.functional.interpolate(rough, size + 2 * margin, mode="bicubic").clamp(0, 1)
    return frames(fine.expand(-1, 3, -1, -1), margin)


def displacement(pictures, one, other, box):
    """Least-squares displacement (x, y) of channel `one` against `other` in a box, mean over images."""
    top, left, side = box
    patch = pictures[..., top : top + side, left : left + side]
    reference = (patch[:, one] + patch[:, other]) / 2
    slope_y, slope_x = torch.gradient(reference, dim=(-2, -1))
    apart = patch[:, one] - patch[:, other]
    system = torch.stack([slope_x.flatten(), slope_y.flatten()], 1)
    x, y = torch.linalg.lstsq(system, -apart.flatten()[:, None]).solution[:, 0]
    return float(x), float(y)


@pytest.mark.parametrize("dose", [0.25, 0.5, 1.0, 2.0])
@pytest.mark.parametrize("direction,one,other,factor", [("red-blue", 0, 2, 2), ("green", 1, 0, -1)])
@pytest.mark.parametrize("axis", ["x", "y"])
def test_the_displacement_is_radial_and_exactly_as_large_as_stated(dose, direction, one, other, factor, axis):
    """On a ramp, which cubic convolution reproduces, channels differ by slope times displacement."""
    slope = 1 / 100
    ramp = (torch.arange(80) * slope).expand(2, 3, 80, 80)
    ramp = ramp if axis == "x" else ramp.mT
    out = LateralAberration(strength=dose, direction=direction).plant(frames(ramp, 8), Rng(0, "lens")).inner
    moved = -(out[:, one] - out[:, other]) / slope
    place = (torch.arange(64) - 31.5) / (31.5 * 2**0.5)
    wanted = factor * dose * place
    assert torch.allclose(moved, (wanted if axis == "x" else wanted[:, None]).expand_as(moved), atol=2e-3)


def test_the_sham_has_the_same_magnitudes_and_no_place():
    size, count = 64, 512
    given = frames(torch.zeros(count, 3, 80, 80), 8)
    cue, sham = LateralAberration(strength=1.0), LateralAberration(strength=1.0).sham()
    assert isinstance(sham, UniformShift)
    at = torch.arange(size).float()
    x, y = cue.toward(given, at[None, None], at[None, None])
    planted = torch.hypot(x[0, 0][None, :], y[0, 0][:, None]).flatten()
    spot = Rng(0, "spot").uniform(count * 8, 2)
    wide = frames(torch.zeros(count * 8, 1, 80, 80), 8)
    sx, sy = sham.toward(wide, spot[:, :1, None] * 63, spot[:, 1:, None] * 63)
    shammed = torch.hypot(sx[:, 0, 0], sy[:, 0, 0])
    quantiles = torch.tensor([0.1, 0.3, 0.5, 0.7, 0.9])
    assert torch.allclose(planted.quantile(quantiles), shammed.quantile(quantiles), atol=0.03)
    shifted = sham.plant(smooth(), Rng(0, "lens")).inner
    corners = [displacement(shifted[:1], 0, 2, box)[0] for box in ((0, 0, 24), (40, 40, 24))]
    assert abs(corners[0] - corners[1]) < 0.15  # one shift for the whole image


def test_the_sham_of_a_two_by_two_is_as_strong_as_what_the_tiles_show():
    trial = Trial(task=Jigsaw())
    arms = two_by_two(trial, LateralAberration(strength=1.0), DropColor())
    sham = arms["sham"].cues[0]
    given = frames(torch.zeros(2000, 3, 80, 80), 8)
    windows = trial.task.place((64, 64), 2000, Rng(0, "place")).float()
    x = windows[..., 0] + Rng(0, "x").uniform(2000, 9) * windows[..., 2]
    y = windows[..., 1] + Rng(0, "y").uniform(2000, 9) * windows[..., 3]
    shown = torch.stack(LateralAberration(strength=1.0).toward(given, x[:, None], y[:, None]))[:, :, 0].norm(dim=0)
    spot = (Rng(0, "spot").uniform(2000, 2) - 0.5) * sham.reach + 0.5
    shammed = torch.stack(sham.toward(given, spot[:, :1, None] * 63, spot[:, 1:, None] * 63))[:, :, 0].norm(dim=0)
    assert shammed.square().mean().sqrt() == pytest.approx(float(shown.square().mean().sqrt()), rel=0.06)


def test_all_arms_are_resampled_alike():
    """Green is not moved by red-blue aberration, so planted, sham and clean agree in it bit for bit."""
    given = smooth()
    arms = [LateralAberration(), LateralAberration().sham(), LateralAberration().removed()]
    green = [arm.plant(given, Rng(0, "lens")).inner[:, 1] for arm in arms]
    assert torch.equal(green[0], green[1]) and torch.equal(green[0], green[2])
    assert isinstance(arms[2], Resampling)


def test_reversal_turns_the_displacement_round():
    there = LateralAberration(strength=1.0).plant(smooth(), Rng(0, "lens")).inner
    back = LateralAberration(strength=1.0).reversed().plant(smooth(), Rng(0, "lens")).inner
    assert displacement(there, 0, 2, (0, 0, 16))[0] < -0.5 < 0.5 < displacement(back, 0, 2, (0, 0, 16))[0]


def test_borders_show_what_lies_outside_instead_of_smears():
    """A ramp stays a ramp up to the last pixel, which a clamped border would flatten."""
    ramp = torch.linspace(0, 1, 80).expand(4, 3, 80, 80)
    out = LateralAberration(strength=2.0).plant(frames(ramp, 8), Rng(0, "lens")).inner
    steps = out[..., 1:] - out[..., :-1]
    assert float(steps.min()) > 0.8 / 79 and float(steps.max()) < 1.2 / 79


def test_scenes_with_a_lens_read_real_pixels_of_their_margin():
    wide, narrow = Scenes(margin=8, train=4).load("train", 0), Scenes(margin=6, train=4).load("train", 0)
    one = LateralAberration().plant(frames(wide.pixels, 8), Rng(0, "lens")).inner
    two = LateralAberration().plant(frames(narrow.pixels, 6), Rng(0, "lens")).inner
    assert torch.allclose(one, two, atol=1e-6)


def test_projection_closes_green_and_not_red_against_blue():
    given = smooth()
    left = {}
    for direction, one, other in (("green", 1, 0), ("red-blue", 0, 2)):
        planted = LateralAberration(strength=1.0, direction=direction).plant(given, Rng(0, "lens")).inner[:, None]
        closed = Projection().defend(planted, Rng(0, "p"))[:, 0]
        left[direction] = abs(displacement(closed, one, other, (0, 0, 16))[0])
    assert left["green"] < 0.1 and left["red-blue"] > 0.5


def test_the_kernel_is_keys_cubic_convolution():
    import torch.nn.functional as F

    line = torch.rand(1, 1, 1, 20)
    fine = F.interpolate(line, size=(1, 60), mode="bicubic", align_corners=False)[0, 0, 0]
    places = (torch.arange(60) + 0.5) / 3 - 0.5
    ours = weights(places, 20) @ line[0, 0, 0]
    keys = lambda t: _cubic(t, -0.5)
    for k, place in enumerate(places.tolist()):
        wanted = sum(keys(place - j) * float(line[0, 0, 0, min(max(j, 0), 19)]) for j in range(-3, 24))
        assert abs(float(ours[k]) - wanted) < 1e-5
    assert (ours - fine).abs().max() < 0.2  # torch takes a = -0.75, so only near


def _cubic(t, a):
    t = abs(t)
    if t <= 1:
        return (a + 2) * t**3 - (a + 3) * t**2 + 1
    return a * t**3 - 5 * a * t**2 + 8 * a * t - 4 * a if t < 2 else 0.0


def test_weights_sum_to_one():
    places = torch.from_numpy(np.random.default_rng(0).uniform(-3, 30, 200).astype(np.float32))
    assert torch.allclose(weights(places, 27).sum(-1), torch.ones(200), atol=1e-5)
