"""Picture files as they are found in the wild: each that gives none is told of."""

import os
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image

from pitfalls.frozen import Refused
from pitfalls.images.folder import Folder


@contextmanager
def closed(path: Path):
    """A file or folder that may not be read for a while."""
    mode = path.stat().st_mode
    path.chmod(0)
    try:
        if os.access(path, os.R_OK):
            pytest.skip("this user may read everything")
        yield
    finally:
        path.chmod(mode)


def test_each_file_that_gives_no_picture_is_told_of_and_hidden_ones_are_not(zoo, noise, small, saved):
    root = zoo("a", "b", each=4)
    (root / "a" / "corrupt.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(200)))
    (root / "a" / "cut.jpg").write_bytes(saved(Image.fromarray(noise(7, 200, 200)), "JPEG")[:-300])
    (root / "a" / "cut.png").write_bytes(saved(Image.fromarray(noise(8, 200, 200)))[:-3000])
    (root / "a" / "empty.jpg").write_bytes(b"")
    (root / "b" / "text.png").write_text("not a picture at all")
    (root / "b" / "dangling.png").symlink_to(root / "nowhere.png")
    (root / "README.md").write_text("about")
    for name in (".DS_Store", "a/._001.png", "a/Thumbs.db"):
        (root / name).write_bytes(b"\0\0")
    report = small(root).report()
    told = dict(report.skipped)
    expected = {"a/corrupt.jpg", "a/cut.jpg", "a/cut.png", "a/empty.jpg", "b/text.png", "b/dangling.png", "README.md"}
    assert set(told) == expected and report.kept == 8
    assert told["a/empty.jpg"] == "empty file" and told["README.md"] == "not named like an image"
    assert "truncated" in told["a/cut.jpg"] and "damaged" in told["a/cut.png"]
    assert told["b/dangling.png"] == "cannot be read (No such file or directory)"
    assert all(any(name in line for line in report.sentences()) for name in expected)


def test_a_file_that_may_not_be_read_is_told_of(zoo, small):
    root = zoo("a", "b", each=4)
    with closed(root / "a" / "000.png"):
        assert small(root).report().skipped == (("a/000.png", "cannot be read (Permission denied)"),)


def test_a_folder_inside_that_may_not_be_read_is_told_of(zoo, small):
    root = zoo("a", "b", "c", each=4)
    with closed(root / "c"):
        assert dict(small(root).report().skipped)["c"] == "a folder that cannot be read"


def test_an_oversized_picture_is_skipped_and_a_larger_cap_takes_it(zoo, noise, small):
    root = zoo("a", "b", each=4)
    Image.fromarray(noise(1, 400, 300)).save(root / "a" / "large.png")
    assert dict(small(root, cap=0.1).report().skipped) == {
        "a/large.png": "400 x 300 px is more than the cap of 0.1 megapixels"
    }
    assert small(root, cap=0.2).report().skipped == ()


def test_a_cap_above_the_limit_of_pillow_holds_and_that_limit_is_back_afterwards(zoo, noise, monkeypatch, small):
    root = zoo("a", "b", each=4)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    assert small(root).report().kept == 8
    assert Image.MAX_IMAGE_PIXELS == 100


def test_truncated_files_are_found_where_pillow_was_told_to_fill_them_up(zoo, noise, monkeypatch, small, saved):
    root = zoo("a", "b", each=4)
    (root / "a" / "cut.jpg").write_bytes(saved(Image.fromarray(noise(7, 200, 200)), "JPEG")[:-300])
    monkeypatch.setattr("PIL.ImageFile.LOAD_TRUNCATED_IMAGES", True)
    assert [name for name, _ in small(root).report().skipped] == ["a/cut.jpg"]


def test_a_folder_that_may_not_be_read_is_refused(zoo, small):
    root = zoo("a", "b")
    with closed(root), pytest.raises(Refused, match="you may not read that folder"):
        small(root)


def test_a_small_picture_is_enlarged_and_noted(zoo, small):
    folder = small(zoo("a", "b", each=4), size=64, margin=4)
    assert folder.load("train", 0).pixels.shape[-2:] == (72, 72)
    assert {note for _, note in folder.report().notes} == {"smaller than 72 px, enlarged"}
    assert len(folder.report().notes) == 8


def test_folders_that_lead_back_to_themselves_end(zoo, small):
    root = zoo("a", "b", each=4)
    (root / "a" / "loop").symlink_to(root)
    report = small(root).report()
    assert report.kept == 8 and ("a/loop", "a folder that leads back to itself") in report.skipped


def test_real_photographs_are_all_read(real):
    folder = Folder(path=str(real), size=32, margin=2)
    report = folder.report()
    files = [file for file in real.rglob("*.jpg") if not file.name.startswith(".")]
    assert report.kept + len(report.skipped) == len(files) and len(report.skipped) <= 5
    assert len(folder.load("test", 0).label()[1]) == 10
    assert 100 < folder.load("test", 0).pixels.float().mean() < 200
