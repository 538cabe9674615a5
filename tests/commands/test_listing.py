"""`pitfalls list`: one part, one kind, or all of it."""

import io

import pytest
from rich.console import Console

from pitfalls.commands.listing import show
from pitfalls.refused import Refused


def listed(*words):
    text = io.StringIO()
    show(Console(file=text, width=100), list(words))
    return text.getvalue()


def test_one_part_is_told_with_its_knobs_and_nothing_else():
    told = listed("jigsaw")
    assert "permutations" in told and ">= 2, <= 10000" in told and "rotation" not in told
    assert listed("Jigsaw") == told


@pytest.mark.parametrize("word,there", [("cues", "seam"), ("cue", "seam"), ("attackers", "color_histogram")])
def test_a_kind_is_told_by_either_number(word, there):
    told = listed(word)
    assert there in told and "jigsaw" not in told


def test_experiments_measures_reading_and_the_file_of_a_part_are_found():
    assert "aberration_dose" in listed("experiments") and "ridge" in listed("measures")
    assert "neighbors" in listed("reading") and "lateral_aberration" in listed("aberration")
    assert "task.permutations through 5, 10" in listed("permutations")


def test_several_words_are_told_one_after_the_other_and_all_parts_for_none():
    both, every = listed("gap", "cues"), listed()
    assert both.index("pixels") < both.index("seam")
    for word in ("jigsaw", "seam", "drop_color", "cross_entropy", "ridge", "channel_displacement", "naming"):
        assert word in every


def test_what_is_not_there_is_refused_with_the_nearest():
    with pytest.raises(Refused, match="the lab holds no 'rotatoin'; did you mean 'rotation'"):
        listed("rotatoin")
