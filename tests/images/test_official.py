"""An official test split of arrays is the test split of every seed, and no picture of it is trained on."""

import re
import warnings
from dataclasses import replace

import numpy as np
import pytest
import torch

from pitfalls.frozen import Refused
from pitfalls.images.tensors import Tensors
from pitfalls.tasks.rotation import Rotation
from pitfalls.trial import Trial

X = np.random.default_rng(0).integers(0, 256, (80, 3, 32, 32), dtype=np.uint8)
Y, KIND = np.arange(80) % 4, np.arange(80)
FORM = {"images": X[:60], "labels": Y[:60], "test_images": X[60:], "test_labels": Y[60:]}


def bytes_of(pictures) -> set[bytes]:
    return {each.numpy().tobytes() for each in pictures.pixels}


@pytest.mark.parametrize("resplit", [True, False])
def test_it_is_whole_in_every_seed_and_apart_from_the_rest(resplit):
    source = Tensors(**FORM, resplit=resplit)
    deals = set()
    for seed in range(5):
        train, chosen, test = (source.load(split, seed) for split in ("train", "validation", "test"))
        assert bytes_of(test) == {each.tobytes() for each in X[60:]}
        assert len(train.pixels) + len(chosen.pixels) == 60 and not bytes_of(train) & bytes_of(chosen)
        assert [len(chosen.pixels), len(train.pixels)] == [8, 52]
        for each in (train, chosen, test):
            place = [int(np.flatnonzero((one.numpy() == X).all((1, 2, 3)))[0]) for one in each.pixels]
            assert each.label()[0].tolist() == Y[place].tolist()
        deals.add(frozenset(bytes_of(chosen)))
        assert torch.equal(source.load("test", seed, 5).pixels, test.pixels[:5])
    assert len(deals) == (5 if resplit else 1) and source.overlap() == 0


def test_it_is_handed_in_as_four_arrays_or_two_pairs():
    source = Tensors(**FORM)
    meant = [(X[:60], Y[:60], X[60:], Y[60:]), ((X[:60], Y[:60]), (X[60:], Y[60:])), (*FORM.values(),)]
    assert {Trial(task=Rotation(), images=each, batch=8).images for each in meant} == {source}
    own = Tensors(images=X[:60], labels=Y[:60])
    changed = [replace(source, test_labels=Y[60:] ^ 1), replace(source, test_images=X[60:] ^ 1), own]
    assert len({each.digest() for each in (source, *changed)}) == 4
    assert replace(source, test_images=None, test_labels=None) == own
    assert Tensors(images=X[:60], test_images=X[60:]).load("test", 0).labels == {}


def test_a_picture_that_both_hold_is_for_test_and_that_is_told():
    with pytest.warns(UserWarning, match="2 of the images stand in test_images too and are for test only"):
        source = Tensors(**FORM | {"images": np.concatenate([X[:58], X[60:62]])})
    assert not bytes_of(source.load("train", 0)) & bytes_of(source.load("test", 0))


def test_classes_are_those_of_both():
    source = Tensors(images=X[:60], labels=Y[:60] * 100, test_images=X[60:], test_labels=Y[60:] * 100 + 700)
    names = source.load("test", 0).label()[1]
    assert names == ("0", "100", "200", "300", "700", "800", "900", "1000") == source.load("train", 0).label()[1]


def test_further_labels_go_by_name():
    labels = {"class": Y[:60], "number": KIND[:60]}
    theirs = {"number": KIND[60:], "class": Y[60:]}
    test = Tensors(images=X[:60], labels=labels, test_images=X[60:], test_labels=theirs).load("test", 0)
    assert torch.equal(test.label("class")[0], test.label("number")[0] % 4)


@pytest.mark.parametrize(
    "knobs,words",
    [
        ({"test_images": None}, "test_labels are given, but no test_images"),
        ({"test_images": X[60:, :, 4:20, 4:20]}, "test_images are 16 px wide, but images are 32"),
        ({"test_labels": Y[:9]}, r"test_labels has the shape \(9,\), but there are 20 test_images"),
        ({"test_labels": None}, "images have these labels: 'label', but test_images have these: none"),
        ({"second": Y[:60]}, "these labels: 'label', 'second', but test_images have these: 'label'"),
        ({"test_images": X[60:, :1]}, r"test_images has the shape \(20, 1, 32, 32\).*test_images.expand"),
        ({"validation": 0.0}, "no validation images of 60; give validation a share above 0"),
    ],
)
def test_what_does_not_fit_is_refused_in_one_sentence(knobs, words):
    with pytest.raises(Refused) as caught:
        Tensors(**FORM | knobs).load("validation", 0)
    assert re.search(words, str(caught.value)) and str(caught.value).startswith("Tensors")


@pytest.mark.parametrize(
    "change,words",
    [
        (lambda x: x // 40, "60 of 60 images: nearly black, no pixel above 7 of 255 .images.0., images.1."),
        (lambda x: x * 0 + 90, "60 of 60 images: the same value in every pixel"),
        (lambda x: x * np.array([1, 0, 1], np.uint8)[:, None, None], "60 of 60 images: nothing in the green channel"),
        (
            lambda x: np.concatenate([x[:-1], x[:1] * 0]),
            r"1 of 60 images: the same value in every pixel \(images.59.\)",
        ),
        (lambda x: x / 255 / 255, "nearly black|the same value"),
    ],
)
def test_pictures_with_hardly_anything_to_see_are_told_of(change, words):
    with pytest.warns(UserWarning, match=words):
        Tensors(images=change(X[:60]))


def test_ordinary_pictures_are_not():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Tensors(**FORM)
        Tensors(images=np.where(X > 200, 255, 0).astype(np.uint8))
