"""The jigsaw's late knobs: distances on average, tiles of another picture, tiles that cannot be told apart."""

from typing import Any

import pytest
import torch

from pitfalls.frozen import Refused
from pitfalls.records.record import describe
from pitfalls.streams import Rng
from pitfalls.tasks.jigsaw import Jigsaw, nearest
from pitfalls.tasks.permutations import NEAR, mean_distance, permutation_set

PATCHES = torch.rand(32, 9, 3, 8, 8, generator=torch.Generator().manual_seed(0))


def asked(patches=PATCHES, **knobs) -> tuple[torch.Tensor, Any]:
    (views,), answer = Jigsaw(**knobs).pose(patches, Rng(0, "pose"))
    return views, answer


def apart(rows):
    found = (rows[:, None] != rows[None]).sum(-1)
    return found[~torch.eye(len(rows), dtype=torch.bool).numpy()]


@pytest.mark.parametrize(("count", "distance", "mean"), [(50, 2, 8.0), (50, 2, 6.35), (50, 2, 5.0), (50, 6, 7.0)])
def test_mean_and_least_distance_are_set_one_without_the_other(count, distance, mean):
    rows = permutation_set(9, count, distance, mean)
    assert len({tuple(row) for row in rows}) == count and (rows.argsort(1).argsort(1) == rows).all()
    assert abs(apart(rows).mean() - mean) <= NEAR and apart(rows).min() >= distance


def test_the_mean_distance_of_a_set_is_that_of_its_pairs():
    rows = permutation_set(9, 30, 4)
    assert mean_distance(rows) == pytest.approx(apart(rows).mean()) and mean_distance(rows[:1]) == 0


@pytest.mark.parametrize("mean", [1.0, 5.0, 8.9])
def test_a_mean_that_no_such_set_has_is_refused_with_what_there_is(mean):
    with pytest.raises(Refused, match=r"mean_distance is .*, but 20 orders of 9 tiles (reach \d|were not found)"):
        Jigsaw(permutations=20, distance=6, mean_distance=mean)


def test_the_late_knobs_at_their_defaults_change_neither_key_nor_question():
    assert set(describe(Jigsaw())["fields"]) == {"grid", "tile", "permutations", "distance", "roam"}
    (plain, one), (views, two) = asked(), asked(foreign=0, alike=0.0, mean_distance=0.0)
    assert torch.equal(plain, views) and one.target.tolist() == two.target.tolist() and (two.weight == 1).all()


@pytest.mark.parametrize("foreign", [1, 2, 5])
def test_so_many_tiles_are_of_the_picture_before_and_the_answer_stays(foreign):
    picture = torch.arange(32)[:, None, None, None, None].expand(32, 9, 3, 4, 4).float()
    views, answer = asked(picture, foreign=foreign)
    whose = views[:, :, 0, 0, 0].long()
    own = torch.arange(32)[:, None]
    assert ((whose != own).sum(1) == foreign).all()
    assert ((whose == own) | (whose == (own - 1) % 32)).all()
    assert answer.target.tolist() == asked(picture)[1].target.tolist()


def test_foreign_tiles_are_different_ones_of_the_other_picture_in_random_slots():
    tile = torch.arange(32 * 9).view(32, 9, 1, 1, 1).expand(32, 9, 3, 4, 4).float()
    views, _ = asked(tile, foreign=2)
    shown = views[:, :, 0, 0, 0]
    assert all(len(row.unique()) == 9 for row in shown)
    strange = (shown // 9 != torch.arange(32)[:, None]).float().mean(0)
    assert strange.min() > 0 and strange.max() < 0.6
    with pytest.raises(Refused, match="foreign is 8, but of 9 tiles at most 7 may be"):
        Jigsaw(foreign=8)


@pytest.mark.parametrize("views", [4, 9, 16])
def test_the_nearest_two_tiles_are_found_among_all_pairs(views):
    patches = torch.rand(5, views, 3, 4, 4)
    flat = patches.flatten(2)
    every = torch.cdist(flat, flat, p=1) / flat.shape[-1] + torch.eye(views) * 9
    assert torch.allclose(nearest(patches), every.amin((1, 2)), atol=1e-6)


def test_a_picture_with_two_tiles_alike_does_not_count():
    patches = PATCHES.clone()
    patches[3, 7] = patches[3, 1] + 0.01
    _, answer = asked(patches, alike=0.05)
    assert (answer.weight == 0).nonzero().flatten().tolist() == [3] and answer.weight.sum() == 31
    assert asked(torch.zeros_like(patches), alike=0.05)[1].weight.sum() == 0
