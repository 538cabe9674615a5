"""A user's folder: each odd file is told of, each layout read, no picture on two sides, the cache whole or rebuilt."""

import errno
import hashlib
import io
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from pitfalls.frozen import Refused
from pitfalls.images import ingest, survey
from pitfalls.images.cache import LENGTH
from pitfalls.images.decode import Unreadable, decode, strict
from pitfalls.images.folder import Folder
from pitfalls.images.split import split_by_content
from pitfalls.records.record import describe, revive
from pitfalls.tasks.rotation import Rotation
from pitfalls.trial import Trial

SPLITS = ("train", "validation", "test")


def small(root: Path, **knobs) -> Folder:
    return Folder(path=str(root), **({"size": 16, "margin": 2} | knobs))


def rows(folder: Folder, split="train") -> list[bytes]:
    """The pixels of each picture of a split."""
    try:
        return [picture.numpy().tobytes() for picture in folder.load(split, 0).pixels]
    except Refused:
        return []


def refusal(root, **knobs) -> str:
    """The one sentence with which a folder is refused at construction."""
    with pytest.raises(Refused) as caught:
        small(root, **knobs)
    return str(caught.value)


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


def saved(image: Image.Image, kind: str = "PNG", **more) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def plain(data: bytes, side: int = 16, cap: float = 100) -> np.ndarray:
    return decode(data, side, cap).pixels


# layouts


def test_class_folders_give_labels_and_disjoint_stratified_splits(zoo):
    folder = small(zoo("ant", "bee", "cat", each=20))
    sets = {split: folder.load(split, 0) for split in SPLITS}
    assert [len(sets[split].pixels) for split in SPLITS] == [42, 9, 9]
    for pictures in sets.values():
        assert pictures.classes == ("ant", "bee", "cat") and pictures.margin == 2
        assert pictures.pixels.shape[1:] == (3, 20, 20) and pictures.pixels.dtype == torch.uint8
        assert pictures.labels.bincount().tolist() == [len(pictures.pixels) // 3] * 3
    assert len(set(rows(folder)) | set(rows(folder, "validation")) | set(rows(folder, "test"))) == 60


def test_pixels_and_labels_are_those_of_the_files(zoo):
    root = zoo("ant", "bee", each=6)
    expected = {
        plain(file.read_bytes(), 20).tobytes(): label
        for label, name in enumerate(("ant", "bee"))
        for file in (root / name).iterdir()
    }
    found = {}
    for split in SPLITS:
        pictures = small(root).load(split, 0)
        found |= {p.numpy().tobytes(): int(k) for p, k in zip(pictures.pixels, pictures.labels, strict=True)}
    assert found == expected


@pytest.mark.parametrize("second", ["validation", "val", "Valid"])
def test_split_folders_are_taken_as_given(zoo, second):
    root = zoo("train/a", "train/b", f"{second}/a", f"{second}/b", "test/a", "test/b", each=3)
    folder = small(root)
    for split, name in zip(SPLITS, ("train", second, "test"), strict=True):
        expected = {plain(f.read_bytes(), 20).tobytes() for f in (root / name).rglob("*.png")}
        assert set(rows(folder, split)) == expected and len(expected) == 6
    assert folder.load("test", 0).classes == ("a", "b")


def test_a_missing_split_folder_is_made_up_for_from_train_and_noted(zoo):
    folder = small(zoo("train/a", "train/b", "val/a", "val/b", each=10), test=0.2)
    assert folder.report().splits == {"train": 16, "validation": 20, "test": 4}
    assert ("test", "no such folder, so a share of train is taken") in folder.report().notes


def test_a_class_that_is_never_taught_is_noted(zoo):
    folder = small(zoo("train/a", "train/b", "val/a", "val/b", "test/a", "test/b", "test/c", each=3))
    assert folder.load("train", 0).classes == ("a", "b", "c")
    assert [(name, what) for name, what in folder.report().notes if name == "c"] == [
        ("c", "no training image of this class")
    ]


def test_a_class_called_train_is_a_class(zoo):
    assert small(zoo("train", "plane", "ship", each=5)).load("train", 0).classes == ("plane", "ship", "train")


def test_a_flat_folder_has_no_labels(zoo):
    pictures = small(zoo(".", each=20)).load("train", 0)
    assert pictures.labels is None and pictures.classes == () and len(pictures.pixels) == 14


def test_pictures_beside_the_classes_and_splits_are_told_of(zoo, noise):
    root = zoo("train/a", "train/b", "test/a", "test/b", each=4)
    Image.fromarray(noise(1)).save(root / "loose.png")
    Image.fromarray(noise(2)).save(root / "train" / "loose.png")
    (root / "train" / "c").mkdir()
    assert small(root).report().skipped == (
        ("loose.png", "lies beside the folders of the splits"),
        ("train/c", "a folder without images"),
        ("train/loose.png", "lies beside the folders of the classes"),
    )


# files as they are found


def test_each_file_that_gives_no_picture_is_told_of_and_hidden_ones_are_not(zoo, noise):
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


def test_a_file_that_may_not_be_read_is_told_of(zoo):
    root = zoo("a", "b", each=4)
    with closed(root / "a" / "000.png"):
        assert small(root).report().skipped == (("a/000.png", "cannot be read (Permission denied)"),)


def test_a_folder_inside_that_may_not_be_read_is_told_of(zoo):
    root = zoo("a", "b", "c", each=4)
    with closed(root / "c"):
        assert dict(small(root).report().skipped)["c"] == "a folder that cannot be read"


def test_the_pixel_cap_is_read_off_the_header_before_anything_is_decoded(monkeypatch, noise):
    data = saved(Image.fromarray(noise(1, 1001, 1000)))
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda self: pytest.fail("decoded"))
    with pytest.raises(Unreadable, match="1001 x 1000 px is more than the cap of 1 megapixels"):
        decode(data, 16, 1)


def test_an_oversized_picture_is_skipped_and_a_larger_cap_takes_it(zoo, noise):
    root = zoo("a", "b", each=4)
    Image.fromarray(noise(1, 400, 300)).save(root / "a" / "large.png")
    assert dict(small(root, cap=0.1).report().skipped) == {
        "a/large.png": "400 x 300 px is more than the cap of 0.1 megapixels"
    }
    assert small(root, cap=0.2).report().skipped == ()


def test_a_cap_above_the_limit_of_pillow_holds_and_that_limit_is_back_afterwards(zoo, noise, monkeypatch):
    root = zoo("a", "b", each=4)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    assert small(root).report().kept == 8
    assert Image.MAX_IMAGE_PIXELS == 100


def test_truncated_files_are_found_where_another_library_told_pillow_to_fill_them_up(zoo, noise, monkeypatch):
    root = zoo("a", "b", each=4)
    (root / "a" / "cut.jpg").write_bytes(saved(Image.fromarray(noise(7, 200, 200)), "JPEG")[:-300])
    monkeypatch.setattr("PIL.ImageFile.LOAD_TRUNCATED_IMAGES", True)
    assert [name for name, _ in small(root).report().skipped] == ["a/cut.jpg"]


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bits_are_scaled_to_eight(kind):
    values = np.array(
        [0, 127, 128, 129, 255, 256, 384, 386, 4000, 5000, 30000, 33000, 65000, 65406, 65407, 65535], np.uint16
    )
    image = Image.fromarray(np.tile(values, (16, 1)))
    assert np.array_equal(plain(saved(image, kind))[0, 5], np.round(values / 257).astype(np.uint8))


def test_gray_becomes_three_equal_channels():
    gray = np.arange(256, dtype=np.uint8).reshape(16, 16)
    assert np.array_equal(plain(saved(Image.fromarray(gray))), np.stack([gray] * 3))


def test_cmyk_becomes_rgb():
    image = Image.new("CMYK", (16, 16), (0, 255, 255, 0))
    found = plain(saved(image, "JPEG", quality=95)).astype(int)
    assert (abs(found - np.array([255, 0, 0])[:, None, None]) <= 6).all()


def test_a_palette_is_resolved(noise):
    image = Image.fromarray(noise(3, 16, 16)).quantize(16)
    assert np.array_equal(plain(saved(image)), np.asarray(image.convert("RGB")).transpose(2, 0, 1))


@pytest.mark.parametrize("kind", ["RGBA", "LA", "P"])
def test_transparent_pixels_lie_on_white(kind):
    if kind == "P":
        image = Image.new("P", (16, 16), 0)
        image.putpalette([0, 0, 0, 9, 9, 9])
        image.paste(1, (0, 0, 8, 16))
        data, dark = saved(image, transparency=0), 9
    else:
        image = Image.new(kind, (16, 16), (0,) * len(kind))
        image.paste((10,) * (len(kind) - 1) + (255,), (0, 0, 8, 16))
        data, dark = saved(image), 10
    found = plain(data)
    assert (found[:, :, :8] == dark).all() and (found[:, :, 8:] == 255).all()


def test_half_transparent_black_is_middle_gray():
    assert abs(plain(saved(Image.new("RGBA", (16, 16), (0, 0, 0, 128)))).astype(int) - 127).max() <= 1


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_an_animation_gives_its_first_frame_and_a_note(kind):
    frames = [Image.new("RGB", (16, 16), color) for color in ("red", "blue")]
    data = saved(
        frames[0], kind, save_all=True, append_images=frames[1:], **({"lossless": True} if kind == "WEBP" else {})
    )
    found = decode(data, 16, 1)
    assert found.notes == ("more than one frame, the first taken",)
    assert (found.pixels == np.array([255, 0, 0], np.uint8)[:, None, None]).all()


def test_exif_rotation_is_applied(noise):
    image = Image.fromarray(noise(5, 16, 16))
    exif = Image.Exif()
    exif[0x0112] = 6  # held so that the stored picture has to be turned a quarter clockwise
    upright = np.asarray(image.transpose(Image.Transpose.ROTATE_270)).transpose(2, 0, 1)
    assert np.array_equal(plain(saved(image, exif=exif)), upright)


def test_a_small_picture_is_enlarged_and_noted(zoo):
    folder = small(zoo("a", "b", each=4), size=64, margin=4)
    assert folder.load("train", 0).pixels.shape[-2:] == (72, 72)
    assert {note for _, note in folder.report().notes} == {"smaller than 72 px, enlarged"}
    assert len(folder.report().notes) == 8


def test_floats_without_a_stated_white_are_skipped():
    with pytest.raises(Unreadable, match="no stated white"):
        plain(saved(Image.fromarray(np.zeros((16, 16), np.float32)), "TIFF"))


def test_a_decoder_fed_any_damage_gives_a_picture_or_a_reason(noise):
    draws = np.random.default_rng(0)
    kinds = {"JPEG": {}, "PNG": {}, "GIF": {}, "WEBP": {}, "TIFF": {}, "BMP": {}}
    whole = {kind: np.frombuffer(saved(Image.fromarray(noise(1)), kind), np.uint8) for kind in kinds}
    reasons = 0
    for round_ in range(40):
        for data in whole.values():
            broken = data.copy()
            where = draws.integers(0, len(data), 1 + round_ % 8)
            broken[where] = draws.integers(0, 256, len(where))
            try:
                with strict():
                    pixels = decode(broken.tobytes(), 16, 1).pixels
                assert pixels.shape == (3, 16, 16)
            except Unreadable:
                reasons += 1
    assert reasons > 20


# geometry


def test_the_short_side_is_resized_and_the_center_kept():
    wide = np.zeros((40, 120, 3), np.uint8)
    wide[:, 40:80] = 255
    wide[:, :40, 0] = 200  # left and right of the center square
    found = plain(saved(Image.fromarray(wide)), 20)
    assert (found[:, :, 2:-2] >= 250).all()
    tall = plain(saved(Image.fromarray(wide.transpose(1, 0, 2))), 20)
    assert np.array_equal(tall, found.transpose(0, 2, 1))


def test_resizing_is_antialiased():
    stripes = np.tile(np.array([0, 255], np.uint8), (256, 128))
    assert abs(plain(saved(Image.fromarray(stripes)), 32)[:, :, 2:-2].astype(int) - 127).max() <= 4


def test_the_margin_holds_real_pixels():
    ramp = np.tile(np.linspace(0, 255, 96).astype(np.uint8), (96, 1))
    with_margin = plain(saved(Image.fromarray(ramp)), 16 + 2 * 4)[0, 12].astype(int)
    assert (np.diff(with_margin) > 5).all() and with_margin[0] < 8 and with_margin[-1] > 247


# duplicates


def test_equal_pixels_in_other_bytes_and_names_never_fall_on_two_sides(zoo):
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


def test_duplicates_across_given_splits_leave_train_first(zoo):
    root = zoo("train/a", "train/b", "validation/a", "validation/b", "test/a", "test/b", each=4)
    shutil.copy(root / "test/a/000.png", root / "train/a/leak.png")
    shutil.copy(root / "test/a/001.png", root / "validation/b/leak.png")
    shutil.copy(root / "validation/a/002.png", root / "train/b/leak.png")
    folder = small(root)
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


# order, count and digest


def test_the_first_pictures_are_a_fair_sample_and_alike_for_every_seed(zoo):
    folder = small(zoo("a", "b", "c", "d", each=40))
    whole = folder.load("train", 0)
    first = folder.load("train", 7, 40)
    assert torch.equal(first.pixels, whole.pixels[:40]) and torch.equal(first.labels, whole.labels[:40])
    assert min(first.labels.bincount(minlength=4)) >= 3
    assert len(folder.load("test", 0, 10_000).pixels) == folder.report().splits["test"]


def test_the_digest_tells_content_and_knobs_and_not_where_the_folder_lies(zoo, tmp_path, noise):
    root = zoo("a", "b", each=4)
    folder, digest = small(root), small(root).digest()
    moved = small(shutil.copytree(root, tmp_path / "elsewhere"))
    assert moved.digest() == digest and rows(moved) == rows(folder)
    (root / "README.md").write_text("no picture")
    assert folder.digest() == digest
    others = [small(root, **{knob: value}) for knob, value in
              {"size": 17, "margin": 3, "validation": 0.2, "test": 0.2, "cap": 50}.items()]  # fmt: skip
    Image.fromarray(noise(1)).save(root / "a" / "000.png")
    found = {digest, small(root).digest(), *(other.digest() for other in others)}
    (root / "a" / "001.png").rename(root / "a" / "renamed.png")
    found |= {small(root).digest()}
    (root / "a" / "002.png").rename(root / "b" / "moved.png")
    assert len(found | {small(root).digest()}) == 9


def test_a_trial_is_named_by_the_pictures_and_written_down_with_the_path(zoo, tmp_path):
    root = zoo("a", "b", each=4)
    trial = Trial(task=Rotation(), images=small(root, size=32))
    moved = Trial(task=Rotation(), images=small(shutil.copytree(root, tmp_path / "elsewhere"), size=32))
    assert trial.key == moved.key and trial != moved
    assert revive(describe(trial)) == trial


def test_a_changed_folder_is_read_anew_and_hashes_to_another_place(zoo, noise):
    root = zoo("a", "b", each=4)
    folder = small(root)
    before, kept = hash(folder), set(rows(folder))
    for k, file in enumerate(sorted(root.rglob("*.png"))):
        Image.fromarray(noise(5000 + k)).save(file)
    assert hash(folder) != before and not kept & set(rows(folder))


# the cache


def test_a_second_start_decodes_and_hashes_nothing(zoo, monkeypatch):
    root = zoo("a", "b", each=4)
    monkeypatch.setattr(survey, "FRESH", 0)
    before = rows(small(root))
    monkeypatch.setattr(survey, "sha256", lambda file: pytest.fail("hashed again"))
    monkeypatch.setattr(ingest, "decode", lambda *_: pytest.fail("decoded again"))
    assert rows(small(root)) == before


def test_a_file_changed_a_moment_ago_is_not_trusted_to_its_times(zoo, monkeypatch):
    root, read = zoo("a", "b", each=4), []
    monkeypatch.setattr(survey, "sha256", lambda file: read.append(file.name) or "0" * 64)
    for _ in range(2):
        small(root).digest()
    assert len(read) == 16


def test_a_file_changed_behind_its_time_and_size_is_seen(zoo, monkeypatch):
    root = zoo("a", "b", each=4)
    monkeypatch.setattr(survey, "FRESH", 0)
    before = small(root).digest()
    file, times = root / "a" / "000.png", os.stat(root / "a" / "000.png")
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert small(root).digest() != before


@pytest.mark.parametrize("harm", ["flip", "cut", "empty", "head"])
def test_a_damaged_cache_is_rebuilt(zoo, cache, harm):
    root = zoo("a", "b", each=4)
    before = rows(small(root))
    (held,) = (cache / "pictures").glob("*.pictures")
    sound = held.read_bytes()
    broken = bytearray(sound)
    broken[5 if harm == "head" else LENGTH + 50] ^= 1
    held.write_bytes({"cut": sound[:-9], "empty": b""}.get(harm, bytes(broken)))
    os.utime(held, (time.time() + 9,) * 2)
    assert rows(small(root)) == before and held.read_bytes() == sound


def test_a_damaged_memo_is_forgotten(zoo, cache, monkeypatch):
    root = zoo("a", "b", each=4)
    monkeypatch.setattr(survey, "FRESH", 0)
    digest = small(root).digest()
    (memo,) = (cache / "memo").glob("*.json")
    sha = hashlib.sha256((root / "a" / "000.png").read_bytes()).hexdigest().encode()
    broken = memo.read_bytes().replace(sha, b"0" * 64)
    assert broken != memo.read_bytes()
    memo.write_bytes(broken)
    os.utime(memo, (time.time() + 9,) * 2)
    assert small(root).digest() == digest


def test_the_same_bytes_give_the_same_cache(zoo, cache, monkeypatch, tmp_path):
    root = zoo("a", "b", each=70)
    small(root).report()
    (first,) = (cache / "pictures").glob("*.pictures")
    other = tmp_path / "other cache"
    monkeypatch.setenv("PITFALLS_CACHE", str(other))
    monkeypatch.setattr(ingest, "WORKERS", 1)
    small(root).report()
    (second,) = (other / "pictures").glob("*.pictures")
    assert first.name == second.name and first.read_bytes() == second.read_bytes()


def test_two_processes_ingest_once(zoo, tmp_path):
    root, log = zoo("a", "b", each=40), tmp_path / "log"
    code = (
        "import sys; from pitfalls.images import ingest; from pitfalls.images.folder import Folder\n"
        "sound = ingest.build\n"
        "def build(*given):\n    open(sys.argv[2], 'a').write('built ')\n    sound(*given)\n"
        "ingest.build = build\n"
        "print(Folder(path=sys.argv[1], size=16).load('train', 0).pixels.sum().item())"
    )
    both = [
        subprocess.Popen([sys.executable, "-c", code, str(root), str(log)], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    told = {each.communicate(timeout=300)[0] for each in both}
    assert len(told) == 1 and told != {""} and log.read_text() == "built "


@pytest.mark.parametrize(
    "number,words", [(errno.ENOSPC, "the disk of the cache .* is full"), (errno.EROFS, "cannot be used")]
)
def test_a_full_disk_is_one_sentence_and_leaves_nothing_behind(zoo, cache, monkeypatch, number, words):
    def full(handle):
        raise OSError(number, os.strerror(number))

    folder = small(zoo("a", "b", each=4))
    monkeypatch.setattr("pitfalls.images.cache.os.fsync", full)
    with pytest.raises(Refused, match=words) as caught:
        folder.load("train", 0)
    assert "PITFALLS_CACHE" in str(caught.value)
    assert not [file for file in cache.rglob("*") if file.suffix in (".tmp", ".pictures")]


def test_what_a_killed_process_left_behind_is_cleared_away(zoo, cache):
    folder = small(zoo("a", "b", each=4))
    left = cache / "pictures" / f"{folder.digest()[:40]}.pictures.1-1.tmp"
    left.parent.mkdir()
    left.write_bytes(b"half")
    assert folder.report().kept == 8 and not left.exists()


def test_a_file_that_changes_while_it_is_read_is_refused_and_the_next_start_is_sound(zoo, noise, monkeypatch):
    root = zoo("a", "b", each=4)
    sound = ingest.build

    def disturbed(*given):
        Image.fromarray(noise(99)).save(root / "a" / "000.png")
        sound(*given)

    with monkeypatch.context() as patch, pytest.raises(Refused, match=r"a/000.png changed while its folder was read"):
        patch.setattr(ingest, "build", disturbed)
        small(root).report()
    assert small(root).report().kept == 8


def test_a_wrong_memo_costs_one_refusal_and_no_more(zoo, cache, monkeypatch):
    root = zoo("a", "b", each=4)
    monkeypatch.setattr(survey, "FRESH", 0)
    with monkeypatch.context() as patch:
        patch.setattr(survey, "sha256", lambda file: "0" * 64)
        small(root).digest()
    with pytest.raises(Refused, match="changed while its folder was read"):
        small(root).report()
    assert small(root).report().kept == 8


def test_progress_is_told(zoo, monkeypatch):
    told = []
    monkeypatch.setattr(ingest, "watch", lambda done, total: told.append((done, total)))
    small(zoo("a", "b", each=50)).report()
    assert told == [(64, 100), (100, 100)]


# refusals


def test_what_is_no_folder_of_images_is_refused_in_one_sentence(tmp_path, zoo):
    assert "there is no such folder" in refusal(tmp_path / "nowhere")
    (tmp_path / "file.png").write_bytes(b"")
    assert "that is a file" in refusal(tmp_path / "file.png")
    (tmp_path / "void").mkdir()
    assert "no file in it is named like an image" in refusal(tmp_path / "void")
    (tmp_path / "void" / "README").write_text("")
    assert "no file in it is named like an image" in refusal(tmp_path / "void")
    root = zoo("lonely", each=3)
    assert "holds one class only ('lonely')" in refusal(root)
    assert "validation and test take 1.1" in refusal(root, validation=0.6, test=0.5)
    assert "size" in refusal(root, size=15) and "margin" in refusal(root, margin=65)


def test_a_folder_that_may_not_be_read_is_refused(zoo):
    root = zoo("a", "b")
    with closed(root):
        assert "you may not read that folder" in refusal(root)


def test_a_folder_of_damaged_images_is_refused_with_the_first_reason(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.png").write_text("x")
    with pytest.raises(Refused, match=r"none of 2 image files could be read \(the first, ./x.png: not an image"):
        small(tmp_path).load("train", 0)


def test_one_class_left_is_refused_by_name(zoo):
    root = zoo("a", "b", each=3)
    for file in (root / "b").iterdir():
        file.write_bytes(b"x")
    with pytest.raises(Refused, match="only class 'a' has an image left"):
        small(root).load("train", 0)


def test_a_split_without_images_is_refused_with_the_counts(zoo):
    folder = small(zoo("a", "b", each=4), validation=0)
    with pytest.raises(Refused, match=r"no validation images \(6 train, 0 validation, 2 test\)"):
        folder.load("validation", 0)


def test_a_folder_that_went_away_is_refused(zoo):
    root = zoo("a", "b", each=4)
    folder = small(root)
    shutil.rmtree(root)
    with pytest.raises(Refused, match="is not there any more"):
        folder.digest()


def test_folders_that_lead_back_to_themselves_end(zoo):
    root = zoo("a", "b", each=4)
    (root / "a" / "loop").symlink_to(root)
    report = small(root).report()
    assert report.kept == 8 and ("a/loop", "a folder that leads back to itself") in report.skipped


# real photographs


def test_real_photographs_are_all_read(real):
    folder = Folder(path=str(real), size=32, margin=2)
    report = folder.report()
    files = [file for file in real.rglob("*.jpg") if not file.name.startswith(".")]
    assert report.kept + len(report.skipped) == len(files) and len(report.skipped) <= 5
    assert len(folder.load("test", 0).classes) == 10
    assert 100 < folder.load("test", 0).pixels.float().mean() < 200
