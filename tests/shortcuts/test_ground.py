"""Shared ground: the figure stays bit for bit, the ground tells the picture, and nothing of it behind the defense."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from pitfalls.audit.attackers.grating_directions import GratingDirections
from pitfalls.images.draws import Draws
from pitfalls.images.render import render
from pitfalls.images.scenes import VERSION, Scenes
from pitfalls.path.walk import Path
from pitfalls.reference import DISTORTED
from pitfalls.shapes import frames
from pitfalls.shortcuts.color import gray
from pitfalls.shortcuts.ground import LEVEL, CommonGround, FigureOnly, SharedGround, figure
from pitfalls.streams import Rng
from pitfalls.tasks.contrastive import Contrastive

rng = lambda: Rng(0, "ground")
PLAIN = Scenes(contours=0, grain=0, train=64)
pictures = PLAIN.load("train", 3)
images = frames(pictures.pixels, pictures.margin)


def ground_alone():
    """The same scenes without their parts, which are painted beyond sight."""
    factors = PLAIN.factors(Draws(np.arange(64), "scenes", VERSION, 3, "train"))
    given = {name: torch.from_numpy(value.astype(np.float32)) for name, value in factors.items()}
    given["x"] = given["x"] + 100  # drawn at the edge of the picture, where no pixel of theirs lies
    return render(given, factors["kind"], PLAIN.size, PLAIN.margin, 0.01) / 255


def test_level_parts_figure_and_ground_of_plain_scenes():
    ground = ground_alone()
    assert float(gray(ground.movedim(1, -1)).max()) < LEVEL, "no ground is as light"
    untouched = (images.pixels == ground).all(1, keepdim=True)
    found = figure(images.pixels, LEVEL)
    assert not (found & untouched).any(), "no pixel of the ground is taken for the figure"
    paint = pictures.factors["paint"]
    assert float(gray(paint).min()) > LEVEL, "every part is lighter"
    # what remains is the dark line about the parts and their smoothed edge
    assert 0.3 < float(found.sum() / (~untouched).sum()) < 0.9


@pytest.mark.parametrize("cue", [SharedGround(), CommonGround(), SharedGround(-0.3)])
def test_the_figure_stays_bit_for_bit_and_the_ground_stays_darker(cue):
    planted = cue.plant(images, rng())
    within = figure(images.pixels, LEVEL).expand_as(images.pixels)
    assert torch.equal(planted.pixels[within], images.pixels[within])
    assert torch.equal(figure(planted.pixels, LEVEL), figure(images.pixels, LEVEL)), "the defense still finds both"
    assert float((planted.pixels - images.pixels).abs().mean()) > 0.02


def test_a_ground_is_a_pictures_own_and_in_the_sham_one_for_the_batch():
    dark = frames(torch.full((50, 3, 32, 32), 0.22))
    alike = lambda cue: torch.corrcoef(cue.plant(dark, rng()).pixels[:, 0].flatten(1))
    own, common = alike(SharedGround(0.1)), alike(CommonGround(0.1))
    assert float((own - torch.eye(50)).mean()) < 0.7 and float(common.min()) > 0.999
    size = lambda cue: float(
        torch.stack([cue.plant(dark, rng().at(step)).pixels.std((1, 2, 3)).mean() for step in range(20)]).mean()
    )
    assert size(SharedGround(0.1)) == pytest.approx(size(CommonGround(0.1)), rel=0.05)


def test_figure_only_keeps_the_figure_and_flattens_the_ground_of_each_view_anew():
    views = images.inner[:, None].repeat(1, 2, 1, 1, 1)
    shown = FigureOnly().defend(views, rng())
    within = figure(views, LEVEL).expand_as(views)
    assert torch.equal(shown[within], views[within])
    level = torch.where(within, torch.nan, shown)
    low, high = level.nan_to_num(nan=9).amin((2, 3, 4)), level.nan_to_num(nan=-9).amax((2, 3, 4))
    assert torch.equal(low, high), "one gray"
    assert float(low.mean()) == pytest.approx(LEVEL / 2, abs=0.04) and float(high.max()) < LEVEL
    assert not torch.equal(low[:, 0], low[:, 1])
    assert torch.equal(*FigureOnly(axis="image").defend(views, rng()).unbind(1))
    assert FigureOnly(level=0.0).defend(views, rng()) is views


def test_the_same_views_come_of_any_ground_behind_the_defense():
    clean, planted = (each.inner[:, None] for each in (images, SharedGround().plant(images, rng())))
    assert torch.equal(FigureOnly().defend(clean, rng()), FigureOnly().defend(planted, rng()))


def test_the_ground_alone_finds_the_other_crop_until_the_figure_stands_alone():
    task, many = Contrastive(scale_low=0.5), replace(PLAIN, train=256).load("train", 0)

    def alone(cue, *first):
        views, answer = Path(task, (cue,), (*first, DISTORTED), 0, "train").ask(many, torch.arange(256), 0)
        told = GratingDirections().read(views[0].flatten(0, 1)).flatten(1)
        told = (told - told.mean(0)) / told.std(0)
        return float(task.correct(told.unflatten(0, (256, 2)), answer).mean())

    cue = SharedGround()
    planted, sham = alone(cue), alone(cue.sham())
    closed, closed_sham = alone(cue, FigureOnly()), alone(cue.sham(), FigureOnly())
    assert planted > sham + 0.1 and closed < closed_sham + 0.05, (planted, sham, closed, closed_sham)
    print(planted, sham, closed, closed_sham)
