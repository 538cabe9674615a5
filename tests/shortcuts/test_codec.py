"""The grid of a codec: as libjpeg makes it, counted from where it should be, and hidden as stated."""

import io

import numpy as np
import pytest
import torch
from PIL import Image

from pitfalls.audit.attackers.jpeg_phase import JpegPhase
from pitfalls.frozen import Refused
from pitfalls.images.scenes import Scenes
from pitfalls.shapes import frames
from pitfalls.shortcuts.codec import compressed
from pitfalls.shortcuts.jpeg import JpegGrid, LooseGrid
from pitfalls.shortcuts.recompress import RandomJpeg, RandomPhase
from pitfalls.streams import Rng

held = Scenes(margin=8, train=12).load("train", 0)
pictures = held.pixels[:, :, 8:72, 8:72]
rng = lambda: Rng(0, "codec")
quality = lambda value, count=12: torch.full((count,), float(value))


def saved(picture, value, subsampling):
    """What Pillow's libjpeg makes of a picture (3, h, w) of uint8."""
    file = io.BytesIO()
    Image.fromarray(picture.permute(1, 2, 0).numpy()).save(file, "JPEG", quality=value, subsampling=subsampling)
    return torch.from_numpy(np.array(Image.open(file))).permute(2, 0, 1) / 255


@pytest.mark.parametrize("value", [10, 50, 90])
@pytest.mark.parametrize("halved,subsampling", [(True, 2), (False, 0)])
def test_pictures_come_out_as_from_libjpeg(value, halved, subsampling):
    ours = compressed(pictures[:4] / 255, quality(value, 4), halved=halved)
    theirs = torch.stack([saved(picture, value, subsampling) for picture in pictures[:4]])
    assert (ours - theirs).abs().mean() * 255 < 1


def test_a_phase_is_a_crop_that_begins_elsewhere():
    given = pictures / 255
    out = compressed(given, quality(30), torch.tensor([[5, 11]]).expand(12, 2))
    whole = compressed(given[..., 5:53, 11:59], quality(30))  # a unit begins at column 11 and row 5
    assert (out[..., 5:37, 11:43] - whole[..., :32, :32]).abs().mean() * 255 < 0.5
    assert (out - compressed(given, quality(30))).abs().mean() * 255 > 1


def test_the_codec_takes_any_size_one_channel_and_flat_pictures():
    for shape in ((3, 1, 13, 21), (1, 3, 8, 5), (2, 3, 16, 16)):
        for value in (0.0, 0.3, 1.0):
            flat = torch.full(shape, value)
            out = compressed(flat, quality(50, shape[0]), torch.full((1, 2), 3))
            assert out.shape == shape and (out - flat).abs().max() < 3 / 255
    half = torch.rand(2, 3, 16, 16, generator=torch.manual_seed(0)).bfloat16()
    assert compressed(half, quality(50, 2)).dtype == torch.bfloat16


def blocks(images):
    """The phases along x at which steps are largest, (N,)."""
    return JpegPhase().read(images).flatten(1)[:, :8].argmax(1)


def test_blocks_are_counted_from_the_corner_of_the_picture_and_half_a_block_further():
    images = frames(held.pixels, 8)
    assert (blocks(JpegGrid(85).plant(images, rng()).inner) == 7).all()  # the step before a block's first pixel
    assert (blocks(JpegGrid(-85).plant(images, rng()).inner) == 3).all()


def test_the_sham_draws_a_phase_for_every_cell():
    many = Scenes(margin=8, train=200).load("train", 0)
    shammed = LooseGrid(85, cells=2, pitch=24).plant(frames(many.pixels, 8), rng()).inner
    found = [blocks(shammed[..., y : y + 24, x : x + 24]) for y in (8, 32) for x in (8, 32)]
    for each in found:
        assert each.bincount(minlength=8).max() < 60
    assert (found[0] == found[1]).float().mean() < 0.3
    one = LooseGrid(85, cells=0).plant(frames(many.pixels, 8), rng()).inner
    assert (blocks(one[..., 8:32]) == blocks(one[..., 32:56])).float().mean() > 0.6


def test_cells_that_do_not_fit_are_refused():
    with pytest.raises(Refused, match="3 x 3 cells of 30 px do not fit pictures of 64 px"):
        LooseGrid(pitch=30).plant(frames(held.pixels, 8), rng())


def test_quality_is_drawn_for_each_view_or_picture():
    views = torch.rand(1, 1, 3, 16, 16, generator=torch.manual_seed(0)).expand(40, 3, 3, 16, 16)
    shown = RandomJpeg(quality_low=5, quality_high=90).defend(views, rng())
    assert len(shown[:, 0].flatten(1).unique(dim=0)) > 15 and not torch.equal(shown[:, 0], shown[:, 1])
    shown = RandomJpeg(axis="image").defend(views, rng())
    assert torch.equal(shown[:, 0], shown[:, 1])
    some = RandomJpeg(rate=0.5).defend(views, rng())
    assert 0.3 < (some == views).flatten(2).all(-1).float().mean() < 0.7


def test_qualities_the_wrong_way_round_and_two_channels_are_refused():
    with pytest.raises(Refused, match="quality_low is 60, but it should be at most quality_high"):
        RandomJpeg(quality_low=60)
    with pytest.raises(Refused, match="1 or 3 channels, but these have 2"):
        RandomJpeg().check_views(2, (16, 16))


def test_every_phase_of_a_window_is_as_likely_and_none_leaves_the_picture():
    inner = torch.tensor([[[16, 24, 12, 12], [24, 16, -12, 12]]]).expand(4000, 2, 4)
    spread = RandomPhase(8).spread(inner, (64, 64), rng())
    shares = (spread[..., :2] % 8).flatten().bincount(minlength=8) / 16000
    assert (shares - 1 / 8).abs().max() < 0.01
    assert torch.equal(spread[..., 2:], inner[..., 2:])
    outer = torch.tensor([[[0, 52, 12, 12], [52, 0, -12, 12]]]).expand(400, 2, 4)
    moved = RandomPhase(8).spread(outer, (64, 64), rng())
    assert moved[..., :2].min() == 0 and (moved[..., :2] + 12).max() == 64
