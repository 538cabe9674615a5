"""A folder's name is its content: the digest, the trial's key, and how a change is noticed."""

import os
import shutil

import pytest
import torch
from PIL import Image

from pitfalls.images import ingest, survey
from pitfalls.records.record import describe, revive
from pitfalls.tasks.rotation import Rotation
from pitfalls.trial import Trial


@pytest.mark.parametrize("resplit", [True, False])
def test_the_first_pictures_are_a_fair_sample(zoo, resplit, small):
    folder = small(zoo("a", "b", "c", "d", each=40), resplit=resplit)
    whole = folder.load("train", 0)
    first = folder.load("train", 0, 40)
    assert torch.equal(first.pixels, whole.pixels[:40]) and torch.equal(first.label()[0], whole.label()[0][:40])
    assert min(first.label()[0].bincount(minlength=4)) >= 3
    assert len(folder.load("test", 0, 10_000).pixels) == folder.report().splits["test"]


def test_the_digest_tells_content_and_knobs_and_not_where_the_folder_lies(zoo, tmp_path, noise, small, rows):
    root = zoo("a", "b", each=4)
    folder, digest = small(root), small(root).digest()
    moved = small(shutil.copytree(root, tmp_path / "elsewhere"))
    assert moved.digest() == digest and rows(moved) == rows(folder)
    (root / "README.md").write_text("no picture")
    assert folder.digest() == digest
    knobs = {"size": 17, "margin": 3, "validation": 0.2, "test": 0.2, "cap": 50, "resplit": False}
    others = [small(root, **{knob: value}) for knob, value in knobs.items()]
    Image.fromarray(noise(1)).save(root / "a" / "000.png")
    found = {digest, small(root).digest(), *(other.digest() for other in others)}
    (root / "a" / "001.png").rename(root / "a" / "renamed.png")
    found |= {small(root).digest()}
    (root / "a" / "002.png").rename(root / "b" / "moved.png")
    assert len(found | {small(root).digest()}) == 10


def test_a_trial_is_named_by_the_pictures_and_written_down_with_the_path(zoo, tmp_path, small):
    root = zoo("a", "b", each=4)
    trial = Trial(task=Rotation(), images=small(root, size=32))
    moved = Trial(task=Rotation(), images=small(shutil.copytree(root, tmp_path / "elsewhere"), size=32))
    assert trial.key == moved.key and trial != moved
    assert revive(describe(trial)) == trial


def test_a_changed_folder_is_read_anew_and_hashes_to_another_place(zoo, noise, small, rows):
    root = zoo("a", "b", each=4)
    folder = small(root)
    before, kept = hash(folder), set(rows(folder))
    for k, file in enumerate(sorted(root.rglob("*.png"))):
        Image.fromarray(noise(5000 + k)).save(file)
    assert hash(folder) != before and not kept & set(rows(folder))


def test_a_second_start_decodes_and_hashes_nothing(zoo, monkeypatch, small, rows):
    root = zoo("a", "b", each=4)
    monkeypatch.setattr(survey, "FRESH", 0)
    before = rows(small(root))
    monkeypatch.setattr(survey, "sha256", lambda file: pytest.fail("hashed again"))
    monkeypatch.setattr(ingest, "decode", lambda *_: pytest.fail("decoded again"))
    assert rows(small(root)) == before


def test_a_file_changed_a_moment_ago_is_not_trusted_to_its_times(zoo, monkeypatch, small):
    root, read = zoo("a", "b", each=4), []
    monkeypatch.setattr(survey, "sha256", lambda file: read.append(file.name) or "0" * 64)
    for _ in range(2):
        small(root).digest()
    assert len(read) == 16


def test_a_file_changed_behind_its_time_and_size_is_seen(zoo, monkeypatch, small):
    root = zoo("a", "b", each=4)
    monkeypatch.setattr(survey, "FRESH", 0)
    before = small(root).digest()
    file, times = root / "a" / "000.png", os.stat(root / "a" / "000.png")
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert small(root).digest() != before
