"""Radial distortion: points lie where it says, it is undone where it is known, and all places stay as sharp."""

import math

import pytest
import torch

from pitfalls.shapes import frames
from pitfalls.shortcuts.bend import bend
from pitfalls.shortcuts.distortion import EvenStretch, RadialDistortion, Unbent
from pitfalls.shortcuts.undistortion import RandomDistortion, Undistortion
from pitfalls.streams import Rng

RADIUS = 31.5 * 2**0.5
rng = lambda: Rng(0, "bent")


def ramps(count=1, margin=16):
    """Pictures whose red tells x and whose green tells y, from the axis in px, linearly; blue is gray."""
    line = (torch.arange(64 + 2 * margin) - margin - 31.5) / 128 + 0.5
    x, y = line.expand(len(line), -1), line[:, None].expand(-1, len(line))
    return frames(torch.stack([x, y, torch.full_like(x, 0.5)]).expand(count, -1, -1, -1), margin)


def read(images):
    """Where what is shown at each pixel came from, (B, 2, H, W) px from the axis."""
    return (images.inner[:, :2] - 0.5) * 128


def here():
    line = torch.arange(64) - 31.5
    return torch.stack([line.expand(64, -1), line[:, None].expand(-1, 64)])


def shift(strength):
    """The random sub-pixel shift that all arms share."""
    return (read(Unbent(strength).plant(ramps(), rng())) - here()).mean((-2, -1), keepdim=True)


@pytest.mark.parametrize("strength,fifth", [(2.0, 0.0), (-2.0, 0.0), (1.5, 1.0)])
def test_points_are_moved_as_the_third_or_fifth_power_of_the_distance(strength, fifth):
    found = read(RadialDistortion(strength, fifth).plant(ramps(), rng())) - shift(abs(strength))
    away = here().norm(dim=0) / RADIUS
    moved = strength * ((1 - fifth) * away**3 + fifth * away**5)
    assert torch.allclose(found[0], here() * (1 - moved / (away * RADIUS)), atol=0.05)


@pytest.mark.parametrize("strength,fifth", [(2.0, 0.0), (-3.0, 0.0), (1.5, 0.5)])
def test_what_is_known_is_undone(strength, fifth):
    planted = RadialDistortion(strength, fifth).plant(ramps(), rng())
    back = read(Undistortion(strength, fifth).repair(planted, rng()))[..., 6:-6, 6:-6]
    # the shift was of the distorted picture, and is undone as part of it
    assert (back - here()[:, 6:-6, 6:-6] - shift(abs(strength))).abs().max() < 0.05 + 0.25


def test_without_a_shift_points_come_back_to_a_twentieth_of_a_pixel():
    given = ramps(margin=16)
    there = RandomDistortion(3.0).repair(given, rng())
    amount = float((rng().uniform(1, 1, 1) * 2 - 1) * 3)
    assert (read(there) - here()).abs().max() > abs(amount) / 2
    back = read(Undistortion(amount).repair(there, rng()))
    assert (back - here()).abs().max() < 0.05


def test_a_random_distortion_is_one_a_picture_and_uniform():
    found = read(RandomDistortion(2.0).repair(ramps(400, 4), rng()))[:, :, 0, 0] - here()[:, 0, 0]
    moved = found.sum(1) / 2**0.5
    shares = torch.histc(moved, 4, -2, 2) / 400
    assert torch.allclose(shares, torch.full((4,), 0.25), atol=0.08)


def test_the_sham_stretches_a_whole_picture_as_one_spot_is():
    found = read(EvenStretch(2.0).plant(ramps(256), rng()))
    bent = (found[..., 2:, :] - 2 * found[..., 1:-1, :] + found[..., :-2, :]).abs().max()
    assert bent < 0.05  # it is no curve
    stretch = lambda each: (
        1 - torch.linalg.svdvals(torch.stack([each.diff(dim=-1).mean((-2, -1)), each.diff(dim=-2).mean((-2, -1))], -1))
    )
    largest = stretch(found).amax(1)
    away = here().norm(dim=0).flatten() / RADIUS
    wanted = 3 * 2.0 / RADIUS * away**2
    quantiles = torch.tensor([0.2, 0.5, 0.8])
    assert torch.allclose(largest.quantile(quantiles), wanted.quantile(quantiles), atol=0.012)


def test_every_fraction_of_a_pixel_stays_as_sharp():
    """Energies of first and second differences of what has the spectrum of photographs, at eleven fractions."""
    noise = torch.randn(8, 1, 64, 64, generator=torch.manual_seed(0))
    y, x = torch.fft.fftfreq(64)[:, None], torch.fft.rfftfreq(64)
    pictures = torch.fft.irfft2(torch.fft.rfft2(noise) / (torch.hypot(y, x) * 2 * math.pi + 0.2))
    given = frames(((pictures / pictures.std()) * 0.1 + 0.5).clamp(0, 1))
    column, row = torch.meshgrid(torch.arange(64.0), torch.arange(64.0), indexing="xy")
    first, second = [], []
    for fraction in torch.arange(11) / 10:
        shown = bend(given, (column + fraction)[None].expand(8, -1, -1), row[None].expand(8, -1, -1), 0).pixels
        inner = shown[..., 6:-6, 6:-6]
        first.append(inner.diff(dim=-1).square().mean())
        second.append(inner.diff(n=2, dim=-1).square().mean())
    first, second = torch.stack(first), torch.stack(second)
    assert float((first.max() / first.min()).log()) < 0.06
    assert float(((second / first).max() / (second / first).min()).log()) < 0.06
