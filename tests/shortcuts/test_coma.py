"""Coma: the stated smear, its direction, its sham, and the blur that hides it."""

import math

import pytest
import torch

from pitfalls.audit.attackers.directional_sharpness import DirectionalSharpness
from pitfalls.shapes import frames
from pitfalls.shortcuts.blur import Blur
from pitfalls.shortcuts.coma import Coma, Unsmeared
from pitfalls.streams import Rng

rng = lambda: Rng(0, "coma")


def rough(count=16, side=88):
    noise = torch.rand(count, 1, side, side, generator=torch.manual_seed(0))
    return frames(noise.expand(-1, 3, -1, -1), 12)


def points(cue, row, column):
    """Where a white point at (row, column) of 65 x 65 px comes to lie: its mass, mean and spread along x."""
    pixels = torch.zeros(1, 3, 81, 81)
    pixels[..., 8 + row, 8 + column] = 1
    shown = cue.plant(frames(pixels, 8), rng()).inner[0, 0]
    place = torch.arange(65.0)
    line = shown.sum(0) / shown.sum()
    mean = (line * place).sum()
    return float(shown.sum()), float(mean), float((line * (place - mean) ** 2).sum().sqrt())


@pytest.mark.parametrize("dose", [4.0, -4.0])
def test_a_point_is_drawn_out_along_the_radius_by_the_dose(dose):
    """Three quarters of the way to the right side, where the distance is 24 / 45 of the corner's."""
    share = 24 / (32 * 2**0.5)
    mass, mean, spread = points(Coma(dose), 32, 56)
    still_mass, still, least = points(Unsmeared(4.0), 32, 56)
    assert mass == pytest.approx(still_mass, rel=0.1)
    assert mean - still == pytest.approx(share * dose / 3, abs=0.25)
    assert (spread**2 - least**2) ** 0.5 == pytest.approx(0.24 * 4 * share, abs=0.25)
    at_the_axis, plain = (points(each, 32, 32)[1:] for each in (Coma(dose), Unsmeared(4.0)))
    assert at_the_axis == pytest.approx(plain, abs=0.08)  # the random shift is of the axis, too


def test_the_attacker_sees_the_direction_of_the_smear_and_none_without():
    read = lambda cue: (
        DirectionalSharpness().read(cue.plant(rough(64), rng()).inner[..., 22:42, 44:]).flatten(1).mean(0)
    )
    along, across = (read(Coma(6.0)) - read(Unsmeared(6.0)))[:2].tolist()
    assert along < -0.3 < -0.15 < across
    plain = read(Unsmeared(6.0))
    assert abs(float(plain[0] - plain[1])) < 0.05
    assert DirectionalSharpness().read(torch.zeros(1, 3, 9, 9)).isfinite().all()


def test_diagonals_are_told_apart():
    x, y = torch.arange(24.0), torch.arange(24.0)[:, None]
    stripes = torch.sin(0.8 * (x + y) / 2**0.5).expand(1, 3, 24, 24) / 4 + 0.5
    _, _, along, across = DirectionalSharpness().read(stripes).flatten().tolist()
    assert along == pytest.approx(math.log(4 * math.tan(0.8 / 2**0.5) ** 2), abs=0.05)  # they run down to the right
    assert across == pytest.approx(0, abs=0.05)


def test_the_sham_smears_the_whole_picture_alike():
    shown = Coma(6.0).sham().plant(rough(64), rng()).inner
    read = lambda part: DirectionalSharpness().read(part).flatten(1)
    one, other = read(shown[..., :24, :24]), read(shown[..., 40:, 40:])
    assert (one - other).mean(0).abs().max() < 0.12
    assert float((one[:, 2] - one[:, 3]).std()) > 0.1  # one picture along this diagonal, another along that


def test_all_arms_are_resampled_at_the_same_place():
    flat = rough()
    middle = [each.plant(flat, rng()).inner[..., 31:33, 31:33] for each in (Coma(0.6), Coma(0.6).removed())]
    assert (middle[0] - middle[1]).abs().max() < 0.02


def test_yoked_all_views_of_a_picture_get_one_blur():
    views = rough(12, 16).pixels[:, None].expand(-1, 4, -1, -1, -1)
    shown = Blur(sigma_low=0.5, sigma_high=2.0, rate=0.5, axis="image").defend(views, rng())
    assert torch.allclose(shown, shown[:, :1].expand_as(shown), atol=1e-6)
    changed = (shown != views).flatten(1).any(1)
    assert int(changed.sum()) == 6
    apart = Blur(sigma_low=0.5, sigma_high=2.0, rate=1.0).defend(views, rng())
    assert not torch.allclose(apart, apart[:, :1].expand_as(apart), atol=1e-3)
    assert "axis" not in repr(sorted(described(Blur()))) and "axis" in repr(sorted(described(Blur(axis="image"))))


def described(part):
    from pitfalls.records.record import describe

    return describe(part)["fields"] if "fields" in describe(part) else describe(part)


def test_a_wide_blur_hides_what_the_smear_tells():
    closed = Blur(sigma_low=2.0, sigma_high=3.0, rate=1.0, axis="image")
    planted = Coma(4.0).plant(rough(64), rng()).inner
    views = torch.stack([planted[..., 22:42, 44:], planted[..., 44:, 22:42]], 1)
    told = lambda given: (lambda f: float((f[:, 0, 0] - f[:, 1, 0]).mean().abs()))(
        DirectionalSharpness().read(given.flatten(0, 1)).view(64, 2, 4)
    )
    assert told(closed.defend(views, rng())) < told(views) / 2
