"""Splits drawn anew for each seed: by content and class, reproducible, never one picture on two sides."""

import shutil
from itertools import combinations

import pytest
import torch
from PIL import Image

from pitfalls.images import ingest

SPLITS = ("train", "validation", "test")
OWN = ("train/a", "train/b", "validation/a", "validation/b", "test/a", "test/b")


def with_doubles(root):
    """Some pictures of the folder once more: in their own class, in another split, and in other bytes."""
    for place, file in enumerate(sorted(root.rglob("*.png"))):
        if place % 3 == 0:
            Image.open(file).save(file.with_suffix(".bmp"))
        if place % 4 == 0:
            others = sorted({each.parent for each in root.rglob("*.png")})
            shutil.copy(file, others[place // 4 % len(others)] / f"copy-{place}.png")
    return root


@pytest.mark.parametrize("names", [OWN, ("a", "b", "c"), (".",)], ids=["own splits", "classes", "flat"])
def test_a_picture_is_never_in_two_splits_of_a_seed_and_none_is_lost(zoo, small, rows, names):
    root = with_doubles(zoo(*names, each=16))
    folder = small(root)
    files = len([file for file in root.rglob("*") if file.is_file()])
    contents, deals = None, set()
    for seed in range(20):
        split = {name: rows(folder, name, seed) for name in SPLITS}
        assert all(split.values()) and sum(len(each) for each in split.values()) == files == folder.report().kept
        sides = [set(each) for each in split.values()]
        assert not any(one & other for one, other in combinations(sides, 2))
        contents = contents or set.union(*sides)
        assert set.union(*sides) == contents and len(contents) == 16 * len(names) < files
        deals.add(frozenset(sides[2]))
    assert len(deals) >= 18, "each seed draws its own"


def test_each_class_is_split_alike_within_one_picture_for_every_seed(zoo, small, noise):
    root = zoo("a", "b", "c", each=13)
    for k in range(10):
        Image.fromarray(noise(9000 + k)).save(root / "c" / f"more-{k}.png")
    folder = small(root, validation=0.2, test=0.3)
    for seed in range(8):
        count = {split: folder.load(split, seed).label()[0].bincount(minlength=3) for split in SPLITS}
        for split, share in zip(SPLITS, (0.5, 0.2, 0.3), strict=True):
            assert ((count[split] - share * torch.tensor([13, 13, 23])).abs() <= 1).all()


def test_a_split_is_of_its_seed_alone(zoo, small, rows):
    folder = small(zoo("a", "b", each=20))
    for split in SPLITS:
        first = rows(folder, split, 3)
        assert rows(folder, split, 4) != first == rows(folder, split, 3) == rows(small(folder.root), split, 3)
    one, other = (small(folder.root, size=size).load("train", 5).label()[0] for size in (16, 24))
    assert torch.equal(one, other), "the size of a picture does not decide where it falls"


def test_train_is_never_empty(zoo, small):
    for each in (1, 2, 3):
        folder = small(zoo(f"{each}/a", f"{each}/b", each=each) / str(each), validation=0.49, test=0.5)
        for seed in range(6):
            assert set(folder.load("train", seed).label()[0].tolist()) == {0, 1}


def test_the_order_mixes_classes_and_is_not_that_of_another_seed(zoo, small):
    folder = small(zoo("a", "b", "c", "d", each=40))
    orders = set()
    for seed in range(6):
        labels = folder.load("train", seed).label()[0]
        places = [(labels == k).nonzero().float().mean() / len(labels) for k in range(4)]
        assert all(0.35 < place < 0.65 for place in places)
        orders.add(tuple(labels.tolist()))
    assert len(orders) == 6


def test_its_own_splits_are_the_same_for_every_seed(zoo, small, rows):
    folder = small(with_doubles(zoo(*OWN, each=6)), resplit=False)
    for split in SPLITS:
        assert rows(folder, split, 0) == rows(folder, split, 1)
    kept, again = {name: set(rows(folder, name)) for name in SPLITS}, small(folder.root)
    assert folder.overlap() == 0 and folder.digest() != again.digest()
    assert not any(one & other for one, other in combinations(kept.values(), 2))
    assert set.union(*kept.values()) == {each for name in SPLITS for each in rows(again, name)}


def test_pictures_are_decoded_once_whichever_way_they_are_split(zoo, small, cache, monkeypatch):
    root = with_doubles(zoo(*OWN, each=6))
    small(root, resplit=False).report()
    monkeypatch.setattr(ingest, "decode", lambda *_: pytest.fail("decoded again"))
    assert small(root).report().kept > small(root, resplit=False).report().kept
    small(root, test=0.3, size=18, margin=1).load("test", 7)
    assert len(list((cache / "pictures").glob("*.pictures"))) == 1


def test_overlap_is_test_images_a_training_image(zoo, small):
    folder = small(zoo("a", "b", each=20))
    assert folder.overlap() == len(folder.load("test", 0).pixels) / len(folder.load("train", 0).pixels) == 6 / 28
    assert not folder.fresh


def test_no_more_is_held_than_was_asked_for(zoo, small):
    folder = small(zoo("a", "b", each=20))
    for count in (1, 5, None):
        pixels = folder.load("train", 0, count).pixels
        assert len(pixels) == (count or 28) and pixels.untyped_storage().nbytes() == len(pixels) * 3 * 20 * 20


def test_the_report_says_how_seeds_are_split(zoo, small):
    root = zoo(*OWN, each=10)
    told = small(root).report().sentences()
    assert told[0] == "60 pictures in 2 classes: 44 train, 8 validation, 8 test, re-drawn for each seed."
    own = "Its own splits (train, validation, test) are pooled for it; resplit=False takes them."
    assert told[1] == own
    fixed = small(root, resplit=False).report().sentences()
    assert fixed[0] == "60 pictures in 2 classes: 20 train, 20 validation, 20 test, the same for every seed."
    assert own not in fixed
    shutil.copy(root / "train/a/000.png", root / "test/a/copy.png")
    told = small(root).report()
    assert told.kept == 61 and "re-drawn for each seed, equal pictures together." in told.sentences()[0]
    assert not told.skipped and len(small(root, resplit=False).report().skipped) == 1
