"""Aberration: the stated displacement, its sham, its direction, and no smeared borders."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from pitfalls.audit.attack import attack_of
from pitfalls.experiment.arms import two_by_two
from pitfalls.images.scenes import Scenes
from pitfalls.images.splits import splits
from pitfalls.path.walk import Path
from pitfalls.shapes import frames
from pitfalls.shortcuts import warp
from pitfalls.shortcuts.aberration import LateralAberration, Resampling, UniformShift
from pitfalls.shortcuts.drop_color import DropColor
from pitfalls.shortcuts.projection import Projection
from pitfalls.shortcuts.warp import weights
from pitfalls.streams import Rng
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.training.loop import start, train
from pitfalls.training.place import alone
from pitfalls.training.reliance import ask
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
    """On a ramp, which the kernel reproduces to a hundredth of a pixel, channels differ by slope times displacement."""
    slope = 1 / 100
    ramp = (torch.arange(80) * slope).expand(2, 3, 80, 80)
    ramp = ramp if axis == "x" else ramp.mT
    out = LateralAberration(strength=dose, direction=direction).plant(frames(ramp, 8), Rng(0, "lens")).inner
    moved = -(out[:, one] - out[:, other]) / slope
    place = (torch.arange(64) - 31.5) / (31.5 * 2**0.5)
    wanted = factor * dose * place
    assert torch.allclose(moved, (wanted if axis == "x" else wanted[:, None]).expand_as(moved), atol=1e-2)


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


def keys(places, length):
    """The weights of cubic convolution (Keys, 1981), which blurs by the fraction of a pixel."""
    first = places.floor()
    away = (places - first)[..., None] - torch.arange(-1, 3)
    near, far = (1.5 * away.abs() - 2.5) * away**2 + 1, ((-0.5 * away.abs() + 2.5) * away.abs() - 4) * away.abs() + 2
    column = (first.long()[..., None] + torch.arange(-1, 3)).clamp(0, length - 1)
    tap = torch.where(away.abs() <= 1, near, far)
    return torch.zeros(*places.shape, length).scatter_add_(-1, column, tap)


def energies(make):
    """Energy of first and of second differences (51,) at 51 fractions of a pixel, under the spectrum of photographs."""
    waves = torch.linspace(0.01, math.pi, 400)
    tap = make(8 + torch.arange(51) / 50, 17)
    passed = (tap[:, None] * torch.exp(1j * waves[:, None] * torch.arange(17))).sum(-1).abs().square()
    power, slope = 1 / (waves**2 + 0.05), 2 - 2 * waves.cos()
    return (passed * power * slope).sum(1), (passed * power * slope**2).sum(1)


def test_every_fraction_of_a_pixel_is_as_sharp_as_any_other():
    spread = lambda each: float((each.max() / each.min()).log())
    first, second = energies(weights)
    assert spread(first) < 0.01 and spread(second / first) < 0.02
    first, second = energies(keys)
    assert spread(first) > 0.3 and spread(second / first) > 0.3  # what the test is about


def test_no_more_than_a_quarter_of_the_slopes_is_lost():
    first, _ = energies(weights)
    given, _ = energies(lambda places, length: torch.eye(length)[places.round().long()])
    assert 0.7 < float(first.mean() / given.mean()) < 0.8


def test_a_wave_is_read_at_any_place():
    wave = lambda at: torch.sin(2 * math.pi * at / 8)
    places = torch.linspace(5, 30, 333)
    assert torch.allclose(weights(places, 40) @ wave(torch.arange(40)), wave(places), atol=0.01)


def sharpness_read(dose, permutations, steps=80):
    """How far the sharpness of the channels gets at a jigsaw of gray scenes, where nothing else differs by channel."""
    scenes = Scenes(train=512, validation=20, test=256, saturation=0.0)
    cue = LateralAberration(strength=dose) if dose else Resampling()
    trial = Trial(task=Jigsaw(permutations=permutations), images=scenes, cues=(cue,), batch=64)
    trial = replace(attack_of(trial, "channel_sharpness"), steps=steps)
    with alone(torch.device("cpu"), 0):
        seen = splits(scenes, 0, 20, 256, torch.device("cpu"))
        path = Path(trial.task, trial.cues, (), 0, "train")
        network = train(trial, start(trial, path, seen.train), path, seen.train).network
        return ask(network.eval(), seen.test, trial, trial.cues, 1024)


@pytest.mark.parametrize("permutations,more", [(50, 0.04), (20, 0.1)])
def test_sharpness_tells_hardly_more_than_without_the_lens(permutations, more):
    """At 2 px a kernel that is sharp to the last digit reads as much: a tile's red shows what its green does not."""
    clean = sharpness_read(0, permutations)
    found = {dose: sharpness_read(dose, permutations) for dose in (0.25, 0.5, 1.0, 2.0)}
    assert clean < 0.15 and max(found.values()) < clean + more, (clean, found)


def test_sharpness_tells_where_one_looks_under_an_interpolation_that_blurs_by_the_fraction(monkeypatch):
    monkeypatch.setattr(warp, "weights", keys)
    assert sharpness_read(0.5, 50) > 0.4


def test_weights_sum_to_one():
    places = torch.from_numpy(np.random.default_rng(0).uniform(-3, 30, 200).astype(np.float32))
    assert torch.allclose(weights(places, 27).sum(-1), torch.ones(200), atol=1e-5)
