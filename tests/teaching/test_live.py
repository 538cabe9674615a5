"""Sliders where there are some, and one picture where there are none."""

import pytest
from matplotlib.figure import Figure

from pitfalls.refused import Refused
from pitfalls.teaching.drawn import Drawn
from pitfalls.teaching.live import Choice, Slider, Switch, live


def drawn(**values):
    return Drawn(Figure(figsize=(1, 1)), repr(values))


def test_called_it_draws_with_what_is_given_and_the_rest_as_at_first():
    made = live(drawn, strength=Slider(1.0, 0, 3, 0.5, "px"), kind=Choice("a", ("a", "b")), on=Switch())
    assert repr(made(kind="b")) == "{'strength': 1.0, 'kind': 'b', 'on': False}"
    with pytest.raises(Refused, match="no control 'much'"):
        made(much=1)


def test_without_widgets_it_is_the_first_picture_and_says_how_to_draw_others():
    made = live(drawn, strength=Slider(1.0, 0, 3, 0.5))
    data, _ = made._repr_mimebundle_()
    assert set(data) == {"image/png", "text/plain"} and "live(strength=1.0)" in repr(made)
