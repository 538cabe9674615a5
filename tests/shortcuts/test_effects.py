"""The effect that each defense states of itself, with its size; off is the very same object."""

import pytest
import torch

from pitfalls.commands.catalog import parts
from pitfalls.images.base import Pictures
from pitfalls.path.walk import Path
from pitfalls.shortcuts.base import ViewDefense, WindowDefense
from pitfalls.shortcuts.bits import Overwrite
from pitfalls.shortcuts.blur import Blur
from pitfalls.shortcuts.center_bias import CenterBias
from pitfalls.shortcuts.channel_shift import ChannelShift
from pitfalls.shortcuts.color import ColorDistortion, Grayscale
from pitfalls.shortcuts.continuity import Gap, Jitter
from pitfalls.shortcuts.drop_color import DropColor
from pitfalls.shortcuts.frame import InscribedCrop
from pitfalls.shortcuts.ground import FigureOnly
from pitfalls.shortcuts.luminance import Shading
from pitfalls.shortcuts.mask import Mask
from pitfalls.shortcuts.mirror import Mirror
from pitfalls.shortcuts.normalize import Normalize
from pitfalls.shortcuts.planckian import PlanckianJitter
from pitfalls.shortcuts.projection import Projection
from pitfalls.shortcuts.recompress import RandomJpeg, RandomPhase
from pitfalls.shortcuts.resampling import DownUp, RandomResample
from pitfalls.shortcuts.solarize import Solarize
from pitfalls.shortcuts.undistortion import RandomDistortion, Undistortion
from pitfalls.shortcuts.watermark import Cutout
from pitfalls.streams import Rng
from pitfalls.tasks.jigsaw import Jigsaw

OFF = [
    DownUp(factor=1),
    InscribedCrop(pixels=0),
    RandomJpeg(rate=0),
    RandomPhase(pixels=0),
    RandomResample(factor_high=1),
    Solarize(rate=0),
    Shading(strength=0),
    PlanckianJitter(strength=0),
    Overwrite(strength=0),
    FigureOnly(level=0),
    Cutout(share=0),
    Blur(rate=0),
    CenterBias(strength=0),
    RandomDistortion(pixels=0),
    Undistortion(strength=0),
    ChannelShift(pixels=0),
    ColorDistortion(rate=0),
    Gap(pixels=0),
    Grayscale(rate=0),
    Jitter(pixels=0),
    Mask(pixels=0),
    Mirror(rate=0),
    Projection(strength=0),
]
NEVER_OFF = {"DropColor", "FlatField", "FromKornia", "FromTorchvision", "Normalize", "Registration"}  # no dose
rng = lambda: Rng(0, "effect")


def views(count=40, side=16):
    return torch.rand(count, 9, 3, side, side, generator=torch.manual_seed(0))


def tiles(count=400):
    corner = torch.tensor([[x, y, 12, 12] for y in (14, 26, 38) for x in (14, 26, 38)])
    return corner.expand(count, 9, 4)


def test_every_defense_with_a_dose_can_be_turned_off():
    assert {type(each).__name__ for each in OFF} | NEVER_OFF == set(parts("defense"))


@pytest.mark.parametrize("defense", OFF, ids=lambda each: type(each).__name__)
def test_off_is_the_identity_bit_for_bit(defense):
    pixels = torch.randint(0, 256, (8, 3, 64, 64), dtype=torch.uint8, generator=torch.manual_seed(0))
    asked = lambda *closed: Path(Jigsaw(tile=12), (), closed, 0, "train").ask(Pictures(pixels), torch.arange(8), 3)
    assert defense.idle and torch.equal(asked(defense)[0][0], asked()[0][0])
    if isinstance(defense, WindowDefense) and not isinstance(defense, Mirror):
        given = tiles(2)
        assert defense.spread(given, (64, 64), rng()) is given
    elif isinstance(defense, ViewDefense) and not isinstance(defense, Projection):
        given = views(2)
        assert defense.defend(given, rng()) is given


@pytest.mark.parametrize("fill,alike", [("noise", 0.0), ("mean", 0.0), ("copy", 1.0)])
def test_one_channel_is_kept_and_the_others_correlate_as_stated(fill, alike):
    given = views()
    shown = DropColor(fill=fill).defend(given, rng())
    same = (shown == given).flatten(-2).all(-1)
    assert (same.sum(-1) == 1).all()
    kept = same.float().argmax(-1)
    assert kept.float().mean() == pytest.approx(1, abs=0.15) and set(kept.unique().tolist()) == {0, 1, 2}
    away = shown - shown.mean((-2, -1), keepdim=True)
    spread = away.square().mean((-2, -1)).sqrt()
    found = (away[:, :, 0] * away[:, :, 1]).mean((-2, -1)) / (spread[:, :, 0] * spread[:, :, 1]).clamp(min=1e-6)
    assert found.mean() == pytest.approx(alike, abs=0.02)
    if fill == "noise":
        ratio = spread.amin(-1) / spread.amax(-1)
        assert ratio.mean() == pytest.approx(0.01, rel=0.05)


@pytest.mark.parametrize("over,axes", [("channel", (-2, -1)), ("view", (-3, -2, -1))])
def test_every_view_gets_its_mean_and_spread(over, axes):
    shown = Normalize(over=over, spread=0.15).defend(views() * 0.3 + 0.1, rng())
    assert torch.allclose(shown.mean(axes), torch.tensor(0.5), atol=1e-3)
    assert torch.allclose(shown.std(axes, correction=0), torch.tensor(0.15), atol=1e-3)
    flat = Normalize(over=over).defend(torch.full((1, 1, 3, 8, 8), 0.25), rng())
    assert torch.allclose(flat, torch.tensor(0.5), atol=1e-3)


def test_each_half_of_normalizing_leaves_the_other_as_it_is():
    given = views() * 0.3 + 0.1
    mean, spread = (Normalize(spread=0.15, parts=parts).defend(given, rng()) for parts in ("mean", "spread"))
    assert torch.allclose(mean.mean((-2, -1)), torch.tensor(0.5), atol=1e-3)
    assert torch.allclose(mean.std((-2, -1)), given.std((-2, -1)), atol=1e-5)
    assert torch.allclose(spread.mean((-2, -1)), given.mean((-2, -1)), atol=1e-5)
    assert torch.allclose(spread.std((-2, -1), correction=0), torch.tensor(0.15), atol=1e-3)
    flat = torch.full((1, 1, 3, 8, 8), 0.25)
    assert torch.allclose(Normalize(parts="spread").defend(flat, rng()), flat, atol=1e-6)


@pytest.mark.parametrize("axis", ["image", "view"])
def test_channels_are_shifted_by_whole_pixels_all_shifts_alike_often(axis):
    ramp = (torch.arange(16)[:, None] * 100.0 + torch.arange(16)).expand(300, 2, 3, 16, 16)
    shown = ChannelShift(pixels=2, axis=axis).defend(ramp, rng())
    moved = shown[..., 8, 8] - ramp[..., 8, 8]
    down, across = (moved / 100).round(), moved - (moved / 100).round() * 100
    for each in (down, across):
        shares = [(each == pixels).float().mean().item() for pixels in range(-2, 3)]
        assert shares == pytest.approx([0.2] * 5, abs=0.04)
    assert torch.equal(moved[:, 0], moved[:, 1]) == (axis == "image")
    assert not torch.equal(moved[:, 0, 0], moved[:, 0, 1])


@pytest.mark.parametrize("side", [14, 16, 21])
@pytest.mark.parametrize("pixels", [1, 2])
def test_both_masks_hide_as_many_pixels_and_none_in_common(side, pixels):
    masks = Mask(band="edge", pixels=pixels), Mask(band="interior", pixels=pixels)
    edge, interior = (mask.hidden(side, side) for mask in masks)
    assert edge.sum() == interior.sum() == side**2 - (side - 2 * pixels) ** 2
    assert not (edge & interior).any() and interior[side // 2, side // 2]
    given = views(side=side)
    for mask, hidden in zip(masks, (edge, interior), strict=True):
        shown = mask.defend(given, rng())
        assert torch.equal(shown[..., ~hidden], given[..., ~hidden])
        mean = given[..., ~hidden].mean(-1, keepdim=True)
        assert torch.allclose(shown[..., hidden], mean.expand_as(shown[..., hidden]), atol=1e-5)


@pytest.mark.parametrize("pixels", [1, 4])
def test_a_gap_is_exactly_as_wide_as_stated_and_tiles_stay_as_large(pixels):
    spread = Gap(pixels=pixels).spread(tiles(), (64, 64), rng())
    x, y = spread[0, :, 0].view(3, 3), spread[0, :, 1].view(3, 3)
    assert (x.diff(dim=1) == 12 + pixels).all() and (y.diff(dim=0) == 12 + pixels).all()
    assert torch.equal(spread[..., 2:], tiles()[..., 2:])
    assert abs(int(spread[0, :, 0].sum() - tiles()[0, :, 0].sum())) <= 9  # about the same middle


def test_jitter_is_uniform_in_its_cell_and_brings_no_tiles_nearer():
    spread = Jitter(pixels=3).spread(tiles(4000), (64, 64), rng())
    for axis in (0, 1):
        offset = spread[..., axis] - spread[..., axis].amin(0)
        shares = [(offset == pixels).float().mean().item() for pixels in range(4)]
        assert shares == pytest.approx([0.25] * 4, abs=0.02)
    x = spread[..., 0].view(-1, 3, 3)
    assert int(x.diff(dim=2).min()) == 12 and int(x.diff(dim=2).max()) == 18


@pytest.mark.parametrize("strength", [0.5, 1.0])
def test_projection_takes_its_share_of_green_against_magenta_and_nothing_else(strength):
    given = views() * 0.2 + 0.4
    shown = Projection(strength=strength).defend(given, rng())
    axis = lambda each: (2 * each[:, :, 1] - each[:, :, 0] - each[:, :, 2]) / 6
    assert torch.allclose(axis(shown), (1 - strength) * axis(given), atol=1e-6)
    assert torch.allclose(shown.mean(2), given.mean(2), atol=1e-6)
    assert torch.allclose(shown[:, :, 0] - shown[:, :, 2], given[:, :, 0] - given[:, :, 2], atol=1e-6)
