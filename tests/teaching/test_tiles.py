"""Puzzles taken apart and put together again."""

import torch

from pitfalls.streams import Rng
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.teaching.tiles import from_strangers, heat, mirrored, solved

task = Jigsaw(permutations=20)
patches = torch.rand(8, 9, 3, 4, 4, generator=torch.Generator().manual_seed(0))
(views,), answer = task.pose(patches, Rng(0, "pose"))


def test_solved_are_the_tiles_as_they_were_cut():
    assert torch.equal(solved(views, answer.target, task), patches)


def test_strangers_keep_the_places_and_mix_the_pictures():
    mixed = solved(from_strangers(views, answer.target, task), answer.target, task)
    assert all(torch.equal(mixed[:, place], patches[:, place].roll(place, 0)) for place in range(9))


def test_mirrored_twice_is_the_same_and_once_swaps_left_and_right():
    once = mirrored(views, answer.target, task)
    assert torch.equal(mirrored(once, answer.target, task), views)
    assert torch.equal(solved(once, answer.target, task)[:, 0], patches[:, 2].flip(-1))


def test_heat_lies_in_range():
    shown = heat(views.mean(2, keepdim=True), views)
    assert shown.shape == views.shape and 0 <= float(shown.min()) <= float(shown.max()) <= 1
