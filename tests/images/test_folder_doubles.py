"""Equal pictures never stand on two sides, and the lots of a split are told by content."""

import shutil

import pytest
from PIL import Image

from pitfalls.images.split import split_by_content

SPLITS = ("train", "validation", "test")


def test_equal_pixels_in_other_bytes_and_names_never_fall_on_two_sides(zoo, small, rows):
    root = zoo("a", "b", each=12)
    for file in sorted((root / "a").iterdir()):
        shutil.copy(file, root / "a" / f"copy-{file.name}")
        Image.open(file).save(root / "a" / f"{file.stem}.bmp")
    folder = small(root)
    sides = [set(rows(folder, split)) for split in SPLITS]
    assert all(sides) and sum(len(side) for side in sides) == len(set.union(*sides)) == 24
    report = folder.report()
    assert report.kept == 48 and len(report.duplicates) == 12 and all(len(group) == 3 for group in report.duplicates)
    assert report.duplicates[0] == ("a/000.bmp", "a/000.png", "a/copy-000.png")


def test_duplicates_across_given_splits_leave_train_first(zoo, small):
    root = zoo("train/a", "train/b", "validation/a", "validation/b", "test/a", "test/b", each=4)
    shutil.copy(root / "test/a/000.png", root / "train/a/leak.png")
    shutil.copy(root / "test/a/001.png", root / "validation/b/leak.png")
    shutil.copy(root / "validation/a/002.png", root / "train/b/leak.png")
    folder = small(root, resplit=False)
    assert folder.report().splits == {"train": 8, "validation": 8, "test": 8}
    assert dict(folder.report().skipped) == {
        "train/a/leak.png": "the same picture as test/a/000.png, which is for test",
        "validation/b/leak.png": "the same picture as test/a/001.png, which is for test",
        "train/b/leak.png": "the same picture as validation/a/002.png, which is for validation",
    }
    assert ("train/b/leak.png", "the same picture stands in another class too") in folder.report().notes


def test_another_picture_moves_no_other_across_by_content_alone():
    contents = [f"{k}" for k in range(300)]
    before = split_by_content(contents, [0] * 300, {"validation": 0.2, "test": 0.2})
    backwards = split_by_content(contents[::-1], [0] * 300, {"validation": 0.2, "test": 0.2})[::-1]
    assert before == backwards and before.count("test") == 60 and before.count("validation") == 60
    after = split_by_content([*contents, "new"], [0] * 301, {"validation": 0.2, "test": 0.2})
    assert sum(a != b for a, b in zip(before, after, strict=False)) <= 2


@pytest.mark.parametrize("count,expected", [(1, "100"), (2, "101"), (3, "111"), (4, "211")])
def test_a_class_of_few_pictures_gives_to_train_then_test_then_validation(count, expected):
    found = split_by_content([str(k) for k in range(count)], [0] * count, {"validation": 0.15, "test": 0.15})
    assert "".join(str(found.count(split)) for split in SPLITS) == expected
