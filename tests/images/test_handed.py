"""Arrays as people hold them: taken as meant, or refused in one sentence that says what to write."""

import re
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from PIL import Image
from torch.utils.data import DataLoader, TensorDataset

from pitfalls.frozen import Refused
from pitfalls.images.tensors import Tensors
from pitfalls.tasks.rotation import Rotation
from pitfalls.trial import Trial

X = np.random.default_rng(0).integers(0, 256, (60, 3, 32, 32), dtype=np.uint8)
Y = np.arange(60) % 3
ONE = Tensors(images=X, labels=Y)


class Pairs:
    """A data set of no library: examples by number."""

    def __len__(self):
        return 60

    def __getitem__(self, number):
        return torch.from_numpy(X[number]), int(Y[number])


def handed(images) -> Tensors:
    return Trial(task=Rotation(), images=images, batch=8).images


@pytest.mark.parametrize(
    "labels",
    [
        Y.tolist(),
        tuple(Y.tolist()),
        pd.Series(Y),
        pd.Series(Y, index=range(100, 160)),
        [torch.tensor(int(each)) for each in Y],
        Y[:, None],
        *(Y.astype(kind) for kind in ("uint8", "uint16", "uint32", "uint64", "int8", ">i4", ">i8", object)),
    ],
    ids=lambda each: f"{type(each).__name__} {getattr(each, 'dtype', '')}",
)
def test_labels_of_any_whole_kind_are_one_and_the_same(labels):
    assert handed((X, labels)).digest() == ONE.digest()


def test_answers_of_yes_and_no_are_labels():
    assert handed((X, Y > 0)).load("train", 0).label()[1] == ("0", "1")


@pytest.mark.parametrize("kind", ["read-only", "turned", "big-endian", "strided"])
def test_arrays_of_any_layout_are_copied_without_a_word(kind):
    x = {
        "read-only": np.frombuffer(X.tobytes(), np.uint8).reshape(X.shape),
        "turned": X[:, :, ::-1].copy()[:, :, ::-1],
        "big-endian": (X / 255).astype(">f4"),
        "strided": np.asfortranarray(X),
    }[kind]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert handed((x, Y)).digest() == ONE.digest()


@pytest.mark.parametrize("low,high", [(-1e-7, 1.0000002), (-0.0019, 1.0019)])
def test_a_hair_outside_of_the_range_is_rounding(low, high):
    x = X / 255
    x[0, 0, 0, :2] = low, high
    assert Tensors(images=x).images[0, 0, 0, :2].tolist() == [0, 255]


LINE = [
    ("zoo", r"Trial.images is 'zoo', but a folder goes in as Folder\(path='zoo'\)"),
    (Path("zoo"), r"Folder\(path='zoo'\)"),
    (TensorDataset(torch.from_numpy(X)), r"a TensorDataset.* data.tensors"),
    (DataLoader(Pairs(), 8), r"a DataLoader.*batches = list\(loader\).*torch.cat\(\[x for x, _ in batches\]\)"),
    (Pairs(), r"Pairs, a data set.*torch.stack\(\[x for x, _ in data\]\), \[y for _, y in data\]"),
    ([Image.fromarray(each.transpose(1, 2, 0)) for each in X], r"60 pictures of Pillow.*numpy.stack\(.*transpose"),
    (([Image.new("RGB", (32, 32))] * 60, Y), r"60 pictures of Pillow.*numpy.stack\("),
    (list(torch.from_numpy(X)), r"60 tensors; give torch.stack\(images\)"),
    (list(torch.from_numpy(X))[:2], r"2 tensors; give torch.stack\(images\)"),
    ((list(X), Y), r"60 arrays; give numpy.stack\(images\)"),
    (["a.png", "b.png"], r"a list of paths.*Folder reads files"),
    ((X, Y, X), r"pictures where labels are due; give .*\(images, labels, test_images, test_labels\)"),
    ((X, X), "pictures where labels are due"),
    ((X, Y, Y, Y, Y), "5 things; give images"),
    ((X, np.eye(3)[Y]), r"labels has the shape \(60, 3\).* 60 images.*labels.argmax\(1\)"),
    ((X, ["cat", "dog", "owl"] * 20), r"labels holds names such as 'cat'.*return_inverse=True.*classes=list\(names\)"),
    ((X, Y.astype(float)), r"labels is torch.float64.*whole numbers; labels.astype\(int\)"),
    ((X, Y + 0.5), r"labels is torch.float64, but it should be whole numbers\.$"),
    ((X, Y - 1), r"labels goes down to -1, but it should start at 0; .*images\[labels >= 0\]"),
    ((X, {1, 2}), "labels is {1, 2}, but it should be whole numbers from 0, in a tensor, an array or a list"),
    (X[:, :1], r"\(60, 1, 32, 32\).*expand\(-1, 3, -1, -1\)"),
    (X[:, 0], r"\(60, 32, 32\).*images\[:, None\].expand"),
    (X[:, 0, :, :, None], r"\(60, 32, 32, 1\).*reshape\(-1, 1, 32, 32\).expand"),
    (X.reshape(60, -1), r"\(60, 3072\).*reshape\(-1, 3, 32, 32\)"),
    (X.transpose(0, 2, 3, 1), r"permute\(0, 3, 1, 2\).*\.transpose"),
    (X[:, :, :20], r"square; their largest square is \[\.\.\., 0:20, 6:26\]"),
    (X[0], r"\(3, 32, 32\).*images\[None\]"),
    (X * 1.0, r"from 0 to 255, .*; images / 255 does"),
    (X / 255 * 1.02 - 0.01, r"from -0.01 to 1.01, .*clip\(0, 1\).*clamp\(0, 1\)"),
    (X / 100 - 1.2, "if they were normalized"),
    (X.astype(np.int64), r"images is torch.int64, .*its values fit: images.astype\('uint8'\)"),
    (X.astype(np.uint16) * 257, "it goes from 0 to 65535; divide it by what is white"),
    (X.astype(str), "images is an array of <U3, but it should be uint8 or float"),
]


@pytest.mark.parametrize("given,words", LINE, ids=[words[:40] for _, words in LINE])
def test_a_near_miss_is_told_what_to_write(given, words):
    with pytest.raises(Refused) as caught:
        handed(given)
    told = str(caught.value)
    assert re.search(words, told), told
    assert "\n" not in told and told.startswith(("Tensors", "Trial.images")) and len(told) < 400


def test_the_lines_told_work():
    data, batches = Pairs(), list(DataLoader(Pairs(), 8))
    names, numbers = np.unique(["cat", "dog", "owl"] * 20, return_inverse=True)
    pictures = [Image.fromarray(each.transpose(1, 2, 0)) for each in X]
    stacked = np.stack([np.asarray(each.convert("RGB")) for each in pictures]).transpose(0, 3, 1, 2)
    meant = [
        (torch.cat([x for x, _ in batches]), torch.cat([y for _, y in batches])),
        (torch.stack([x for x, _ in data]), [y for _, y in data]),
        TensorDataset(torch.from_numpy(X), torch.from_numpy(Y)).tensors,
        (stacked, np.eye(3)[Y].argmax(1)),
    ]
    assert {handed(each).digest() for each in meant} == {ONE.digest()}
    found = Tensors(images=X, labels=numbers, classes=list(names)).load("test", 0)
    assert found.label()[1] == ("cat", "dog", "owl")
    gray = X[:, :1]
    assert handed(np.repeat(gray, 3, 1)) == handed(torch.from_numpy(gray).expand(-1, 3, -1, -1))
