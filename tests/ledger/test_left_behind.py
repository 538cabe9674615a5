"""What killed writes leave goes, folders that cannot be are told, and file systems without locks are no obstacle."""

import errno
import os
import time

import filelock
import pytest

from pitfalls.frozen import Refused
from pitfalls.ledger.ledger import Ledger
from pitfalls.ledger.stored import claims, path_of
from pitfalls.writing import LEFT, UNLOCKED, at_home, write_whole

RUN = {"status": "ok", "outcome": {}, "env": {"fingerprint": "f"}}


def left(folder, name, age=0.0):
    """A temporary file as a write that is killed leaves it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f".{name}.0123456789ab"
    path.write_text("half")
    os.utime(path, (time.time() - age,) * 2)
    return path


def test_the_next_write_takes_away_what_an_old_one_left(tmp_path):
    old, young, other = left(tmp_path, "a.json", 2 * LEFT), left(tmp_path, "b.json"), left(tmp_path, "c.json", 2 * LEFT)
    own = left(tmp_path / "sub", "a.json", 2 * LEFT).rename(tmp_path / ".a.json.notes")
    for name in ("a.json", "b.json"):
        write_whole(tmp_path / name, b"x")
    assert not old.exists() and young.exists() and other.exists() and own.exists()


def test_who_holds_a_cell_takes_away_all_that_was_left_of_it(tmp_path):
    ledger = Ledger(tmp_path)
    ledger.finish("k", RUN, b"weights")
    rooms = [left(tmp_path / room / "k", "f.json") for room in ("runs", "attempts", "encoders")]
    another = left(tmp_path / "runs" / "other", "f.json")
    with ledger.claimed("k") as mine:
        assert mine and not any(path.exists() for path in rooms) and another.exists()
    assert ledger.weights("k") == b"weights"


@pytest.mark.parametrize("number", sorted(UNLOCKED))
def test_where_there_are_no_locks_a_cell_is_computed_all_the_same(tmp_path, monkeypatch, number):
    def none(*given, **more):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(filelock.FileLock, "acquire", none)
    with Ledger(tmp_path).claimed("k") as mine:
        assert mine


def test_a_folder_of_locks_that_cannot_be_written_is_told(tmp_path, monkeypatch):
    def denied(*given, **more):
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(filelock.FileLock, "acquire", denied)
    with pytest.raises(Refused, match=r"locks cannot be written: Permission denied"), Ledger(tmp_path).claimed("k"):
        pass


@pytest.mark.parametrize("name", ["n" * 300, "a\0b"])
def test_a_name_that_no_folder_can_have_is_told(name):
    with pytest.raises(Refused, match="can be no folder of records"):
        Ledger(name)
    with pytest.raises(Refused, match="letters, but a claim's has at most"):
        path_of(Ledger("results"), name)


def test_a_tilde_is_a_home_that_is_known(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert at_home("~/x") == tmp_path / "x" and at_home("x/~") == at_home("x") / "~"
    with pytest.raises(Refused, match="~nosuchuser/x names the home folder of a user who is not known here"):
        at_home("~nosuchuser/x")
    with pytest.raises(Refused, match="not known here"):
        Ledger("~nosuchuser")


def test_records_without_a_claim_are_said_to_be_there(tmp_path):
    ledger = Ledger(tmp_path)
    with pytest.raises(Refused, match="nothing was run yet under"):
        next(claims(None, ledger, print))
    for key in ("k0", "k1"):
        ledger.finish(key, RUN)
    with pytest.raises(
        Refused, match=r"^2 runs are finished under .*, but no experiment was run there .*pitfalls\.load"
    ):
        next(claims(None, ledger, print))
