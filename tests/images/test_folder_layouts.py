"""The layouts of a folder: where its classes and its own splits are read from."""

import pytest
import torch
from PIL import Image

SPLITS = ("train", "validation", "test")


def test_class_folders_give_labels_and_disjoint_stratified_splits(zoo, small, rows):
    folder = small(zoo("ant", "bee", "cat", each=20))
    sets = {split: folder.load(split, 0) for split in SPLITS}
    assert [len(sets[split].pixels) for split in SPLITS] == [42, 9, 9]
    for pictures in sets.values():
        assert pictures.classes == {"class": ("ant", "bee", "cat")} and pictures.margin == 2
        assert pictures.pixels.shape[1:] == (3, 20, 20) and pictures.pixels.dtype == torch.uint8
        assert pictures.labels["class"].bincount().tolist() == [len(pictures.pixels) // 3] * 3
    assert len(set(rows(folder)) | set(rows(folder, "validation")) | set(rows(folder, "test"))) == 60


def test_pixels_and_labels_are_those_of_the_files(zoo, small, plain):
    root = zoo("ant", "bee", each=6)
    expected = {
        plain(file.read_bytes(), 20).tobytes(): label
        for label, name in enumerate(("ant", "bee"))
        for file in (root / name).iterdir()
    }
    found = {}
    for split in SPLITS:
        pictures = small(root).load(split, 0)
        found |= {p.numpy().tobytes(): int(k) for p, k in zip(pictures.pixels, pictures.labels["class"], strict=True)}
    assert found == expected


@pytest.mark.parametrize("second", ["validation", "val", "Valid"])
def test_split_folders_are_taken_as_given(zoo, second, small, rows, plain):
    root = zoo("train/a", "train/b", f"{second}/a", f"{second}/b", "test/a", "test/b", each=3)
    folder = small(root, resplit=False)
    for split, name in zip(SPLITS, ("train", second, "test"), strict=True):
        expected = {plain(f.read_bytes(), 20).tobytes() for f in (root / name).rglob("*.png")}
        assert set(rows(folder, split)) == expected and len(expected) == 6
    assert folder.load("test", 0).label()[1] == ("a", "b")


def test_a_missing_split_folder_is_made_up_for_from_train_and_noted(zoo, small):
    folder = small(zoo("train/a", "train/b", "val/a", "val/b", each=10), test=0.2, resplit=False)
    assert folder.report().splits == {"train": 16, "validation": 20, "test": 4}
    assert ("test", "no such folder, so a share of train is taken") in folder.report().notes


def test_a_class_that_is_never_taught_is_noted(zoo, small):
    folder = small(zoo("train/a", "train/b", "val/a", "val/b", "test/a", "test/b", "test/c", each=3), resplit=False)
    assert folder.load("train", 0).label()[1] == ("a", "b", "c")
    assert [(name, what) for name, what in folder.report().notes if name == "c"] == [
        ("c", "no training image of this class")
    ]


def test_a_class_called_train_is_a_class(zoo, small):
    assert small(zoo("train", "plane", "ship", each=5)).load("train", 0).label()[1] == ("plane", "ship", "train")


def test_a_flat_folder_has_no_labels(zoo, small):
    pictures = small(zoo(".", each=20)).load("train", 0)
    assert pictures.labels == {} and pictures.classes == {} and len(pictures.pixels) == 14


def test_pictures_beside_the_classes_and_splits_are_told_of(zoo, noise, small):
    root = zoo("train/a", "train/b", "test/a", "test/b", each=4)
    Image.fromarray(noise(1)).save(root / "loose.png")
    Image.fromarray(noise(2)).save(root / "train" / "loose.png")
    (root / "train" / "c").mkdir()
    assert small(root).report().skipped == (
        ("loose.png", "lies beside the folders of the splits"),
        ("train/c", "a folder without images"),
        ("train/loose.png", "lies beside the folders of the classes"),
    )
