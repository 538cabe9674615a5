"""A user's own tensors: copied, equal by content, split by content, and refused in one sentence."""

import re
from dataclasses import replace

import pytest
import torch

from pitfalls.frozen import Refused
from pitfalls.images.tensors import Tensors
from pitfalls.records.record import describe
from pitfalls.streams import generator
from pitfalls.tasks.rotation import Rotation
from pitfalls.trial import Trial

SPLITS = ("train", "validation", "test")
KIND = torch.arange(60)


def images(count: int = 60, side: int = 16, seed: int = 0) -> torch.Tensor:
    return torch.randint(0, 256, (count, 3, side, side), dtype=torch.uint8, generator=generator("tensors", seed))


def test_every_picture_is_in_one_split_with_its_labels():
    given, labels, second = images(), torch.arange(60) % 3, torch.arange(60)
    source = Tensors(images=given, labels=labels, second=second)
    assert list(source.load("train", 5).labels) == ["label", "second"]
    seen = []
    for split, count in zip(SPLITS, (42, 9, 9), strict=True):
        found = source.load(split, 5)
        (main, names), (place, _) = found.label(), found.label("second")
        assert torch.equal(found.pixels, given[place]) and torch.equal(main, labels[place])
        assert main.bincount().tolist() == [count // 3] * 3 and names == ("0", "1", "2")
        seen += place.tolist()
        assert len(place) == count
        first = source.load(split, 5, 4)
        assert torch.equal(first.pixels, found.pixels[:4])
    assert sorted(seen) == list(range(60))


def test_without_labels_there_are_no_classes():
    found = Tensors(images=images()).load("train", 0)
    assert found.labels == {} and found.classes == {}


@pytest.mark.parametrize("kind", [torch.float32, torch.float64, torch.float16])
def test_floats_are_rounded_to_the_nearest_of_256_levels(kind):
    assert torch.equal(Tensors(images=(images().double() / 255).to(kind)).images, images())


def test_equal_pictures_stay_together():
    given = images(40).repeat(3, 1, 1, 1)
    source = Tensors(images=given, labels=torch.arange(40).repeat(3) % 2)
    sides = [{bytes(p.flatten().tolist()) for p in source.load(split, 0).pixels} for split in SPLITS]
    assert all(sides) and sum(len(side) for side in sides) == 40
    assert sum(len(source.load(split, 0).pixels) for split in SPLITS) == 120


def test_the_split_of_a_picture_does_not_hang_on_its_place():
    given = images()
    rows = lambda source: {bytes(p.flatten().tolist()) for p in source.load("test", 0).pixels}
    assert rows(Tensors(images=given)) == rows(Tensors(images=given.flip(0)))


def test_equal_by_content_and_different_by_any_of_it():
    given, labels = images(), torch.arange(60) % 3
    one = Tensors(images=given, labels=labels)
    same = Tensors(images=given.clone(), labels=labels.clone())
    assert one == same and hash(one) == hash(same) and one.digest() == same.digest()
    assert Tensors(images=given.float() / 255, labels=labels) == one
    changed = given.clone()
    changed[7, 1, 2, 3] ^= 1
    others = [
        Tensors(images=changed, labels=labels),
        Tensors(images=given),
        Tensors(images=given, second=labels),
        Tensors(images=given, labels=labels.roll(1)),
        Tensors(images=given, labels=labels, second=labels),
        Tensors(images=images(side=18), labels=labels, margin=1),
        Tensors(images=given, labels=labels, test=0.2),
        Tensors(images=given, labels=labels, validation=0.2),
        Tensors(images=given, labels=labels, classes=("a", "b", "c")),
        Tensors(images=given, labels=labels, resplit=False),
        Tensors(images=given, labels={"kind": labels}),
    ]
    assert len({each.digest() for each in [one, *others]}) == 12 and one not in others
    assert Tensors(images=given, labels={"label": labels.numpy()}, classes={"label": ("0", "1", "2")}) == one
    by_name = Tensors(images=given, labels={"label": labels, "second": labels})
    assert by_name == Tensors(images=given, labels=labels, second=labels)


def test_a_later_change_of_the_tensor_changes_nothing():
    given = images()
    source = Tensors(images=given)
    given.zero_()
    assert torch.equal(source.images, images())


def test_it_stands_in_a_trial_as_a_digest():
    source = Tensors(images=images(side=36), margin=2)
    trial = Trial(task=Rotation(), images=source)
    assert source.size == 32 and source.load("train", 0).margin == 2
    assert describe(trial)["fields"]["images"] == {
        "type": "pitfalls.images.tensors:Tensors",
        "digest": source.digest(),
    }
    assert trial.key == Trial(task=Rotation(), images=Tensors(images=images(side=36), margin=2)).key


@pytest.mark.parametrize(
    "knobs,words",
    [
        ({"images": torch.zeros(4, 1, 16, 16)}, r"images has the shape \(4, 1, 16, 16\)"),
        ({"images": torch.zeros(4, 3, 16, 17)}, r"images has the shape \(4, 3, 16, 17\)"),
        ({"images": torch.zeros(3, 16, 16)}, r"images has the shape \(3, 16, 16\)"),
        ({"images": torch.zeros(0, 3, 16, 16)}, "images holds no picture"),
        ({"images": torch.zeros(4, 3, 16, 16, dtype=torch.int64)}, "images is torch.int64"),
        ({"images": torch.full((4, 3, 16, 16), 200.0)}, r"images goes from 200 to 200.* \[0, 1\]"),
        ({"images": torch.full((4, 3, 16, 16), float("nan"))}, "images goes from nan"),
        ({"images": [1, 2]}, "images"),
        ({"labels": torch.zeros(59, dtype=torch.int64)}, r"labels has the shape \(59,\)"),
        ({"second": torch.zeros(60, 2, dtype=torch.int64)}, r"second has the shape \(60, 2\)"),
        ({"labels": {"kind": torch.zeros(59, dtype=torch.int64)}}, r"kind has the shape \(59,\)"),
        ({"labels": {"second": KIND}, "second": KIND}, "second is given, but labels names one 'second' too"),
        ({"labels": {"kind": KIND}, "classes": {"kinds": ("a",) * 60}}, "names the values of 'kinds'; did you mean"),
        ({"labels": {"kind": KIND}, "classes": ("a",)}, "the labels 'kind' go up to 59, but classes names only 1"),
        ({"labels": [0, 1]}, r"labels has the shape \(2,\), but there are 60 images"),
        ({"labels": torch.zeros(60)}, "labels is torch.float32"),
        ({"labels": torch.arange(60) - 1}, "labels goes down to -1"),
        ({"labels": torch.arange(60), "classes": ("a", "b")}, "labels go up to 59, but classes names only 2"),
        ({"classes": ("a", "b")}, "there are no labels"),
        ({"margin": 1}, "leaves 14 px"),
        ({"validation": 0.5, "test": 0.5}, "validation and test take 1 "),
    ],
)
def test_what_does_not_fit_is_refused_in_one_sentence(knobs, words):
    with pytest.raises(Refused) as caught:
        Tensors(**({"images": images()} | knobs))
    told = str(caught.value)
    assert "\n" not in told and told.startswith("Tensors")
    assert re.search(words, told)


def test_a_split_without_a_share_is_refused():
    with pytest.raises(Refused, match="no test images of 60"):
        Tensors(images=images(), test=0).load("test", 0)


def test_several_labels_go_by_name_and_the_first_is_the_main_one():
    given, kind, place = images(), torch.arange(60) % 4, torch.arange(60)
    source = Tensors(images=given, labels={"kind": kind, "place": place}, classes=("a", "b", "c", "d"))
    found = source.load("test", 3)
    assert found.label()[1] == found.label("kind")[1] == ("a", "b", "c", "d")
    assert torch.equal(found.pixels, given[found.label("place")[0]])
    assert torch.equal(found.label()[0], found.label("place")[0] % 4)
    same = replace(source, margin=0)
    assert same == source and replace(source, resplit=False) != source and hash(same) == hash(source)


def test_splits_are_drawn_anew_for_each_seed_and_equal_pictures_stay_together():
    given = images(40).repeat(2, 1, 1, 1)
    source = Tensors(images=given, labels=torch.arange(40).repeat(2) % 2, second=torch.arange(40).repeat(2))
    deals = set()
    for seed in range(20):
        sides = [set(source.load(split, seed).label("second")[0].tolist()) for split in SPLITS]
        assert all(sides) and sum(map(len, sides)) == len(set.union(*sides)) == 40
        deals.add(frozenset(sides[2]))
    assert len(deals) == 20
    test, train = source.load("test", 0), source.load("train", 0)
    assert source.overlap() == len(test.pixels) / len(train.pixels) == 12 / 56
    fixed = replace(source, resplit=False)
    assert fixed.overlap() == 0 and torch.equal(fixed.load("test", 0).pixels, fixed.load("test", 9).pixels)


def test_an_ablation_of_the_labels_needs_no_other_names():
    source = Tensors(images=images(), labels=KIND % 3, second=KIND)
    assert replace(source, second=None) == Tensors(images=images(), labels=KIND % 3)
    assert replace(source, labels=KIND % 5).load("train", 0).label()[1] == ("0", "1", "2", "3", "4")
