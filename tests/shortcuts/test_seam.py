"""The planted seam: clouds of the stated look, that only a border tells, and a sham that breaks them there."""

from dataclasses import replace

import pytest
import torch

from pitfalls.audit.attack import attack_of
from pitfalls.images.scenes import Scenes
from pitfalls.measures.reading import Reading
from pitfalls.shapes import frames
from pitfalls.shortcuts.continuity import Gap
from pitfalls.shortcuts.mask import Mask
from pitfalls.shortcuts.seam import Seam, TornSeam
from pitfalls.streams import Rng
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.training.outcome import run_trial
from pitfalls.trial import Trial

cue = Seam()
SHAM = cue.sham()


def planted(cue, count=200, margin=4, side=64):
    """The clouds alone, (count, side, side): a flat gray picture is under them, and nothing is clipped."""
    flat = frames(torch.full((count, 3, side + 2 * margin, side + 2 * margin), 0.5), margin)
    out = cue.plant(flat, Rng(0, "seam"))
    assert torch.equal(out.pixels[:, 0], out.pixels[:, 2])
    return (out.inner[:, 0] - 0.5) / abs(cue.strength)


def alike(clouds, one, other):
    """Correlation of two columns of all pictures."""
    return float(torch.corrcoef(torch.stack([clouds[..., one].flatten(), clouds[..., other].flatten()]))[0, 1])


@pytest.mark.parametrize("width", [0.8, 1.5, 3.0])
@pytest.mark.parametrize("kind", [Seam, TornSeam])
def test_clouds_have_the_stated_contrast_and_width_in_seam_and_sham(kind, width):
    clouds = planted(kind(strength=0.05, width=width))
    assert clouds.std() == pytest.approx(1, abs=0.02)
    assert clouds.mean() == pytest.approx(0, abs=0.02)
    for apart in (1, 2, 3):  # within a tile, whose columns are 8 to 23
        assert alike(clouds, 12, 12 + apart) == pytest.approx(2.71828 ** -(apart**2 / 4 / width**2), abs=0.04)


def test_a_seam_runs_on_over_borders_a_sham_is_torn_there_and_a_reversed_one_turns_its_sign():
    faint = Seam(strength=0.05)
    whole, torn, turned = (planted(each) for each in (faint, faint.sham(), faint.reversed()))
    for border in (8, 24, 40, 56):  # three cells of 16 px in the middle
        assert alike(whole, border - 1, border) > 0.85
        assert abs(alike(torn, border - 1, border)) < 0.05
        assert alike(turned, border - 1, border) < -0.85
        assert alike(whole.mT, border - 1, border) > 0.85 and abs(alike(torn.mT, border - 1, border)) < 0.05
    inside = (..., slice(24, 40), slice(24, 40))  # the middle cell of a sham is a piece of the very same clouds
    assert torn[inside].std() == pytest.approx(float(whole[inside].std()), abs=0.03)


def test_no_two_cells_of_a_sham_continue_each_other():
    torn = planted(TornSeam(strength=0.05, width=2.5), count=400)
    starts, ends = (8, 24, 40), (23, 39, 55)
    assert max(abs(alike(torn, end, start)) for end in ends for start in starts if end != start) < 0.05


def test_cells_follow_the_grid_that_is_asked_for():
    torn = planted(TornSeam(strength=0.05, cells=2, pitch=20))
    assert abs(alike(torn, 31, 32)) < 0.05 and abs(alike(torn, 11, 12)) < 0.05 and alike(torn, 23, 24) > 0.8


def test_it_is_clipped_where_pixels_end():
    black = frames(torch.zeros(2, 3, 64, 64))
    out = Seam(strength=1).plant(black, Rng(0, "seam")).pixels
    assert float(out.min()) == 0 and float(out.max()) == 1


def read(*cues, defense=None):
    """How far matching borders gets at a jigsaw that does not roam."""
    scenes = Scenes(train=512, validation=20, test=256, contours=0.0)
    defenses = (defense,) if defense else ()
    trial = Trial(task=Jigsaw(roam=0), images=scenes, cues=cues, defenses=defenses, batch=64)
    trial = replace(trial, reading=Reading(test=256, questions=512))
    return run_trial(replace(attack_of(trial, "border_differences"), steps=150))[0]["outcome"]["proxy"]


def test_border_differences_read_a_seam_and_a_sham_no_better_than_a_clean_picture():
    whole, torn, clean = read(cue), read(SHAM), read()
    assert whole > 0.95 and torn < 0.4 and torn < clean


def test_edge_mask_and_gap_close_it_and_an_interior_mask_does_not():
    assert read(cue, defense=Mask(band="interior", pixels=2)) > 0.95
    assert read(cue, defense=Mask(band="edge", pixels=2)) < 0.35
    assert read(cue, defense=Gap(pixels=4)) < 0.35
