"""Parts as the command line spells them."""

import pytest

from pitfalls.commands.spelled import read, spelled
from pitfalls.refused import Refused
from pitfalls.shortcuts.aberration import LateralAberration
from pitfalls.shortcuts.color import ColorDistortion
from pitfalls.shortcuts.continuity import Gap
from pitfalls.tasks.jigsaw import Jigsaw


def test_a_value_alone_sets_the_strength_or_the_first_knob_and_says_which():
    told: list[str] = []
    assert spelled("aberration=2", "cue", "--plant", told.append) == LateralAberration(strength=2)
    assert spelled("gap=6", "defense", "--with", told.append) == Gap(pixels=6)
    assert spelled("color_distortion=0.5", "defense", "--with", told.append) == ColorDistortion(brightness=0.5)
    assert [each.partition(" (")[0] for each in told] == [
        "aberration=2: strength = 2 px",
        "gap=6: pixels = 6 px",
        "color_distortion=0.5: brightness = 0.5",
    ]


def test_knobs_by_name_say_nothing():
    told: list[str] = []
    assert spelled("jigsaw:grid=2,permutations=20,distance=2", "task", "TASK", told.append) == Jigsaw(2, 0, 20, 2)
    assert spelled("rotation", "task", "TASK", told.append).crop == 0 and not told


def test_values_may_be_of_json_or_python_and_hold_commas():
    for text in ("{'p': 0.5}", '{"p": 0.5}'):
        part = spelled(f"from_kornia:name=RandomGrayscale,settings={text}", "defense", "--with")
        assert part.name == "RandomGrayscale" and part.settings == {"p": 0.5}
    text = "from_kornia:name=RandomAffine,settings={'degrees': (0.0, 9.0), 'p': 1.0}"
    assert spelled(text, "defense", "--with").settings["p"] == 1.0
    assert read("true") is True and read("None") is None and read("red, green") == "red, green"


@pytest.mark.parametrize("text", ["gap:pixels", "gap:=3", "gap:3", "=3", ":pixels=3"])
def test_what_is_not_spelled_so_is_refused_with_the_option(text):
    with pytest.raises(Refused, match=f"--with is '{text}'"):
        spelled(text, "defense", "--with")
