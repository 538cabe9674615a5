"""A resize there and back: as Pillow makes it, alike under flips, and read off the spectrum where it is uneven."""

import numpy as np
import pytest
import torch
from PIL import Image

from pitfalls.audit.attackers.resampling_spectrum import ResamplingSpectrum
from pitfalls.frozen import Refused
from pitfalls.images.scenes import Scenes
from pitfalls.shapes import frames
from pitfalls.shortcuts.interpolation import KERNELS, drawn, resized, there_and_back
from pitfalls.shortcuts.resampling import DownUp, LooseResize, RandomResample, UnevenResize
from pitfalls.streams import Rng

held = Scenes(margin=8, train=64).load("train", 0)
rng = lambda: Rng(0, "resampling")
PILLOW = {
    "box": Image.Resampling.BOX,
    "bilinear": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC,
    "lanczos": Image.Resampling.LANCZOS,
}


@pytest.mark.parametrize("kernel", KERNELS)
def test_there_and_back_is_what_pillow_does(kernel):
    picture = held.pixels[0, 0, 8:72, 8:72].float()
    image = Image.fromarray(picture.numpy())
    theirs = image.resize((32, 32), PILLOW[kernel]).resize((64, 64), PILLOW[kernel])
    matrix = there_and_back(kernel, 64, torch.tensor([2.0]))
    ours = resized(picture[None, None] / 255, matrix, matrix)[0, 0] * 255
    inner = (slice(16, -16), slice(16, -16))
    assert (ours - torch.from_numpy(np.array(theirs)).clamp(0, 255))[inner].abs().max() < 0.5


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("length", [1, 12, 13])
def test_a_flip_changes_nothing_and_a_factor_of_one_is_the_identity(kernel, length):
    matrices = there_and_back(kernel, length, torch.tensor([1.0, 1.3, 2.0, 7.5]))
    assert torch.allclose(matrices, matrices.flip(1).flip(2), atol=1e-5)
    assert torch.allclose(matrices[0], torch.eye(length), atol=1e-6)
    assert torch.allclose(matrices.sum(-1), torch.ones(4, length), atol=1e-5) and matrices.isfinite().all()


def test_each_picture_gets_the_kernel_that_is_drawn_for_it():
    factor, kernel = torch.tensor([1.5, 2.0, 3.0, 1.2]), torch.tensor([3, 0, 2, 1])
    every = drawn(16, factor, kernel)
    for one, each, number in zip(every, factor, kernel, strict=True):
        assert torch.allclose(one, there_and_back(KERNELS[number], 16, each[None])[0])


def test_a_quarter_turn_exchanges_the_kernels_and_the_sham_does_so_by_chance():
    images = frames(held.pixels, 8)
    turned = frames(held.pixels.rot90(1, (-2, -1)), 8)
    cue = UnevenResize()
    planted = cue.plant(images, rng()).pixels
    assert torch.allclose(cue.reversed().plant(turned, rng()).pixels, planted.rot90(1, (-2, -1)), atol=1e-5)
    even = cue.removed()
    assert torch.allclose(
        even.plant(turned, rng()).pixels, even.plant(images, rng()).pixels.rot90(1, (-2, -1)), atol=1e-5
    )
    shammed = LooseResize().plant(images, rng()).pixels
    as_planted = (shammed - planted).abs().flatten(1).amax(1) < 1e-5
    swapped = (shammed - cue.reversed().plant(images, rng()).pixels).abs().flatten(1).amax(1) < 1e-5
    assert (as_planted ^ swapped).all() and 0.25 < as_planted.float().mean() < 0.75


def test_the_spectrum_tells_which_axis_had_which_kernel():
    read = lambda cue: ResamplingSpectrum().read(cue.plant(frames(held.pixels, 8), rng()).inner).flatten(1)
    uneven, swapped = read(UnevenResize()), read(UnevenResize(-0.5))
    lean = lambda found: found[:, 0] - found[:, 17]  # sharpness along x against y
    assert (lean(uneven) > lean(swapped)).float().mean() > 0.95
    assert ResamplingSpectrum().read(torch.zeros(2, 3, 16, 16)).abs().max() < 1e-3


@pytest.mark.parametrize("axis", ["image", "view"])
def test_factors_and_kernels_are_drawn_for_each_view_or_picture(axis):
    views = torch.rand(1, 1, 3, 16, 16, generator=torch.manual_seed(0)).expand(40, 3, 3, 16, 16)
    shown = RandomResample(axis=axis).defend(views, rng())
    assert torch.allclose(shown[:, 0], shown[:, 1]) == (axis == "image")
    assert (shown[0, 0] - shown[1, 0]).abs().max() > 0.01
    assert RandomResample(factor_high=1).defend(views, rng()) is views
    assert torch.allclose(RandomResample(factor_high=1.0001).defend(views, rng()), views, atol=1e-2)


def test_down_and_up_takes_the_finest_detail():
    rows = torch.arange(16) % 2 * 1.0
    views = rows.expand(2, 1, 3, 16, 16)
    shown = DownUp(2).defend(views, rng())
    assert shown[..., 4:-4].std() < 0.05 and DownUp(1).defend(views, rng()) is views
    smooth = torch.linspace(0, 1, 16).expand(2, 1, 3, 16, 16)
    assert (DownUp(2).defend(smooth, rng()) - smooth)[..., 4:-4].abs().max() < 0.01
    assert DownUp(2).defend(views.bfloat16(), rng()).dtype == torch.bfloat16


def test_factors_the_wrong_way_round_are_refused():
    with pytest.raises(Refused, match="factor_low is 3, but it should be at most factor_high"):
        RandomResample(factor_low=3)
