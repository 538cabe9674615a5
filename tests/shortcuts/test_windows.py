"""Windows stay inside the picture: what lies beyond is kept for cues."""

import pytest
import torch

from pitfalls.frozen import Refused
from pitfalls.path.cut import check_inside

inside = torch.tensor([[[0, 0, 12, 10], [8, 10, -12, 10]]])


def test_windows_up_to_the_last_pixel_are_taken_mirrored_ones_too():
    check_inside(inside, (20, 20), "Task()")


@pytest.mark.parametrize("move", [(-1, 0), (0, -1), (1, 0), (0, 1)])
def test_windows_beyond_a_side_are_refused(move):
    moved = inside + torch.tensor([*move, 0, 0])
    with pytest.raises(Refused, match=r"'Task' looks beyond the pictures: .* the pictures have 20 x 20 px"):
        check_inside(moved, (20, 20), "Task")


def test_a_picture_need_not_be_square():
    check_inside(inside, (20, 30), "Task")
    with pytest.raises(Refused, match="30 x 19 px"):
        check_inside(inside, (19, 30), "Task")
