"""Attackers: each reads its cue where it is, and nothing where it is not."""

import dataclasses
from typing import Any

import pytest
import torch

from pitfalls.audit.attack import attack_of, attackers, named
from pitfalls.audit.attackers.border_differences import BorderDifferences
from pitfalls.audit.attackers.channel_displacement import ChannelDisplacement
from pitfalls.audit.attackers.channel_sharpness import ChannelSharpness
from pitfalls.audit.attackers.color_histogram import ColorHistogram
from pitfalls.audit.attackers.tile_statistics import TileStatistics
from pitfalls.commands.catalog import parts
from pitfalls.frozen import Refused
from pitfalls.images.scenes import Scenes
from pitfalls.measures.reading import Reading
from pitfalls.records.record import describe, revive
from pitfalls.shortcuts.aberration import LateralAberration
from pitfalls.shortcuts.color import ColorDistortion
from pitfalls.shortcuts.drop_color import DropColor
from pitfalls.shortcuts.normalize import Normalize
from pitfalls.tasks.base import Task
from pitfalls.tasks.colorization import Colorization
from pitfalls.tasks.context import ContextPrediction
from pitfalls.tasks.contrastive import Contrastive
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.training.outcome import run_trial
from pitfalls.trial import Trial

cue = LateralAberration(strength=1.0)
PUZZLE = Jigsaw()


def accuracy(attacker: str, steps: int = 80, task: Task = PUZZLE, **given: Any) -> dict:
    """The outcome of a short attack on a few scenes."""
    scenes = Scenes(train=512, validation=20, test=256)
    trial = Trial(task=task, images=scenes, reading=Reading(test=256, questions=512), batch=64, **given)
    return run_trial(dataclasses.replace(attack_of(trial, attacker), steps=steps))[0]["outcome"]


def test_channel_displacement_reads_planted_fringes_and_neither_shammed_nor_dropped_ones():
    planted = accuracy("channel_displacement", cues=(cue,))
    assert planted["proxy"] > 0.85 and planted["proxy_removed"] < 0.1 and planted["proxy_reversed"] < 0.02
    for cues, defenses in (((cue.sham(),), ()), ((cue,), (DropColor(),))):
        assert accuracy("channel_displacement", cues=cues, defenses=defenses)["proxy"] < 0.1


def test_an_attack_learns_a_head_and_no_features():
    outcome = accuracy("tile_statistics", steps=5)
    assert "probe" not in outcome and "knn" not in outcome and "floor_probe" not in outcome
    assert outcome["chance"] == pytest.approx(0.02)


def test_tiles_are_told_by_their_shade_until_each_is_normalized():
    plain = accuracy("tile_statistics")["proxy"]
    assert plain > 0.2
    assert accuracy("tile_statistics", defenses=(Normalize(),))["proxy"] < 0.06


def test_crops_of_one_picture_are_told_by_their_colors_until_they_are_distorted():
    plain = accuracy("color_histogram", task=Contrastive(scale_low=0.5))["proxy"]
    strong = ColorDistortion(brightness=0.5, contrast=0.5, saturation=0.8, hue=0.5, rate=1.0)
    closed = accuracy("color_histogram", task=Contrastive(scale_low=0.5), defenses=(strong,))["proxy"]
    assert plain > 0.5 and closed < plain / 2


@pytest.mark.parametrize("shift", [0.3, 1.0])
def test_displacement_is_estimated_in_pixels(shift):
    x = torch.arange(24).float()
    waves = lambda by: 0.5 + 0.2 * torch.sin((x - by)[None, :] / 3) * torch.cos(x[:, None] / 4)
    views = torch.stack([waves(shift), waves(0.0), 0.7 * waves(-0.2)])[None]  # blue is darker, which is no displacement
    red_x, red_y, blue_x, _, between_x, _ = ChannelDisplacement().read(views).flatten().tolist()
    assert red_x == pytest.approx(-shift, abs=0.05) and blue_x == pytest.approx(0.2, abs=0.05)
    assert between_x == pytest.approx(-shift - 0.2, abs=0.08) and abs(red_y) < 0.03


def test_sharpness_sees_a_blurred_channel_and_no_displaced_one():
    rough = torch.rand(8, 1, 24, 24, generator=torch.manual_seed(0))
    blurred = torch.nn.functional.avg_pool2d(rough, 3, 1, 1)[..., 2:-2, 2:-2]
    sharp, moved = rough[..., 2:-2, 2:-2], rough[..., 2:-2, 3:-1]
    alike = ChannelSharpness().read(torch.cat([sharp, sharp, moved], 1)).flatten(1)
    told = ChannelSharpness().read(torch.cat([blurred, sharp, sharp], 1)).flatten(1)
    assert alike.abs().max() < 0.1 and told[:, ::2].max() < -0.2
    assert torch.allclose(ChannelSharpness().read(torch.zeros(1, 3, 9, 9)), torch.zeros(1, 4, 1, 1))


def test_border_differences_are_least_where_views_touch():
    picture = torch.rand(1, 3, 12, 24, generator=torch.manual_seed(0)).cumsum(-1) / 24
    views = torch.stack([picture[..., :12], picture[..., 12:]], 1)
    across = BorderDifferences().read(views)[0, 0]  # right border of row, left border of column
    assert across[0, 1] < across[1, 0]


def test_a_histogram_knows_no_place_and_counts_every_pixel():
    views = torch.rand(5, 3, 12, 12, generator=torch.manual_seed(0))
    found = ColorHistogram(bins=8).read(views)
    mixed = views.flatten(2)[..., torch.randperm(144, generator=torch.manual_seed(1))].view_as(views)
    assert torch.allclose(found, ColorHistogram(bins=8).read(mixed), atol=1e-5)
    assert torch.allclose(found.square().view(5, 6, 8).sum(-1), torch.ones(5, 6), atol=1e-5)
    gray = ColorHistogram(bins=8).read(views[:, :1])
    assert gray.shape == (5, 8, 1, 1)


def test_statistics_are_mean_and_spread():
    views = torch.rand(5, 3, 12, 12, generator=torch.manual_seed(0))
    found = TileStatistics().read(views).flatten(1)
    assert torch.allclose(found[:, :3], views.mean((-2, -1))) and torch.allclose(found[:, 3:], views.std((-2, -1)))


@pytest.mark.parametrize("title", sorted(attackers()))
def test_every_attacker_has_no_weight_and_one_map_of_bounded_features(title):
    attacker = named(title)
    module = attacker.build(3)
    views = torch.rand(6, 4, 3, 16, 16, generator=torch.manual_seed(0)) * 4 - 2
    (found,) = module(views if attacker.joint else views.flatten(0, 1))
    assert attacker.weightless and not list(module.parameters())
    assert found.shape[0] == (6 if attacker.joint else 24) and (attacker.placed or found.shape[2:] == (1, 1))
    assert found.abs().max() <= 3 and found.isfinite().all() and found.std() > 0.3
    (flat,) = module.eval()(torch.zeros_like(views if attacker.joint else views.flatten(0, 1)))
    assert flat.isfinite().all()


def test_attackers_are_what_stands_in_the_folder_and_are_found_by_either_name():
    assert set(attackers()) == set(parts("attacker")) >= {"BorderDifferences", "ChannelDisplacement", "ColorHistogram"}
    assert named("ChannelSharpness") == named("channel_sharpness") == named("channel-sharpness") == ChannelSharpness()
    with pytest.raises(Refused, match="did you mean 'channel_sharpness'"):
        named("channel_sharpnes")


def test_an_attack_is_a_trial_with_all_that_is_asked_left_as_it_is():
    trial = Trial(task=Jigsaw(), cues=(cue,), defenses=(DropColor(),), seed=7, lr=1e-3, precision="bf16")
    attack = attack_of(trial, "channel_displacement")
    for name in ("task", "images", "cues", "defenses", "seed", "score", "precision"):
        assert getattr(attack, name) == getattr(trial, name)
    assert attack.encoder == ChannelDisplacement()
    assert attack == attack_of(dataclasses.replace(trial, lr=2e-3, steps=9), ChannelDisplacement())
    assert revive(describe(attack)) == attack and revive(describe(attack)).key == attack.key
    assert len({attack_of(trial, each).key for each in attackers()} | {trial.key}) == len(attackers()) + 1


def test_features_are_exact_whatever_the_precision_of_the_trial():
    views = torch.rand(6, 3, 16, 16, generator=torch.manual_seed(0)) * 4 - 2
    for title in ("ChannelDisplacement", "TileStatistics"):
        module = named(title).build(3)
        (plain,) = module(views)
        with torch.autocast("cpu", torch.bfloat16):
            assert torch.equal(module(views)[0], plain)


def test_what_cannot_be_attacked_is_refused():
    with pytest.raises(Refused, match=r"BorderDifferences reads all views .* Contrastive asks once a view"):
        attack_of(Trial(task=Contrastive()), "border_differences")
    with pytest.raises(Refused, match="ChannelSharpness reads 3 channels, but these views have 1"):
        ChannelSharpness().build(1)


@pytest.mark.parametrize(
    "task,name", [(ContextPrediction(), "border_differences"), (Colorization(), "color_histogram")]
)
def test_every_level_can_be_attacked(task, name):
    outcome = accuracy(name, steps=3, task=task)
    assert 0 <= outcome["proxy"] <= 1
