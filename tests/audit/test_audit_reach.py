"""From an attacker's features to how far it gets: read-outs, intervals, and what is called a leak."""

import numpy as np
import pytest
import torch
from scipy.stats import binom, binomtest

from pitfalls.audit.reach import ALPHA, interval, reach
from pitfalls.audit.readout import blind, guessed, narrowed, scaled
from pitfalls.tasks.colorization import Colorization
from pitfalls.tasks.contrastive import Contrastive
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.tasks.rotation import Rotation

draws = lambda *shape: torch.randn(*shape, generator=torch.Generator().manual_seed(sum(shape)))


@pytest.mark.parametrize("right,count", [(0, 50), (3, 50), (50, 50), (700, 2048)])
def test_an_interval_is_that_of_clopper_and_pearson(right, count):
    exact = binomtest(right, count).proportion_ci(1 - ALPHA / 7, method="exact")
    assert interval(right, count, 7) == pytest.approx((exact.low, exact.high), abs=1e-9)


def test_the_intervals_of_many_attackers_hold_together():
    """By the binomial itself: all of 12 that know nothing of 2048 questions cover chance in 95 % of the audits."""
    hits = np.arange(2049)
    covered = [interval(int(right), 2048, 12)[0] <= 0.05 <= interval(int(right), 2048, 12)[1] for right in hits]
    alone = float(binom.pmf(hits, 2048, 0.05)[np.array(covered)].sum())
    assert alone**12 >= 1 - ALPHA


def test_the_way_leads_from_chance_to_perfect():
    found = reach("x", "", 1024, 1024, 0.25, 3)
    assert found.share == found.high == 1 and 0.98 < found.low < 1 and found.works
    none = reach("x", "", 256, 1024, 0.25, 3)
    assert none.share == 0 and none.low < 0 < none.high and not none.works


def test_a_leak_goes_certainly_further_than_its_control_and_without_one_there_is_none():
    far, near, none = (reach("x", "", right, 2000, 0.05, 5) for right in (1000, 300, 100))
    assert not far.leaks  # nobody has asked what content gives
    assert far.against(none, 2.0).leaks and near.against(none, 2.0).leaks and not none.against(none, 2.0).leaks
    assert (
        far.against(near, 1.0).leaks
        and not far.against(near, 1.0, rest=0.5).leaks
        and not near.against(near, 1.0).leaks
        and not near.against(far, 1.0).leaks
    )


def test_a_feature_that_tells_the_answer_is_read_and_one_that_does_not_is_not():
    task, target, truth = Rotation(), torch.arange(800) % 4, torch.arange(400) % 4
    telling = lambda of, noise: (of[:, None, None] == torch.arange(4)).float() + noise
    seen, judged = telling(target, 0.1 * draws(800, 1, 4)), telling(truth, 0.1 * draws(400, 1, 4))
    assert guessed(task, seen, target, judged, truth).right.mean() > 0.99
    blank = guessed(task, draws(800, 1, 4), target, draws(400, 1, 4), truth)
    assert blank.right.mean() == pytest.approx(0.25, abs=0.08) and blank.blind == 0.25


def test_the_place_of_each_tile_is_enough_for_a_puzzle():
    task = Jigsaw(permutations=20)
    target, truth = torch.arange(1000) % 20, torch.arange(400) % 20
    at = lambda of: torch.stack([task.orders()[of] // 3, task.orders()[of] % 3], -1).float()
    found = guessed(task, at(target) + draws(1000, 9, 2), target, at(truth) + draws(400, 9, 2), truth)
    assert found.right.mean() > 0.6


def test_two_views_of_a_picture_are_found_by_what_they_share():
    task = Contrastive(group=32)
    shared = lambda count, noise: draws(count, 1, 3) + noise * draws(count, 2, 3)
    nowhere = torch.arange(128)
    found = guessed(task, shared(256, 0.05), torch.arange(256), shared(128, 0.05), nowhere)
    assert found.right.mean() > 0.6 and found.blind == pytest.approx(1 / 63)
    assert guessed(task, draws(256, 2, 3), torch.arange(256), draws(128, 2, 3), nowhere).right.mean() < 0.1


def test_a_color_is_guessed_from_what_tells_it_and_a_blind_guess_is_beside_it():
    task, kind, other = Colorization(), torch.arange(300) % 2, torch.arange(100) % 2
    colors = torch.tensor([[40.0, 30.0], [-40.0, -30.0]])
    target = lambda of: colors[of][:, :, None, None].expand(-1, -1, 3, 3)
    told = lambda of: of[:, None, None].float()
    found = guessed(task, told(kind), target(kind), told(other), target(other))
    assert found.right.mean() > 0.99 and found.blind == pytest.approx(0.5)
    placed = lambda of: told(of)[..., None, None].expand(-1, 1, 1, 6, 6)
    assert guessed(task, placed(kind), target(kind), placed(other), target(other)).right.mean() > 0.99


def test_a_blind_guess_knows_the_most_frequent_answer_only_where_there_is_one():
    even, uneven = torch.arange(4000) % 4, (torch.arange(4000) % 8).clamp(max=3)
    assert blind(Rotation(), even, even) == 0.25
    assert blind(Rotation(), uneven, uneven) == pytest.approx(5 / 8)


def test_many_features_are_narrowed_to_their_main_directions():
    wide = draws(40, 9, 3) @ draws(3, 200)
    seen, judged = narrowed(*scaled(wide, wide[:7]))
    assert seen.shape == (40, 9, 56) and judged.shape == (7, 9, 56)
    assert seen.square().sum() == pytest.approx(float(scaled(wide, wide)[0].square().sum()), rel=1e-3)
