"""The side on which a picture stands, read off a net's guesses about all of its turns."""

import pytest
import torch
from torch.nn import functional as F

from pitfalls.ambiguity.ceiling import of_turns
from pitfalls.ambiguity.orientation import free_share, sides
from pitfalls.frozen import Refused

DRAWS = torch.Generator().manual_seed(0)


def guesses(side: torch.Tensor, sure: float, turns: int = 4) -> torch.Tensor:
    """What a net gives that knows the sides: of a picture on side k turned by a it says a + k."""
    seen = (side[:, None] + torch.arange(turns)) % turns
    return sure * F.one_hot(seen, turns).float() + torch.randn(len(side), turns, turns, generator=DRAWS)


def test_a_net_that_is_off_by_the_same_turn_each_time_tells_the_side():
    side = torch.randint(0, 4, (500,), generator=DRAWS)
    found = sides(guesses(side, 3.0))
    assert torch.allclose(found.sum(1), torch.ones(500)) and (found.argmax(1) == side).float().mean() > 0.97


def test_a_net_that_contradicts_itself_tells_none():
    always = torch.tensor([5.0, 0, 0, 0]).expand(3, 4, 4)  # the same answer whatever the turn
    assert torch.allclose(sides(always), torch.full((3, 4), 0.25))


@pytest.mark.parametrize("share", [0.0, 0.2, 1.0])
def test_the_share_of_freely_turned_pictures_is_found_and_with_it_the_ceiling(share):
    side = torch.randint(0, 4, (4000,), generator=DRAWS) * (torch.rand(4000, generator=DRAWS) < share)
    found = free_share(sides(guesses(side, 6.0)))
    assert found == pytest.approx(share, abs=0.04) and 1 - 0.75 * found == pytest.approx(of_turns(4, side), abs=0.04)


def test_errors_of_the_net_make_it_too_large_rather_than_too_small():
    side = torch.randint(0, 4, (4000,), generator=DRAWS) * (torch.rand(4000, generator=DRAWS) < 0.2)
    assert free_share(sides(guesses(side, 1.0))) > 0.2


def test_guesses_of_another_shape_are_refused():
    with pytest.raises(Refused, match="each of A turns"):
        sides(torch.zeros(3, 4))
