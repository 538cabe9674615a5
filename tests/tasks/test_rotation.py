"""Turns by other angles than quarters: exact where they can be, filled at the corners as told."""

import math

import pytest
import torch

from pitfalls.frozen import Refused
from pitfalls.records.record import describe
from pitfalls.shapes import answered
from pitfalls.streams import Rng
from pitfalls.tasks.rotation import Rotation
from pitfalls.tasks.turned import Corners, around, turned

rng = lambda: Rng(0, "pose")


def posed(task, given):
    """Views and the numbers of their answers."""
    (views,), answer = task.pose(given, rng())
    assert isinstance(answer.target, torch.Tensor)
    return views, answer.target


def patches(task, count=64):
    side = task.cut((64, 64))[0]
    return torch.rand(count, 1, 3, side, side, generator=torch.manual_seed(0))


def test_the_late_knobs_leave_a_rotation_of_quarters_as_it_was():
    assert set(describe(Rotation())["fields"]) == {"crop", "roam"}
    given = patches(Rotation())
    views, answer = posed(Rotation(corners="black"), given)
    plain, same = posed(Rotation(), given)
    assert torch.equal(views, plain) and torch.equal(answer, same)


@pytest.mark.parametrize("turns", range(4))
def test_interpolation_agrees_with_exact_turns(turns):
    given = torch.rand(3, 3, 20, 20, generator=torch.manual_seed(0))
    askew = turned(given, torch.full((3,), turns * math.pi / 2), torch.zeros(3, 2), 20, "black")
    assert torch.allclose(askew, given.rot90(turns, (-2, -1)), atol=1e-5)


@pytest.mark.parametrize("angles", [2, 3, 4, 6, 8])
@pytest.mark.parametrize("corners", ["black", "reflect", "inscribed"])
def test_quarters_stay_exact_and_the_others_are_turned_by_their_angle(angles, corners):
    task = Rotation(angles=angles, corners=corners, crop=36)
    given = patches(task)
    views, answer = posed(task, given)
    assert views.shape[-2:] == (36, 36) and task.answers == angles == len(answer.unique())
    assert task.blind(answered(answer)) == 1 / angles
    edge = (given.shape[-1] - 36) // 2
    for view, number, patch in zip(views, answer.tolist(), given, strict=True):
        if 4 * number % angles == 0:
            back = view.rot90(-(4 * number // angles), (-2, -1))
            assert torch.equal(back, patch[..., edge : edge + 36, edge : edge + 36])
    assert task.say(answered(answer)) == f"turned by {360 / angles * int(answer[0]):g} degrees"


def test_a_bright_dot_goes_where_the_angle_says():
    task = Rotation(angles=8, crop=41, roam=0)
    side = task.cut((64, 64))[0]
    given = torch.zeros(40, 1, 3, side, side)
    given[..., side // 2, side // 2 + 12] = 1  # to the right
    views, answer = posed(task, given)
    for view, number in zip(views, answer.tolist(), strict=True):
        y, x = divmod(int(view[0, 0].argmax()), 41)
        angle = number * math.pi / 4
        assert abs(x - 20 - 12 * math.cos(angle)) <= 1 and abs(20 - y - 12 * math.sin(angle)) <= 1


def test_only_black_corners_are_black():
    fills: dict[Corners, bool] = {"black": True, "reflect": False, "inscribed": False}
    for corners, black in fills.items():
        task = Rotation(angles=8, corners=corners, crop=36)
        views, answer = posed(task, torch.ones(64, 1, 3, *task.cut((64, 64))))
        corner = views[:, 0, 0, 0, 0]
        assert torch.equal(corner < 0.5, (answer % 2 == 1) & black)
        assert views[..., 18, 18].min() > 0.99


@pytest.mark.parametrize("angles", [3, 4, 5, 8, 12])
def test_the_inscribed_square_of_every_angle_lies_in_what_is_cut(angles):
    side = around(31, angles)
    given = torch.zeros(angles, 1, side, side)
    given[..., 1:-1, 1:-1] = 1  # a frame that must not be seen
    turn = torch.arange(angles) * (2 * math.pi / angles)
    assert turned(given, turn, torch.full((angles, 2), 0.5), 31, "black").min() > 0.99


def test_where_all_are_alike_quarters_are_as_smooth_as_the_others():
    noise = lambda task: torch.rand(400, 1, 3, *task.cut((64, 64)), generator=torch.manual_seed(0))
    detail = lambda views: views.diff(n=2, dim=-1).square().mean((1, 2, 3, 4))
    ratios = []
    for alike in (False, True):
        task = Rotation(angles=8, crop=36, alike=alike)
        views, answer = posed(task, noise(task))
        odd = answer % 2 == 1
        ratios.append(float(detail(views[~odd]).mean() / detail(views[odd]).mean()))
    assert ratios[0] > 2 and ratios[1] == pytest.approx(1, abs=0.1)


def test_a_square_that_cannot_be_turned_inside_the_picture_is_refused():
    with pytest.raises(Refused, match="does not fit images of 64 px"):
        Rotation(angles=8, crop=52).cut((64, 64))
    assert Rotation(angles=8).cut((64, 64))[0] <= 60
