"""Attackers: each reads its cue where it is, and nothing where it is not."""

import pytest
import torch

from pitfalls.audit.attack import attack
from pitfalls.audit.attackers import border_differences, channel_displacement
from pitfalls.frozen import Refused
from pitfalls.images.scenes import Scenes
from pitfalls.shortcuts.aberration import LateralAberration
from pitfalls.shortcuts.drop_color import DropColor
from pitfalls.tasks.contrastive import Contrastive
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.trial import Trial

scenes = Scenes(train=600, test=800)
cue = LateralAberration(strength=1.0)


def accuracy(attacker, **parts):
    return attack(Trial(task=Jigsaw(), images=scenes, **parts), attacker)["accuracy"]


def test_channel_displacement_reads_planted_fringes_and_neither_clean_nor_shammed_ones():
    planted = accuracy("channel_displacement", cues=(cue,))
    clean, sham = (accuracy("channel_displacement", cues=(each,)) for each in (cue.removed(), cue.sham()))
    closed = accuracy("channel_displacement", cues=(cue,), defenses=(DropColor(),))
    assert planted > 0.9
    assert max(clean, sham, closed) < 0.12


def test_border_differences_read_touching_tiles():
    from pitfalls.shortcuts.mask import Mask

    touching = accuracy("border_differences")
    masked = accuracy("border_differences", defenses=(Mask(band="edge", pixels=2),))
    assert touching > 0.8 and masked < 0.3


def test_displacement_is_estimated_in_pixels():
    x = torch.arange(24).float()
    waves = lambda shift: 0.5 + 0.3 * torch.sin((x - shift)[None, :] / 3) * torch.cos(x[:, None] / 4)
    views = torch.stack([waves(0.3), waves(0.0), waves(-0.2)])[None, None]
    found = channel_displacement(views)[0]
    red_x, red_y, blue_x, _, between_x, _ = found.tolist()
    assert abs(red_x + 0.3) < 0.05 and abs(blue_x - 0.2) < 0.05 and abs(between_x + 0.5) < 0.05 and abs(red_y) < 0.05


def test_border_differences_are_least_where_views_touch():
    picture = torch.rand(1, 3, 12, 24, generator=torch.manual_seed(0)).cumsum(-1) / 24
    views = torch.stack([picture[..., :12], picture[..., 12:]], 1)
    across = border_differences(views)[0, :4].view(2, 2)  # right border of row, left border of column
    assert across[0, 1] < across[1, 0]


@pytest.mark.parametrize(
    "name,task,told", [("nothing", Jigsaw(), "nothing"), ("border_differences", Contrastive(), "view")]
)
def test_what_cannot_be_attacked_is_refused(name, task, told):
    with pytest.raises(Refused, match=told):
        attack(Trial(task=task, images=scenes), name)
