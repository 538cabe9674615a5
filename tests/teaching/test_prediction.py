"""A prediction is set against the interval: sign first, then size."""

import pytest

from pitfalls.refused import Refused
from pitfalls.teaching.prediction import Measured, predict, scored

HARM = Measured(-0.14, -0.18, -0.10)


@pytest.mark.parametrize(
    ("mine", "told"),
    [
        (-12, ("The sign is right.", "inside the interval")),
        (-30, ("The sign is right.", "12.0 points outside")),
        (5, ("The sign is wrong.", "15.0 points outside")),
        (None, ("You predicted nothing",)),
    ],
)
def test_sign_and_size_are_scored(mine, told):
    shown = repr(predict("the probe changes by", mine=mine).reveal(HARM))
    assert "-14.0 points (-18.0 to -10.0)" in shown
    assert all(each in shown for each in told)


def test_an_interval_that_holds_zero_leaves_the_sign_open():
    assert "The sign is open" in scored(3, -1, 0.5, 2)


def test_the_reveal_is_a_picture_with_a_text():
    data, more = predict("?", mine=-12).reveal(HARM)._repr_mimebundle_()
    assert data["image/png"][:4] == b"\x89PNG" and more["image/png"]["alt"] == data["text/plain"]


def test_what_is_out_of_range_is_refused():
    with pytest.raises(Refused, match="mine is 90"):
        predict("?", low=-50, high=50, mine=90)
    with pytest.raises(Refused, match="low < high"):
        predict("?", low=1, high=1)


def test_without_a_notebook_it_is_plain_text():
    asked = predict("the probe changes by")
    assert asked._repr_mimebundle_() == {"text/plain": repr(asked)} and "mine=" in repr(asked)
