"""Ambiguity planted in a known share of the pictures: which they are, what becomes of them, and of all others."""

from dataclasses import replace

import pytest
import torch

from pitfalls.frozen import Refused
from pitfalls.images.duplicates import Duplicates, false_negatives
from pitfalls.images.scenes import Scenes
from pitfalls.images.turned import Turned
from pitfalls.images.twins import Twins
from pitfalls.streams import Rng
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.tasks.rotation import Rotation
from pitfalls.trial import Trial

SCENES = Scenes(size=48, margin=3, train=80, validation=30, test=40)
SOURCES = [Turned(SCENES, 0.5), Twins(SCENES, 0.5), Twins(SCENES, 0.5, look="flat"), Duplicates(SCENES, 0.5, copies=8)]


@pytest.mark.parametrize("source", SOURCES, ids=lambda each: type(each).__name__)
def test_the_last_of_the_training_pictures_are_planted_and_no_others(source):
    pictures, clean = source.load("train", 0), SCENES.load("train", 0)
    assert torch.equal(pictures.pixels[:40], clean.pixels[:40])
    changed = (pictures.pixels[40:] != clean.pixels[40:]).flatten(1).any(1).float().mean()
    assert changed > 0.6 and pictures.margin == 3 and pictures.classes == clean.classes
    assert all(len(each) == 80 for each in (*pictures.labels.values(), *pictures.factors.values()))
    for split in ("validation", "test"):
        assert torch.equal(source.load(split, 0).pixels, SCENES.load(split, 0).pixels)
        judged = replace(source, judged=True).load(split, 0)
        assert not torch.equal(judged.pixels, SCENES.load(split, 0).pixels)
    assert torch.equal(SCENES.load("train", 0).pixels, clean.pixels)


@pytest.mark.parametrize("source", SOURCES, ids=lambda each: type(each).__name__)
def test_the_first_of_them_are_the_first_of_all_and_off_is_the_source_itself(source):
    whole, some = source.load("train", 3), source.load("train", 3, 70)
    assert torch.equal(whole.pixels[:70], some.pixels) and torch.equal(whole.labels["species"][:70], some.label()[0])
    assert all(torch.equal(whole.factors[name][:70], each) for name, each in some.factors.items())
    off = replace(source, share=0.0).load("train", 3)
    assert torch.equal(off.pixels, SCENES.load("train", 3).pixels)
    assert (source.size, source.margin, source.fresh, source.overlap()) == (48, 3, True, 0.0)


@pytest.mark.parametrize("source", SOURCES, ids=lambda each: type(each).__name__)
def test_every_knob_and_every_seed_make_other_pictures(source):
    others = [
        replace(source, share=0.25),
        replace(source, judged=True),
        replace(source, images=replace(SCENES, lean=9)),
    ]
    digests = {each.digest() for each in (source, *others)}
    assert len(digests) == 4 and source.digest() == replace(source).digest()
    keys = {Trial(task=Rotation(), images=each).key for each in (SCENES, source, *others)}
    assert len(keys) == 5
    factor = list(source.load("train", 0).factors)[-1]
    assert not torch.equal(source.load("train", 0).factors[factor], source.load("train", 1).factors[factor])


def test_turned_pictures_are_turned_whole_and_say_by_how_much():
    pictures, clean = Turned(SCENES, 1.0).load("train", 0), SCENES.load("train", 0)
    for one in range(80):
        back = pictures.pixels[one].rot90(int(pictures.factors["turn"][one]), (-2, -1))
        assert torch.equal(back, clean.pixels[one])
    assert (pictures.factors["turn"].bincount(minlength=4) > 8).all()


def test_a_turn_is_what_scenes_call_a_turn():
    """The figure of a turned scene, by the centers of its parts, stands where the picture was turned to."""
    scenes = Scenes(size=48, margin=0, train=60, turned=1.0, contours=0, grain=0)
    twice = Turned(scenes, 1.0).load("train", 0)
    once = scenes.load("train", 0)
    quarters = (twice.factors["turn"] - once.factors["turn"]) % 4
    for one in range(60):
        assert torch.equal(twice.pixels[one].rot90(int(quarters[one]), (-2, -1)), once.pixels[one])
    x, y = once.factors["x"][:, 1], once.factors["y"][:, 1]  # the part that stands upper left while turn is 0
    side = {0: (x < 0) & (y < 0), 1: (x > 0) & (y < 0), 2: (x > 0) & (y > 0), 3: (x < 0) & (y > 0)}
    assert all(side[k][once.factors["turn"] == k].all() for k in range(4))


@pytest.mark.parametrize("grid,tile,alike,look", [(3, 0, 2, "copy"), (3, 14, 8, "flat"), (2, 20, 2, "copy")])
def test_twin_tiles_are_alike_to_the_bit_where_the_task_looks(grid, tile, alike, look):
    source = Twins(SCENES, 1.0, alike, grid, tile, look)
    pictures, clean = source.load("train", 0), SCENES.load("train", 0)
    task = Jigsaw(grid=grid, tile=tile, permutations=2, distance=2, roam=0)
    windows = task.place((48, 48), 1, Rng(0, "place"))[0]
    seen = lambda pixels: torch.stack([pixels[..., y + 3 : y + 3 + h, x + 3 : x + 3 + w] for x, y, w, h in windows], 1)
    tiles, before, where = seen(pictures.pixels), seen(clean.pixels), pictures.factors["alike"]
    assert (where.sum(1) == alike).all() and not (grid == 3 and where[:, 4].any())
    same = (tiles == before).flatten(2).all(2)
    assert same[~where].all()
    for one in range(80):
        own = tiles[one][where[one]]
        assert (own == own[:1]).all() and (look == "copy") == bool((same[one] & where[one]).any())
        assert look == "copy" or (own == own[..., :1, :1]).all()


def test_twin_tiles_refuse_what_does_not_fit():
    with pytest.raises(Refused, match="8 tiles"):
        Twins(SCENES, alike=9)
    with pytest.raises(Refused, match="does not fit"):
        Twins(SCENES, grid=5)


@pytest.mark.parametrize("copies", [1, 10, 50, 1000])
def test_duplicates_meet_in_a_batch_as_often_as_is_said(copies):
    source = Duplicates(replace(SCENES, train=200), 0.5, copies)
    pictures = source.load("train", 0)
    twin = pictures.factors["twin"]
    distinct = pictures.pixels.flatten(1).unique(dim=0)
    assert len(distinct) == 100 and (twin.bincount()[twin[100:]] == min(copies, 100) + 1).all()
    assert torch.equal(pictures.pixels[100:], pictures.pixels[twin[100:]])
    assert torch.equal(pictures.labels["species"][100:], pictures.labels["species"][twin[100:]])
    draws = torch.Generator().manual_seed(0)
    share = []
    for _ in range(4000):
        batch = twin[torch.randperm(200, generator=draws)[:16]]
        share.append(((batch[:, None] == batch).sum() - 16) / (16 * 15))
    assert torch.stack(share).mean().item() == pytest.approx(false_negatives(twin), rel=0.1, abs=2e-4)


def test_a_trial_takes_pictures_of_ones_own_inside_of_them():
    given = torch.randint(0, 256, (30, 3, 32, 32), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    source = Turned((given, torch.arange(30) % 3), 0.5)
    assert source.size == 32 and len(source.load("train", 0).factors["turn"]) == len(source.load("train", 0).pixels)
