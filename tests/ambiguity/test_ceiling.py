"""The best possible proxy accuracy: closed forms, and a guesser that knows all but what it cannot know."""

import pytest
import torch

from pitfalls.ambiguity.ceiling import ceiling, of_neighbors, of_orders, of_turns, of_twins
from pitfalls.frozen import Refused
from pitfalls.images.duplicates import Duplicates
from pitfalls.images.scenes import Scenes
from pitfalls.images.turned import Turned
from pitfalls.images.twins import Twins
from pitfalls.shapes import answered
from pitfalls.tasks.colorization import Colorization
from pitfalls.tasks.context import ContextPrediction
from pitfalls.tasks.contrastive import Contrastive
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.tasks.rotation import Rotation

DRAWS = torch.Generator().manual_seed(0)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.4, 1.0])
def test_of_freely_turned_pictures_three_quarters_are_lost(share):
    """Where four turns are asked for; two leave a half of them, eight as many as four, three tell all sides apart."""
    turn = torch.zeros(4000, dtype=torch.long)
    turn[: round(share * 4000)] = torch.arange(round(share * 4000)) % 4
    assert ceiling(Rotation(), {"turn": turn}) == pytest.approx(1 - 0.75 * share)
    assert ceiling(Rotation(angles=2), {"turn": turn}) == pytest.approx(1 - share / 2)
    found = [of_turns(answers, turn) for answers in (2, 3, 8)]
    assert found == pytest.approx([1 - share / 2, 1.0, 1 - 0.75 * share])


def test_the_ceiling_of_turns_is_what_a_perfect_eye_gets():
    turn = torch.randint(0, 4, (2000,), generator=DRAWS) * (torch.rand(2000, generator=DRAWS) < 0.3)
    for answers in (2, 4):
        asked = torch.randint(0, answers, (2000,), generator=DRAWS)
        side = (turn * (360 // 4) + asked * (360 // answers)) % 360
        right = 0
        for each in side.unique():
            right += int(asked[side == each].bincount().max())
        assert right / 2000 == pytest.approx(of_turns(answers, turn), abs=0.03)


def test_scenes_and_turned_pictures_tell_their_turns():
    for source in (Scenes(train=2000, turned=0.4), Turned(Scenes(train=2000), 0.4)):
        factors = source.factors(_draws(2000)) if isinstance(source, Scenes) else source.load("train", 0).factors
        known = {"turn": torch.as_tensor(factors["turn"])}
        assert ceiling(Rotation(), known) == pytest.approx(0.7, abs=0.03)
    assert ceiling(Rotation(), Turned(Scenes(test=50), 0.4).load("test", 0).factors) == 1


def _draws(count):
    import numpy as np

    from pitfalls.images.draws import Draws

    return Draws(np.arange(count), "scenes")


def test_twins_halve_a_puzzle_of_all_orders_and_hardly_touch_one_of_few_distant_orders():
    source = Twins(Scenes(train=400), share=0.5, alike=2, grid=2, tile=24)
    every, few = Jigsaw(grid=2, tile=24, permutations=24, distance=2), Jigsaw(permutations=20)
    assert ceiling(every, source.load("train", 0).factors) == pytest.approx(0.75)
    nine = Twins(Scenes(train=400), share=1.0, alike=2).load("train", 0).factors
    assert ceiling(few, nine) == 1.0  # orders that differ in six places differ in more than the twins
    all_flat = {"alike": torch.arange(9)[None] != 4}
    assert ceiling(few, all_flat) == pytest.approx(len(few.orders()[:, :].eq(4).nonzero()[:, 1].unique()) / 20)


def test_the_ceiling_of_orders_is_what_a_perfect_eye_gets():
    orders = Jigsaw(grid=2, tile=24, permutations=20, distance=2).orders()
    alike = torch.tensor([[True, True, False, False], [False, True, True, True], [False] * 4])
    best = []
    for pattern in alike:
        shown = [tuple(-1 if pattern[tile] else int(tile) for tile in order) for order in orders]
        best.append(len(set(shown)) / len(shown))
    assert of_orders(orders, alike) == pytest.approx(sum(best) / 3) and best[2] == 1


def test_flat_neighbors_are_guessed_among_themselves():
    alike = torch.zeros(4, 9, dtype=torch.bool)
    alike[0, :4] = alike[1, 6:8] = True
    assert of_neighbors(alike) == pytest.approx((5 / 8 + 7 / 8 + 1 + 1) / 4)
    source = Twins(Scenes(train=100), share=0.5, alike=8, look="flat")
    assert ceiling(ContextPrediction(roam=0), source.load("train", 0).factors) == pytest.approx(0.5 + 0.5 / 8)
    with pytest.raises(Refused, match="middle"):
        of_neighbors(~alike)


@pytest.mark.parametrize("copies,share", [(1, 0.5), (10, 0.5), (50, 0.8)])
def test_the_ceiling_of_twins_is_what_a_perfect_code_gets(copies, share):
    """A code that is equal for equal pictures and for nothing else, judged by the task itself."""
    twin = Duplicates(Scenes(size=32, train=200), share, copies).load("train", 0).factors["twin"]
    task, code = Contrastive(group=16), torch.eye(200)
    right = []
    for _ in range(600):
        some = twin[torch.randperm(200, generator=DRAWS)[:16]]
        right.append(task.correct(code[some][:, None].expand(16, 2, 200), answered(some)).mean())
    assert ceiling(task, {"twin": twin}) == pytest.approx(torch.stack(right).mean().item(), abs=0.015)
    assert of_twins(torch.arange(200), 16) == 1 and of_twins(torch.zeros(50, dtype=torch.long), 8) == 1 / 15


def test_what_is_not_known_is_refused():
    with pytest.raises(Refused, match="'alike', but these pictures have turn"):
        ceiling(Jigsaw(), {"turn": torch.zeros(3)})
    with pytest.raises(Refused, match="Colorization is not known"):
        ceiling(Colorization(), {})
