"""Vignetting: as much light is lost as stated, the sham tells no place, and a flat field gives it back."""

import math

import pytest
import torch

from pitfalls.audit.attackers.radial_luminance import RadialLuminance
from pitfalls.frozen import Refused
from pitfalls.images.scenes import Scenes
from pitfalls.records.record import describe, revive
from pitfalls.shapes import frames
from pitfalls.shortcuts.flat_field import FlatField, falloff
from pitfalls.shortcuts.normalize import Normalize
from pitfalls.shortcuts.vignetting import EvenShade, Vignetting, distance
from pitfalls.streams import Rng

rng = lambda: Rng(0, "shade")
white = lambda count=2, side=64, margin=0: frames(torch.ones(count, 3, side + 2 * margin, side + 2 * margin), margin)


@pytest.mark.parametrize("profile", ["cos4", "polynomial"])
@pytest.mark.parametrize("strength", [0.3, 0.8])
def test_the_corner_loses_as_much_as_stated_and_reversed_the_middle(profile, strength):
    shown = Vignetting(strength, profile).plant(white(side=65), rng()).pixels
    assert torch.allclose(shown[..., 0, 0], torch.tensor(1 - strength)) and shown[..., 32, 32].min() == 1
    back = Vignetting(strength, profile).reversed().plant(white(side=65), rng()).pixels
    assert torch.allclose(back[..., 32, 32], torch.tensor(1 - strength)) and torch.allclose(
        back[..., 0, 0], torch.ones(1)
    )


def test_cos4_is_the_fourth_power_of_the_cosine():
    shown = Vignetting(0.75).plant(white(), rng()).pixels[0, 0]
    tangent = distance(white())[0]  # three quarters are lost at 45 degrees
    assert torch.allclose(shown, torch.cos(torch.atan(tangent)) ** 4, atol=1e-6)


def test_outside_the_picture_a_pixel_is_no_darker_than_the_corner_and_never_negative():
    for cue in (Vignetting(0.95, "polynomial"), Vignetting(-0.95, "polynomial")):
        shown = cue.plant(white(margin=8), rng()).pixels
        assert float(shown.min()) >= 0.05 - 1e-6 and float(shown.max()) <= 1


def test_the_sham_has_the_same_magnitudes_and_no_place():
    planted = Vignetting(0.6).plant(white(1, 128), rng()).pixels[:, 0].flatten()
    shown = Vignetting(0.6).sham().plant(white(4000, 16), rng()).pixels[:, 0]
    assert isinstance(Vignetting(0.6).sham(), EvenShade) and (shown.amax((1, 2)) == shown.amin((1, 2))).all()
    quantiles = torch.tensor([0.1, 0.3, 0.5, 0.7, 0.9])
    assert torch.allclose(planted.quantile(quantiles), shown[:, 0, 0].quantile(quantiles), atol=0.02)


def test_the_attacker_reads_level_and_slope_and_only_the_slope_behind_normalize():
    corner = Vignetting(0.6).plant(white(1), rng()).pixels[:, None, :, :20, :20]
    middle = Vignetting(0.6).plant(white(1), rng()).pixels[:, None, :, 22:42, 22:42]
    level, x, y = RadialLuminance().read(corner[:, 0]).flatten().tolist()
    assert level < -0.4 and x == pytest.approx(y) and x > 0.1
    assert RadialLuminance().read(middle[:, 0]).abs().max() < 0.1
    left = RadialLuminance().read(Normalize().defend(corner, rng())[:, 0]).flatten().tolist()
    assert (
        left[0] == pytest.approx(math.log(0.52), abs=0.2) and left[1] > 0.1
    )  # within a tile the light still falls off
    assert RadialLuminance().read(torch.zeros(1, 3, 9, 9)).isfinite().all()


@pytest.mark.parametrize("profile", ["cos4", "polynomial"])
@pytest.mark.parametrize("strength", [0.3, 0.6])
def test_a_flat_field_gives_the_light_back(profile, strength):
    pixels = Scenes().load("train", 0, 512).pixels[..., 6:-6, 6:-6]
    planted = Vignetting(strength, profile).plant(frames(pixels), rng())
    clean, fitted = FlatField().fit(pixels), FlatField().fit((planted.pixels * 255).round().byte())
    given, back = (each.repair(some, rng()).pixels for each, some in ((clean, frames(pixels)), (fitted, planted)))
    known = (given < 0.99) & (back < 0.99)
    ratio = ((back + 0.01) / (given + 0.01))[..., :6, :6][known[..., :6, :6]]
    assert float(ratio.mean()) == pytest.approx(1, abs=0.05)
    assert revive(describe(fitted)) == fitted and fitted == FlatField().fit((planted.pixels * 255).round().byte())


def test_what_stands_in_the_middle_of_scenes_is_taken_for_light():
    """The price: of clean scenes, whose figures are brighter than the ground, it finds a lens where none is."""
    found = falloff(frames(Scenes().load("train", 0, 512).pixels[..., 6:-6, 6:-6]))
    assert -0.9 < float(found.sum()) < -0.1


def test_black_pictures_stay_black_and_wrong_gains_are_refused():
    black = frames(torch.zeros(2, 3, 32, 32))
    assert FlatField().repair(black, rng()).pixels.abs().max() == 0
    with pytest.raises(Refused, match="they should be 3 numbers, or none"):
        FlatField(gains=(1.0,))
