"""What goes wrong while a folder is read: nothing that was there a moment ago is missing in silence, nothing hangs."""

import errno
import os
import threading
import time

import pytest
from PIL import Image

from pitfalls.frozen import Refused
from pitfalls.images import budget, decode, ingest, survey
from pitfalls.images.budget import Budget
from pitfalls.images.reading import ahead, opened_plain


@pytest.fixture
def disturbed(monkeypatch):
    """A function: let something happen between the survey of a folder and the decoding of its files."""

    def between(happening) -> None:
        sound = ingest.build

        def build(*given):
            happening()
            sound(*given)

        monkeypatch.setattr(ingest, "build", build)

    return between


def test_a_picture_unreadable_for_a_moment_is_not_sealed_as_skipped(zoo, small, rows, monkeypatch, cache):
    root = zoo("a", "b", each=6)
    folder, opened = small(root), ingest.opened_plain

    def failing(path):
        if str(path).endswith("a/003.png"):
            raise OSError(5, "Input/output error")
        return opened(path)

    with monkeypatch.context() as patch:
        patch.setattr(ingest, "opened_plain", failing)
        with pytest.raises(
            Refused, match=r"a/003.png could be read a moment ago but cannot be now \(Input/output error\)"
        ):
            folder.load("train", 0)
    assert not list((cache / "pictures").glob("*.pictures"))
    assert folder.report().kept == 12 and not folder.report().skipped


def test_a_picture_that_the_survey_could_not_read_has_another_digest(zoo, small, monkeypatch):
    root = zoo("a", "b", each=6)
    whole, opened = small(root).digest(), survey.opened_plain

    def failing(path):
        if str(path).endswith("a/003.png"):
            raise OSError(5, "Input/output error")
        return opened(path)

    with monkeypatch.context() as patch:
        for place in (ingest, survey):
            patch.setattr(place, "opened_plain", failing)
        assert small(root).report().skipped == (("a/003.png", "cannot be read (Input/output error)"),)
        assert small(root).digest() != whole
    assert small(root).digest() == whole and small(root).report().kept == 12


def test_memory_that_ran_out_for_a_moment_is_not_sealed(zoo, small, monkeypatch, cache):
    folder = small(zoo("a", "b", each=4))

    def full(*_):
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(decode, "squared", full)
        with pytest.raises(Refused, match="takes more memory than there is; move it away, give a smaller cap"):
            folder.report()
    assert folder.report().kept == 8


def test_a_file_that_turns_into_a_pipe_does_not_hang(zoo, small, disturbed):
    root = zoo("a", "b", each=4)
    file = root / "a" / "000.png"

    def turn():
        file.unlink()
        os.mkfifo(file)

    disturbed(turn)
    folder = small(root)
    with pytest.raises(Refused, match=r"a/000.png could be read a moment ago but cannot be now \(not a plain file\)"):
        folder.report()


def test_a_pipe_is_never_opened_to_be_read(tmp_path):
    os.mkfifo(tmp_path / "pipe.png")
    with pytest.raises(OSError, match="not a plain file"):
        opened_plain(tmp_path / "pipe.png")


def test_a_file_that_grows_is_not_read_to_its_end(zoo, small, disturbed):
    root = zoo("a", "b", each=4)
    disturbed(lambda: os.truncate(root / "a" / "000.png", 10**12))  # a hole, which takes no room
    with pytest.raises(Refused, match=r"a/000.png changed while its folder was read"):
        small(root).report()


def test_large_pictures_are_decoded_one_after_the_other(zoo, small, monkeypatch):
    root = zoo("a", "b", each=4)
    for k in range(6):
        Image.new("RGB", (1000, 800), (k, k, 9 * k)).save(root / "a" / f"large-{k}.png")
    held, most, sound = [0.0], [0.0], Budget(1e6)
    monkeypatch.setattr(decode, "PIXELS", sound)
    monkeypatch.setattr(ingest, "WORKERS", 6)
    inner = decode._decoded

    def watched(opened, side):
        size = opened.size[0] * opened.size[1]
        held[0] += size
        most[0] = max(most[0], held[0])
        time.sleep(0.002)
        try:
            return inner(opened, side)
        finally:
            held[0] -= size

    monkeypatch.setattr(decode, "_decoded", watched)
    assert small(root).report().kept == 14
    assert 800_000 <= most[0] <= 1e6 and sound.used == 0


def test_a_budget_is_kept_and_what_is_larger_has_its_turn_alone():
    shared, held, seen, lock = Budget(10), [], [], threading.Lock()

    def work(amount):
        with shared.taking(amount):
            with lock:
                held.append(amount)
                seen.append(list(held))
            time.sleep(0.001)
            with lock:
                held.remove(amount)

    threads = [threading.Thread(target=work, args=(amount,)) for amount in (4, 7, 25, 3, 3, 10, 25, 1) * 4]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    assert len(seen) == 32 and shared.used == 0
    assert all(sum(each) <= 10 or len(each) == 1 for each in seen) and any(len(each) > 1 for each in seen)


def test_results_come_in_order_and_no_more_is_begun_than_fits():
    from concurrent.futures import ThreadPoolExecutor

    begun = []
    with ThreadPoolExecutor(4) as pool:
        results = ahead(pool, lambda k: begun.append(k) or k * k, range(100), 8)
        assert [next(results) for _ in range(3)] == [0, 1, 4]
        assert len(begun) <= 11
        assert list(results) == [k * k for k in range(3, 100)]
    assert list(ahead(pool, abs, [], 8)) == [] and budget.PIXELS.used == 0


def test_what_a_killed_process_left_of_the_memo_is_cleared_away(zoo, small, cache, monkeypatch):
    root = zoo("a", "b", each=4)
    monkeypatch.setattr(survey, "FRESH", 0)
    small(root).digest()
    (memo,) = (cache / "memo").glob("*.json")
    old, young = (memo.with_name(f"{memo.name}.{k}-1.tmp") for k in (1, 2))
    for left in (old, young):
        left.write_bytes(b"half")
    os.utime(old, (time.time() - 7200,) * 2)
    (root / "a" / "000.png").unlink()
    small(root).digest()
    assert young.exists() and not old.exists()


def test_a_cache_on_a_disk_without_locks_is_told(zoo, small, monkeypatch):
    folder = small(zoo("a", "b", each=4))

    def lockless(self, *_, **__):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("pitfalls.images.cache.FileLock.acquire", lockless)
    with pytest.raises(Refused, match=r"a file system without locks .*set PITFALLS_CACHE to a folder on a local disk"):
        folder.report()
