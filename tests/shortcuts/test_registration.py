"""Re-registration: the lens that is found is the one that was planted, and it is undone."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from pitfalls.audit.attackers.channel_displacement import ChannelDisplacement
from pitfalls.frozen import Refused
from pitfalls.images.scenes import Scenes
from pitfalls.images.splits import splits
from pitfalls.records.record import describe, revive
from pitfalls.shapes import Frames, frames
from pitfalls.shortcuts.aberration import LateralAberration, Resampling
from pitfalls.shortcuts.magnification import magnification, registered
from pitfalls.shortcuts.native import native_magnification, native_patches
from pitfalls.shortcuts.registration import Registration
from pitfalls.streams import Rng
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.training.outcome import prepared
from pitfalls.trial import Trial

DATA = Path(__file__).parents[3] / "shared" / "data"  # beside the project
CLOTHES, PHOTOS = DATA / "clothing10" / "train", DATA / "photos"
SIGNS = {"red-blue": (1, -1), "green": (1, 1)}
RADIUS = 31.5 * 2**0.5


def scenes(count=64):
    return Scenes(margin=8).load("train", 0, count).pixels


def clothes(count=64):
    if not CLOTHES.is_dir():
        pytest.skip(f"{CLOTHES} is not here")
    files, out = sorted(CLOTHES.glob("*/*.jpg")), []
    for file in files[:: len(files) // count][:count]:
        picture = Image.open(file).convert("RGB")
        side = min(picture.size)
        left, top = ((length - side) // 2 for length in picture.size)
        square = picture.crop((left, top, left + side, top + side)).resize((80, 80), Image.Resampling.BICUBIC)
        out.append(torch.from_numpy(np.array(square)).permute(2, 0, 1))
    return torch.stack(out)


def through(pixels, strength, direction: Any = "red-blue"):
    cue = LateralAberration(strength=strength, direction=direction) if strength else Resampling()
    return frames(cue.plant(frames(pixels, 8), Rng(0, "lens")).inner)


@pytest.mark.parametrize("pictures", [scenes, clothes])
@pytest.mark.parametrize("direction", SIGNS)
@pytest.mark.parametrize("dose", [0.25, 1.0, 3.0, -2.0])
def test_a_planted_lens_is_found_to_four_hundredths(pictures, direction, dose):
    given = through(pictures(), dose, direction)
    # beside a green that is drawn in by the dose, red is magnified by so much of what is left
    wanted = dose / (1 + dose / RADIUS) if direction == "green" else dose
    for found, sign in zip(magnification(given).tolist(), SIGNS[direction], strict=True):
        assert found == pytest.approx(sign * wanted, rel=0.04, abs=0.02)


@pytest.mark.parametrize("pictures", [scenes, clothes])
def test_where_there_is_no_lens_none_is_found(pictures):
    assert magnification(through(pictures(), 0)).abs().max() < 0.02
    assert magnification(frames(pictures()[..., 8:-8, 8:-8])).abs().max() < 0.02


def test_of_most_single_scenes_the_lens_is_found_to_a_fifth_of_a_pixel():
    found = magnification(through(scenes(), 1.0), each=True)
    off = (found - torch.tensor([1.0, -1.0])).abs().amax(1)
    assert found.shape == (64, 2) and off.quantile(0.8) < 0.2


def test_flat_black_and_white_pictures_have_no_lens():
    for level in (0.0, 0.3, 1.0):
        given = frames(torch.full((2, 3, 32, 32), level))
        assert magnification(given, each=True).abs().max() == 0
        assert torch.allclose(Registration().repair(given, Rng(0, "a")).pixels, given.pixels, atol=1e-6)


def leak(images):
    """How far apart red and blue lie of the corners' views along the radius: mean over pictures, in px."""
    corner, signs = ((0, 0), (0, 40), (40, 0), (40, 40)), ((1, 1), (1, -1), (-1, 1), (-1, -1))
    views = torch.stack([images.inner[..., y : y + 24, x : x + 24] for y, x in corner], 1).flatten(0, 1)
    between = ChannelDisplacement().read(views).view(-1, 4, 3, 2)[:, :, 2]
    toward = torch.tensor([(x, y) for y, x in signs]) / 2**0.5
    return float((between * toward).sum(-1).mean().abs())


@pytest.mark.parametrize("per", ["folder", "picture"])
@pytest.mark.parametrize("pictures", [scenes, clothes])
def test_what_the_attacker_reads_is_gone(pictures, per):
    given = through(pictures(), 2.0)
    closed = Registration(per=per).repair(given, Rng(0, "a"))
    assert leak(closed) < 0.15 and leak(given) > 0.6  # it underestimates so large a displacement
    assert closed.pixels.shape == given.pixels.shape and closed.margin == given.margin


def test_a_lens_is_undone_exactly_up_to_the_kernel():
    pixels = torch.linspace(0.2, 0.8, 80).expand(2, 3, 80, 80)
    given = frames(LateralAberration(strength=3.0).plant(frames(pixels, 8), Rng(0, "lens")).pixels, 1)
    back = registered(given, torch.tensor([[3.0, -3.0]])).inner
    assert (back - back[:, 1:2])[..., 4:-4, 4:-4].abs().max() < 0.01 * 0.6 / 79 * 10


def test_a_fit_is_kept_in_the_object_and_repeats():
    given = (through(scenes(), 1.5).pixels * 255).round().byte()
    fitted = Registration().fit(given)
    assert fitted == Registration().fit(given) and revive(describe(fitted)) == fitted
    assert fitted.amounts == pytest.approx((1.5, -1.5), abs=0.06)
    assert Registration(per="picture").fit(given) == Registration(per="picture")
    assert Registration(per="picture").deterministic and not fitted.deterministic
    with pytest.raises(Refused, match="they should be two, of red and of blue, or none"):
        Registration(amounts=(1.0,))


def test_in_a_trial_it_is_fitted_to_pictures_as_the_cues_leave_them():
    images = Scenes(train=64, validation=4, test=4)
    trial = Trial(task=Jigsaw(), images=images, cues=(LateralAberration(2.0),), defenses=(Registration(),), batch=16)
    train = splits(images, 0, 4, 4, torch.device("cpu")).train
    fitted = prepared(trial, train)
    assert fitted.cues == trial.cues and vars(fitted.defenses[0])["amounts"] == pytest.approx((2.0, -2.0), abs=0.1)


def test_a_patch_knows_its_place_in_the_lens():
    """Out of one large picture: the lens is the picture's, though each patch sees little of it."""
    wide = Scenes(size=256, margin=8).load("train", 0, 2).pixels
    planted = LateralAberration(strength=3.0).plant(frames(wide, 8), Rng(0, "lens")).inner
    parts = [native_patches(each, side=64, across=5) for each in planted]
    pixels, axis, radius = (torch.cat([getattr(each, name) for each in parts]) for name in ("pixels", "axis", "radius"))
    assert pixels.shape == (50, 3, 64, 64) and torch.equal(axis[0], torch.tensor([127.5, 127.5]))
    assert magnification(Frames(pixels, axis, radius)).tolist() == pytest.approx([3.0, -3.0], rel=0.1)
    halved = native_patches(planted[0], side=64, across=5, coarse=2)
    assert halved.pixels.shape[-1] == 32 and float(halved.radius[0]) == pytest.approx(float(radius[0]) / 2)
    with pytest.raises(Refused, match="the side of a patch is 300 px"):
        native_patches(planted[0], side=300)


def photograph(camera):
    folder = PHOTOS / camera
    if not folder.is_dir():
        pytest.skip(f"{folder} is not here")
    return [torch.from_numpy(np.array(Image.open(min(folder.iterdir())).convert("RGB"))).permute(2, 0, 1)]


CAMERAS = [("boruszyn_canon_a3300", 0.38, 1.92), ("caliterra_canon_sx260", 0.13, 0.18)]


@pytest.mark.parametrize("camera,red,blue", CAMERAS)
def test_cameras_agree_with_an_independent_estimate_in_sign_and_order(camera, red, blue):
    for found, told in zip(native_magnification(photograph(camera)).tolist(), (red, blue), strict=True):
        assert told / 3 < found < told * 3


def test_at_full_resolution_a_jpeg_hides_its_lens():
    (given,) = photograph("boruszyn_canon_a3300")
    assert magnification(native_patches(given, side=96, across=6))[1] < 0.2 < 1 < native_magnification([given])[1]
