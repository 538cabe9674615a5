"""Naming: the supervised ceiling asks for a label by its name, and is blind where it names the most frequent."""

import pytest
import torch

from pitfalls.frozen import Refused
from pitfalls.images.base import Pictures
from pitfalls.path.walk import Path
from pitfalls.shapes import LABEL, answered
from pitfalls.streams import Rng
from pitfalls.tasks.naming import Naming

PIXELS = torch.zeros(6, 3, 16, 16, dtype=torch.uint8)
LABELS = {"kind": torch.tensor([0, 1, 2, 0, 1, 2]), "color": torch.tensor([3, 3, 3, 0, 0, 1])}
CLASSES = {"kind": ("a", "b", "c"), "color": ("red", "green", "blue", "gray")}
PICTURES = Pictures(PIXELS, LABELS, CLASSES)


def asked(task, pictures=PICTURES):
    return Path(task, (), (), 0, "train").ask(pictures, torch.tensor([5, 0, 3]), 0)[1]


def test_the_target_is_the_label_by_its_name_and_the_main_one_without():
    assert Naming().pose(torch.zeros(2, 1, 3, 8, 8), Rng(0, "pose"))[1].target is LABEL
    assert asked(Naming(classes=3)).target.tolist() == [2, 0, 0]
    assert asked(Naming(classes=4, label="color")).target.tolist() == [1, 3, 0]
    assert asked(Naming(classes=3)).index.tolist() == [5, 0, 3]


def test_a_label_that_is_not_there_is_refused_by_name():
    with pytest.raises(Refused, match="have no label 'colour'; did you mean 'color'"):
        asked(Naming(label="colour"))
    with pytest.raises(Refused, match="labels are asked for, but these pictures have none"):
        asked(Naming(), Pictures(PIXELS))
    with pytest.raises(Refused, match="the label 'color' is asked for, but these pictures have none"):
        asked(Naming(label="color"), Pictures(PIXELS))


def test_the_blind_guess_names_the_most_frequent_label():
    labels = torch.tensor([0] * 5 + [2] * 10 + [9] * 5)
    assert Naming().blind(answered(labels)) == 0.5
    assert Naming().blind(answered(torch.arange(10))) == pytest.approx(0.1)
    guess = torch.zeros(20, 10)
    guess[:, 2] = 1
    assert float(Naming().correct(guess, answered(labels)).mean()) == Naming().blind(answered(labels))
