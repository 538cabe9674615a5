"""A color filter: what becomes lighter and by how much; its sham; shading; and what lightness alone then tells."""

import pytest
import torch
from torch import Tensor

from pitfalls.audit.attack import attack_of
from pitfalls.audit.attackers.local_lightness import LocalLightness
from pitfalls.images.scenes import Scenes
from pitfalls.path.walk import Path
from pitfalls.reference import BOUND
from pitfalls.shapes import frames
from pitfalls.shortcuts.luminance import GREEN, RED_BLUE, ColorFilter, LooseFilter, Shading
from pitfalls.streams import Rng
from pitfalls.tasks.colorization import Colorization
from pitfalls.trial import Trial

rng = lambda: Rng(0, "light")


def colors(count=300):
    """Pictures of one color each, that leave room to be lightened: (B, 3, 2, 2)."""
    drawn = 0.4 + 0.2 * torch.rand(count, 3, 1, 1, generator=torch.manual_seed(0))
    return frames(drawn.expand(-1, -1, 2, 2))


def lighter(cue, given):
    """By how much each picture becomes lighter, checked to be alike in all channels."""
    added = cue.plant(given, rng()).pixels - given.pixels
    assert torch.allclose(added, added[:, :1].expand_as(added), atol=1e-6)
    return added[:, 0, 0, 0]


def test_a_pixel_is_lighter_by_how_red_it_is_and_a_gray_one_stays():
    given = colors()
    red, _, blue = given.pixels[..., 0, 0].unbind(1)
    assert torch.allclose(lighter(ColorFilter(0.5), given), 0.5 * (red - blue) / 2**0.5, atol=1e-6)
    assert torch.allclose(lighter(ColorFilter(-0.5), given), -0.5 * (red - blue) / 2**0.5, atol=1e-6)
    gray = frames(torch.rand(4, 1, 2, 2).expand(-1, 3, -1, -1))
    for cue in (ColorFilter(1.0), LooseFilter(1.0)):
        assert torch.allclose(cue.plant(gray, rng()).pixels, gray.pixels, atol=1e-6)


def test_the_axes_are_orthonormal_and_across_gray():
    axes = torch.tensor([RED_BLUE, GREEN, (3**-0.5,) * 3])
    assert torch.allclose(axes @ axes.T, torch.eye(3), atol=1e-6)


def test_the_sham_is_as_large_and_tells_no_hue():
    given = colors(4000)
    real, sham = lighter(ColorFilter(0.5), given), lighter(LooseFilter(0.5), given)
    assert float(sham.std()) == pytest.approx(float(real.std()), rel=0.05)
    flat = given.pixels[..., 0, 0]
    for axis in (RED_BLUE, GREEN):
        told = torch.corrcoef(torch.stack([sham, flat @ torch.tensor(axis)]))[0, 1]
        assert abs(float(told)) < 0.05


def test_shades_have_the_stated_contrast_and_width_and_mean_nothing():
    views = torch.full((60, 2, 1, 32, 32), 0.5)
    shade = Shading(0.05, width=3.0).defend(views, rng())[:, :, 0] - 0.5
    assert float(shade.std()) == pytest.approx(0.05, rel=0.05) and abs(float(shade.mean())) < 0.003
    near = torch.corrcoef(torch.stack([shade[..., :-3].flatten(), shade[..., 3:].flatten()]))[0, 1]
    assert float(near) == pytest.approx(2.718 ** (-(3**2) / (4 * 3**2)), abs=0.05)
    assert torch.equal(*Shading(axis="image").defend(views, rng()).unbind(1))
    assert not torch.equal(*Shading().defend(views, rng()).unbind(1))
    assert Shading(0.0).defend(views, rng()) is views
    colored = Shading(0.05).defend(views.expand(-1, -1, 3, -1, -1) * 0.8, rng())
    assert torch.allclose(colored[:, :, 0], colored[:, :, 1])


pictures = BOUND.load("train", 5, 96)


def told(*parts: object) -> float:
    """Share of the variance of b (blue to yellow) that a quadratic of each block's lightness explains."""
    cues = tuple(part for part in parts if not isinstance(part, Shading))
    defenses = tuple(part for part in parts if isinstance(part, Shading))
    path = Path(Colorization(crop=52), cues, defenses, 0, "train")  # pyright: ignore[reportArgumentType]
    views, answer = path.ask(pictures, torch.arange(96), 0)
    found = LocalLightness().read(views[0].flatten(0, 1)).movedim(1, -1).flatten(0, 2)
    assert isinstance(answer.target, Tensor)
    wanted = answer.target[:, 1].flatten()[:, None]
    found = torch.cat([found, torch.ones(len(found), 1)], 1)
    left = wanted - found @ torch.linalg.lstsq(found, wanted).solution
    return 1 - float(left.var() / wanted.var())


def test_lightness_tells_more_of_the_color_behind_a_filter_and_no_more_behind_its_sham():
    clean, planted, sham = told(), told(ColorFilter(0.4)), told(ColorFilter(0.4).sham())
    assert planted > clean + 0.1 and sham < clean + 0.02, (clean, planted, sham)
    assert told(ColorFilter(0.4), Shading(0.3)) < (planted + clean) / 2


def test_a_placed_attacker_guesses_at_each_place_and_sees_its_block_alone():
    trial = Trial(task=Colorization(crop=32), images=Scenes(size=48, train=16))
    module = attack_of(trial, "local_lightness").encoder.build(1).eval()
    views = torch.rand(2, 1, 32, 32, generator=torch.manual_seed(0))
    changed = views.clone()
    changed[:, :, :4, :4] = 0
    (one,), (other,) = module(views), module(changed)
    assert one.shape == (2, 3, 8, 8)
    differs = (one != other).any(1)
    assert differs[:, 0, 0].all() and int(differs.sum()) == 2
