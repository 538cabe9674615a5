"""Blur agrees with Kornia's, mirroring reads the very same window backwards; both at the rate they say."""

import kornia
import pytest
import torch

from pitfalls.frozen import Refused
from pitfalls.path.cut import cut
from pitfalls.shapes import frames
from pitfalls.shortcuts.blur import Blur
from pitfalls.shortcuts.mirror import Mirror
from pitfalls.streams import Rng


def views(*shape: int) -> torch.Tensor:
    return torch.rand(*shape, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize("sigma", [0.1, 0.7, 2.0])
@pytest.mark.parametrize("shape", [(20, 20), (13, 31)])
def test_blur_agrees_with_kornia(sigma, shape):
    x = views(3, 2, 3, *shape)
    found = Blur(sigma_low=sigma, sigma_high=sigma, rate=1).defend(x, Rng(0, "blur"))
    side = 2 * -int(-3 * sigma // 1) + 1
    theirs = kornia.filters.gaussian_blur2d(x.flatten(0, 1), (side, side), (sigma, sigma), "reflect").view_as(x)
    assert torch.allclose(found, theirs, atol=1e-5)
    assert sigma < 0.5 or (found - x).abs().max() > 0.05


@pytest.mark.parametrize("channels", [1, 2, 3])
def test_blur_of_a_view_smaller_than_the_bell(channels):
    x = views(2, 1, channels, 5, 4)
    found = Blur(sigma_low=8, sigma_high=8, rate=1).defend(x, Rng(0, "blur"))
    assert found.shape == x.shape and found.min() > x.min() and found.max() < x.max()
    assert torch.allclose(Blur(rate=1).defend(torch.ones_like(x), Rng(0, "blur")), torch.ones_like(x))


def changed(found: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    return (found != x).flatten(2).any(-1)


@pytest.mark.parametrize(("rate", "count"), [(0.5, 128), (0.3, 100), (1.0, 6), (0.25, 3), (0.1, 1)])
def test_blur_takes_its_share_and_leaves_the_rest_bit_for_bit(rate, count):
    x, rng = views(count, 2, 3, 6, 6), Rng(0, "blur")
    blur = Blur(rate=rate, sigma_low=0.5)
    steps = 2000 // count
    hits = torch.stack([changed(blur.defend(x, rng.at(step)), x) for step in range(steps)]).float()
    total = hits.sum((1, 2))
    assert total.min() >= int(rate * 2 * count) and total.max() <= int(rate * 2 * count) + 1
    # every view is taken as often as any other, and rounding evens out
    spread = 4 * (rate * (1 - rate) / steps) ** 0.5
    assert hits.mean().item() == pytest.approx(rate, abs=spread / count**0.5 + 1e-6)
    assert hits.mean((0, 1)).tolist() == pytest.approx([rate, rate], abs=spread / count**0.5 + 1e-6)


def test_the_width_of_the_bell_is_uniform():
    x = torch.zeros(4000, 1, 1, 1, 21)
    x[..., 10] = 1
    found = Blur(rate=1, sigma_low=0.5, sigma_high=2.0).defend(x, Rng(0, "blur")).flatten(1)
    away = (torch.arange(21) - 10).square()
    sigma = (found * away).sum(1).sqrt()
    assert sigma.mean().item() == pytest.approx(1.25, abs=0.02)
    assert sigma.std().item() == pytest.approx(1.5 / 12**0.5, abs=0.02)


def test_no_blur_is_the_same_object_and_nothing_is_written_into_the_views():
    x = views(4, 2, 3, 8, 8)
    before = x.clone()
    assert Blur(rate=0).defend(x, Rng(0, "blur")) is x
    Blur(rate=1).defend(x, Rng(0, "blur"))
    assert torch.equal(x, before)
    strided = x.mT.contiguous().mT
    assert torch.equal(Blur().defend(strided, Rng(0, "blur")), Blur().defend(x, Rng(0, "blur")))


def test_blur_refuses_by_name():
    with pytest.raises(Refused, match="sigma_low is 3, but it should be at most sigma_high"):
        Blur(sigma_low=3, sigma_high=2)
    with pytest.raises(Refused, match="rate"):
        Blur(rate=1.1)


@pytest.mark.parametrize("resampled", [False, True])
def test_mirroring_reads_the_same_window_from_right_to_left(resampled):
    images = frames(views(200, 3, 20, 24))
    windows = torch.tensor([[5, 3, 12, 10], [1, 2, 12, 10]]).expand(200, 2, 4)
    spread = Mirror().spread(windows, images.size, Rng(0, "mirror"))
    assert spread.dtype == windows.dtype and torch.equal(spread.abs(), windows)
    plain, found = (cut(images, each, (10, 12), resampled) for each in (windows, spread))
    turned = spread[..., 2] < 0
    assert torch.equal(found[turned], plain[turned].flip(-1)) and torch.equal(found[~turned], plain[~turned])
    assert 0.4 < turned.float().mean() < 0.6
    assert 0.4 < (turned[:, 0] == turned[:, 1]).float().mean() < 0.6  # each view draws for itself
    assert not Mirror().deterministic


@pytest.mark.parametrize(("rate", "turned"), [(0, 0), (1, 1)])
def test_rates_of_none_and_all(rate, turned):
    windows = torch.tensor([5.0, 3, 12, 10]).expand(50, 1, 4)
    spread = Mirror(rate=rate).spread(windows, (20, 24), Rng(0, "mirror"))
    assert (spread[..., 2] < 0).float().mean() == turned
