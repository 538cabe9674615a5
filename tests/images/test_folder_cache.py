"""The cache of decoded pictures is whole, or rebuilt, or refused in one sentence."""

import errno
import hashlib
import os
import subprocess
import sys
import time

import pytest
from PIL import Image

from pitfalls.frozen import Refused
from pitfalls.images import ingest, survey
from pitfalls.images.cache import LENGTH


@pytest.mark.parametrize("harm", ["flip", "cut", "empty", "head"])
def test_a_damaged_cache_is_rebuilt(zoo, cache, harm, small, rows):
    root = zoo("a", "b", each=4)
    before = rows(small(root))
    (held,) = (cache / "pictures").glob("*.pictures")
    sound = held.read_bytes()
    broken = bytearray(sound)
    broken[5 if harm == "head" else LENGTH + 50] ^= 1
    held.write_bytes({"cut": sound[:-9], "empty": b""}.get(harm, bytes(broken)))
    os.utime(held, (time.time() + 9,) * 2)
    assert rows(small(root)) == before and held.read_bytes() == sound


def test_a_damaged_memo_is_forgotten(zoo, cache, monkeypatch, small):
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


def test_the_same_bytes_give_the_same_cache(zoo, cache, monkeypatch, tmp_path, small):
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
def test_a_full_disk_is_one_sentence_and_leaves_nothing_behind(zoo, cache, monkeypatch, number, words, small):
    def full(handle):
        raise OSError(number, os.strerror(number))

    folder = small(zoo("a", "b", each=4))
    monkeypatch.setattr("pitfalls.images.cache.os.fsync", full)
    with pytest.raises(Refused, match=words) as caught:
        folder.load("train", 0)
    assert "PITFALLS_CACHE" in str(caught.value)
    assert not [file for file in cache.rglob("*") if file.suffix in (".tmp", ".pictures")]


def test_what_a_killed_process_left_behind_is_cleared_away(zoo, cache, small):
    folder = small(zoo("a", "b", each=4))
    folder.report()
    (whole,) = (cache / "pictures").glob("*.pictures")
    left = whole.rename(f"{whole}.1-1.tmp")
    left.write_bytes(b"half")
    assert folder.report().kept == 8 and not left.exists()


def test_a_file_that_changes_while_it_is_read_is_refused_and_the_next_start_is_sound(zoo, noise, monkeypatch, small):
    root = zoo("a", "b", each=4)
    sound = ingest.build

    def disturbed(*given):
        Image.fromarray(noise(99)).save(root / "a" / "000.png")
        sound(*given)

    with monkeypatch.context() as patch, pytest.raises(Refused, match=r"a/000.png changed while its folder was read"):
        patch.setattr(ingest, "build", disturbed)
        small(root).report()
    assert small(root).report().kept == 8


def test_a_wrong_memo_costs_one_refusal_and_no_more(zoo, cache, monkeypatch, small):
    root = zoo("a", "b", each=4)
    monkeypatch.setattr(survey, "FRESH", 0)
    with monkeypatch.context() as patch:
        patch.setattr(survey, "sha256", lambda file: "0" * 64)
        small(root).digest()
    with pytest.raises(Refused, match="changed while its folder was read"):
        small(root).report()
    assert small(root).report().kept == 8


def test_progress_is_told(zoo, monkeypatch, small):
    told = []
    monkeypatch.setattr(ingest, "watch", lambda done, total: told.append((done, total)))
    small(zoo("a", "b", each=50)).report()
    assert told == [(64, 100), (100, 100)]
