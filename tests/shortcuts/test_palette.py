"""Planckian jitter and solarization against kornia and torchvision, and by their own promises."""

import pytest
import torch
from kornia.augmentation import RandomPlanckianJitter
from kornia.enhance import solarize
from torchvision.transforms.v2 import functional as vision

from pitfalls.shortcuts.planckian import PlanckianJitter, gains
from pitfalls.shortcuts.solarize import Solarize
from pitfalls.streams import Rng

rng = lambda: Rng(0, "palette")


def views(count=64, looks=2):
    return torch.rand(count, looks, 3, 8, 8, generator=torch.manual_seed(0))


@pytest.mark.parametrize("light,mode,many", [("blackbody", "blackbody", 25), ("daylight", "CIED", 23)])
def test_each_view_is_one_of_the_pictures_that_kornia_makes(light, mode, many):
    given = views(200)
    shown = PlanckianJitter(light=light).defend(given, rng()).flatten(0, 1)
    found = torch.zeros(len(shown), dtype=torch.long)
    for row in range(many):
        made = RandomPlanckianJitter(mode=mode, select_from=[row], p=1.0)(given.flatten(0, 1))
        same = (shown - made).abs().flatten(1).amax(1) < 1e-6
        found += same * (row + 1)
    assert (found > 0).all(), "each is the picture under one light"
    assert len(found.unique()) == many, "all of them come"


def test_half_the_strength_goes_half_the_way_and_none_is_the_same_view():
    given = views() / 4  # so that nothing is clipped
    whole, half = (PlanckianJitter(strength=each).defend(given, rng()) for each in (1.0, 0.5))
    assert torch.allclose(half, (whole + given) / 2, atol=1e-6)
    assert torch.equal(whole[:, :, 1], given[:, :, 1]), "green stays"
    for off in (PlanckianJitter(strength=0), PlanckianJitter(rate=0), Solarize(rate=0)):
        assert off.idle and off.defend(given, rng()) is given


def test_views_of_an_image_share_their_light_where_that_is_drawn_per_image():
    given = torch.full((300, 2, 3, 4, 4), 0.2)
    for jitter, alike in ((PlanckianJitter(axis="image"), True), (PlanckianJitter(), False)):
        assert torch.equal(*jitter.defend(given, rng()).unbind(1)) == alike
    share = (PlanckianJitter(rate=0.3).defend(given, rng()) != given).flatten(2).any(-1).float().mean()
    assert float(share) == pytest.approx(0.3, abs=0.06)


def test_the_lights_run_from_red_to_blue():
    for light in ("blackbody", "daylight"):
        red, blue = gains(light, torch.device("cpu")).unbind(-1)
        assert (red.diff() < 0).all() and (blue.diff() > 0).all()


@pytest.mark.parametrize("threshold", [0.0, 0.3, 0.5, 1.0])
def test_a_solarized_view_is_that_of_kornia_and_of_torchvision(threshold):
    given = views()
    shown = Solarize(threshold=threshold, rate=1.0).defend(given, rng())
    assert torch.equal(shown, solarize(given.flatten(0, 1), threshold).view_as(given))
    assert torch.equal(shown, vision.solarize(given, threshold))


def test_a_fifth_is_solarized_of_views_of_any_kind():
    given = torch.rand(500, 2, 1, 4, 4, generator=torch.manual_seed(1)) / 2 + 0.5
    changed = (Solarize().defend(given, rng()) != given).flatten(2)
    assert torch.equal(changed.any(-1), changed.float().mean(-1) > 0.9), "the whole of a view, or nothing"
    assert float(changed.any(-1).float().mean()) == pytest.approx(0.2, abs=0.03)
    assert Solarize(rate=0.5).defend(given.bfloat16(), rng()).dtype == torch.bfloat16
