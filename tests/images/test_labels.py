"""Labels of arrays: only the values that occur are classes, whatever their size, and their names stay."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from pitfalls.frozen import Refused
from pitfalls.images.tensors import Tensors

X = torch.randint(0, 256, (60, 3, 16, 16), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
HALF = np.arange(60) % 2


@pytest.mark.parametrize("values", [(3, 1501), (7, 99999), (1, 20250101), (0, 255), (5, 2**62)])
def test_numbers_with_gaps_are_as_many_classes_as_occur(values):
    labels = np.array(values)[HALF]
    source = Tensors(images=X, labels=labels, second=HALF)
    for split in ("train", "validation", "test"):
        found = source.load(split, 0)
        main, names = found.label()
        assert names == tuple(map(str, values)) and torch.equal(main, found.label("second")[0])
    again = replace(source, margin=0)
    assert again == source and again.load("test", 0).label()[1] == names
    assert source.digest() != Tensors(images=X, labels=HALF, second=HALF).digest()


def test_names_go_with_the_values_that_occur():
    ten = tuple("abcdefghij")
    source = Tensors(images=X, labels=np.array([3, 5])[HALF], classes=ten)
    assert source.load("train", 0).label()[1] == ("d", "f")
    assert replace(source, labels=np.array([4, 9])[HALF]).load("train", 0).label()[1] == ("e", "j")
    assert Tensors(images=X, labels=HALF, classes=np.array(["x", "y"])).load("train", 0).label()[1] == ("x", "y")


def test_the_digest_of_labels_without_gaps_is_that_of_old():
    digest = "51cddac1c1ec3a7dab0c8725977472e6eba395ff5b9acef40015407fb0421b1e"
    fixed = torch.arange(12 * 768, dtype=torch.int64).mul(2654435761).remainder(251).to(torch.uint8)
    source = Tensors(images=fixed.view(12, 3, 16, 16), labels=np.arange(12) % 3, second=np.arange(12))
    assert source.digest() == digest


@pytest.mark.parametrize(
    "count,labels,words",
    [
        (1, None, "give a test split|there is 1"),
        (6, range(6), "every class has one picture, and train comes first; give a test split"),
    ],
)
def test_classes_of_one_picture_are_told_of(count, labels, words):
    source = Tensors(images=X[:count], labels=None if labels is None else list(labels))
    with pytest.raises(Refused, match=words):
        source.load("test", 0)


def test_copies_of_one_picture_count_once():
    source = Tensors(images=X[:2].repeat_interleave(10, 0), labels=np.arange(20) // 10)
    with pytest.raises(Refused, match=r"every class has one picture \(copies count once\)"):
        source.load("test", 0)
