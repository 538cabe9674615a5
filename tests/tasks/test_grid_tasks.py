"""Jigsaw, context prediction and rotation: the answer is the one that undoes what was done."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from pitfalls.frozen import Refused
from pitfalls.streams import Rng
from pitfalls.tasks.context import ContextPrediction
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.tasks.permutations import permutation_set
from pitfalls.tasks.rotation import Rotation


def numbered(count: int, views: int, side: int = 6) -> torch.Tensor:
    """Patches whose every pixel says which view of which image it is."""
    label = torch.arange(count)[:, None] * 100 + torch.arange(views)
    return label[:, :, None, None, None].expand(count, views, 3, side, side).float()


@settings(max_examples=15, deadline=None)
@given(st.integers(2, 3), st.integers(2, 20), st.integers(2, 4))
def test_permutation_sets_keep_their_distance(grid, count, distance):
    rows = torch.from_numpy(permutation_set(grid**2, min(count, 4), distance)).long()
    assert (rows.sort(1).values == torch.arange(grid**2)).all()
    apart = (rows[:, None] != rows[None]).sum(-1) + torch.eye(len(rows)).long() * 99
    assert apart.min() >= distance


def test_permutation_sets_are_the_same_twice_and_balanced():
    rows = permutation_set(9, 90, 5)
    permutation_set.cache_clear()
    assert (rows == permutation_set(9, 90, 5)).all()
    counts = torch.stack([torch.bincount(torch.from_numpy(rows[:, slot]).long(), minlength=9) for slot in range(9)])
    assert counts.min() >= 8 and counts.max() <= 12  # 10 is perfect balance


def test_too_many_permutations_says_how_many_there_are():
    with pytest.raises(Refused, match=r"permutations is 500, but only \d+ orders of 9 tiles"):
        Jigsaw(permutations=500, distance=9)


def test_the_answer_of_a_jigsaw_puts_the_tiles_back():
    task = Jigsaw(permutations=20)
    patches = numbered(40, 9)
    (views,), answer = task.pose(patches, Rng(3, "pose"))
    order = task.orders()[answer.target]
    assert (views[:, :, 0, 0, 0] % 100 == order).all()
    back = order.argsort(1)
    assert torch.equal(views.gather(1, back[:, :, None, None, None].expand_as(views)), patches)
    assert len(answer.target.unique()) > 10


def test_context_shows_the_middle_and_the_neighbor_that_is_asked_for():
    (views,), answer = ContextPrediction().pose(numbered(64, 9), Rng(0, "pose"))
    assert (views[:, 0, 0, 0, 0] % 100 == 4).all()
    around = torch.tensor([0, 1, 2, 3, 5, 6, 7, 8])
    assert (views[:, 1, 0, 0, 0] % 100 == around[answer.target]).all()
    assert len(answer.target.unique()) == 8


def test_rotation_is_exact_and_undone_by_its_answer():
    patches = torch.rand(32, 1, 3, 9, 9)
    (views,), answer = Rotation().pose(patches, Rng(0, "pose"))
    for view, turns, patch in zip(views, answer.target, patches, strict=True):
        assert torch.equal(view.rot90(-int(turns), (-2, -1)), patch)
    assert len(answer.target.unique()) == 4


@pytest.mark.parametrize(
    "task", [Jigsaw(), Jigsaw(grid=2, permutations=10, distance=2), ContextPrediction(), Rotation()]
)
@pytest.mark.parametrize("side", [48, 64, 97])
def test_windows_lie_in_the_image_and_do_not_overlap(task, side):
    windows = task.place((side, side), 200, Rng(1, "place"))
    assert windows.shape == (200, task.views, 4)
    corner = windows[..., :2]
    assert corner.min() >= 0 and (corner + windows[..., 2:]).max() <= side
    assert len({tuple(row) for row in corner[:, 0].tolist()}) > 5  # it roams
    grown = [(a, b) for a in range(task.views) for b in range(a)]
    for a, b in grown:
        apart = (corner[:, a] - corner[:, b]).abs() >= windows[:, a, 2:]
        assert apart.any(-1).all()


@pytest.mark.parametrize(
    ("task", "words"),
    [
        (Jigsaw(tile=30), "needs 98 px, but the images have 64"),
        (ContextPrediction(tile=30), "needs 98 px"),
        (Rotation(crop=64, roam=8), "does not fit images of 64 px"),
    ],
)
def test_a_question_that_does_not_fit_is_refused_in_a_sentence(task, words):
    with pytest.raises(Refused, match=words):
        task.cut((64, 64))


@pytest.mark.parametrize("task", [Jigsaw(permutations=7), ContextPrediction(), Rotation()], ids=repr)
def test_a_blind_guess_is_right_as_often_as_answers_are_many(task):
    _, answer = task.pose(numbered(7000, task.views, 1), Rng(0, "pose"))
    assert task.blind(answer) == 1 / task.answers
    often = answer.target.bincount(minlength=task.answers) / 7000
    assert float((often - task.blind(answer)).abs().max()) < 0.02  # no answer is asked for more often than others
