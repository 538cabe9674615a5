"""The ledger: whole or not at all, by environment, one driver a cell, damage found, nothing tried for ever."""

import errno
import json
import os
import subprocess
import sys
import textwrap

import pytest

from pitfalls.frozen import Refused
from pitfalls.ledger.files import SCHEMA, to_json
from pitfalls.ledger.ledger import Ledger
from pitfalls.writing import write_whole

RUN = {"status": "ok", "outcome": {}, "env": {"fingerprint": "f"}}


def test_a_final_record_comes_back_as_it_went_in(tmp_path):
    ledger = Ledger(tmp_path)
    ledger.attempt("k", "f", {"status": "interrupted"})
    assert ledger.find("k") is None and ledger.attempted("k")["status"] == "interrupted"
    ledger.finish("k", RUN | {"outcome": {"probe": 0.1 + 0.2}}, b"weights")
    found = ledger.find("k")
    assert found["outcome"]["probe"] == 0.1 + 0.2
    assert ledger.attempted("k") is None
    assert ledger.weights("k") == b"weights"


@pytest.mark.parametrize("status", ["error", "interrupted"])
def test_attempts_are_not_final(tmp_path, status):
    ledger = Ledger(tmp_path)
    write_whole(ledger.path("k", "f"), to_json(RUN | {"schema": SCHEMA, "status": status}))
    assert ledger.find("k") is None


WHOLE = RUN | {"schema": SCHEMA}
DAMAGED = {
    "cut": b'{"schema": 2, "status": "o',
    "not text": b"\xff\xfe",
    "a list": b"[]",
    "a number": b"1",
    "empty": b"",
    "no schema": to_json(RUN),
    "no outcome": to_json({name: value for name, value in WHOLE.items() if name != "outcome"}),
    "no environment": to_json({name: value for name, value in WHOLE.items() if name != "env"}),
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_record_is_computed_again(tmp_path, data):
    ledger = Ledger(tmp_path)
    write_whole(ledger.path("k", "f"), data)
    assert ledger.find("k") is None
    write_whole(ledger.attempt_path("k", "f"), data)
    assert (ledger.attempted("k") or {}).get("status") in (None, "ok")
    ledger.finish("k", RUN)
    assert ledger.find("k") == RUN | {"schema": SCHEMA, "key": "k"}


def test_a_record_of_another_version_is_refused_and_left_as_it_is(tmp_path):
    ledger = Ledger(tmp_path)
    data = to_json(RUN | {"schema": SCHEMA + 1})
    write_whole(ledger.path("k", "f"), data)
    with pytest.raises(
        Refused, match=rf"f\.json was written by another version of the lab \(schema {SCHEMA + 1}, this"
    ):
        ledger.find("k")
    assert ledger.path("k", "f").read_bytes() == data


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "here").write_text("")
    with pytest.raises(Refused, match="here is a file"):
        Ledger(tmp_path / "here")


def test_an_encoder_that_is_gone_is_said(tmp_path):
    ledger = Ledger(tmp_path)
    ledger.finish("k", RUN, b"weights")
    ledger.encoder_path("k", "f").unlink()
    with pytest.raises(Refused, match=r"f\.safetensors.* cannot be read"):
        ledger.weights("k")


def test_a_flipped_bit_in_an_encoder_is_found(tmp_path):
    ledger = Ledger(tmp_path)
    ledger.finish("k", RUN, b"weights")
    ledger.encoder_path("k", "f").write_bytes(b"weightr")
    with pytest.raises(Refused, match="is damaged"):
        ledger.weights("k")


def test_two_environments_keep_a_record_each(tmp_path):
    ledger = Ledger(tmp_path)
    other = RUN | {"env": {"fingerprint": "e"}, "outcome": {"probe": 0.5}}
    ledger.finish("k", RUN, b"one")
    ledger.finish("k", other, b"two")
    assert ledger.find("k", "f")["outcome"] == {} and ledger.find("k", "e")["outcome"] == {"probe": 0.5}
    assert ledger.weights("k", "f") == b"one" and ledger.weights("k", "e") == b"two"
    assert ledger.find("k", "g") is None and ledger.find("k") is not None
    assert ledger.environments("k") == ["e", "f"] and ledger.environments("other") == []
    ledger.path("k", "e").write_text("{")
    assert ledger.environments("k") == ["f"] and ledger.find("k")["env"]["fingerprint"] == "f"


def failing(ledger, error="boom", env="f"):
    return ledger.attempt("k", env, {"status": "error", "error": error})


def test_the_same_error_twice_is_final_and_another_starts_the_count_anew(tmp_path):
    ledger = Ledger(tmp_path)
    assert failing(ledger) == "error" and not ledger.settled("k", "f")
    assert failing(ledger, "bang") == "error" and not ledger.settled("k", "f")
    assert failing(ledger) == "error" and not ledger.settled("k", "f")
    assert failing(ledger) == "failed" and ledger.settled("k", "f")
    assert ledger.attempted("k", "f")["tries"] == 2 and ledger.environments("k") == ["f"]
    ledger.finish("k", RUN)
    assert ledger.attempted("k") is None and ledger.find("k", "f")["status"] == "ok"


def test_an_interruption_is_no_error_and_forgets_none(tmp_path):
    ledger = Ledger(tmp_path)
    failing(ledger)
    for _ in range(3):
        assert ledger.attempt("k", "f", {"status": "interrupted"}) == "interrupted"
        assert not ledger.settled("k", "f") and ledger.attempted("k")["status"] == "interrupted"
    assert failing(ledger) == "failed"


def test_what_fails_in_one_environment_is_tried_in_another(tmp_path):
    ledger = Ledger(tmp_path)
    failing(ledger), failing(ledger)
    assert not ledger.settled("k", "e") and failing(ledger, env="e") == "error"


def test_a_tilde_is_the_home_of_the_user(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Ledger("~/runs").folder == tmp_path / "runs"


def test_who_may_read_a_record_is_for_the_umask_to_say(tmp_path):
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "a.json", b"x")
    finally:
        os.umask(before)
    assert (tmp_path / "a.json").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("number", [errno.EINVAL, errno.EACCES])
def test_a_folder_that_cannot_be_synced_is_no_reason_to_lose_a_file(tmp_path, monkeypatch, number):
    opened, sync = os.open, os.fsync

    def refuse(name, *flags, **more):
        if os.path.isdir(name):
            raise OSError(number, os.strerror(number))
        return opened(name, *flags, **more)

    def unable(handle):
        if os.path.isdir(f"/proc/self/fd/{handle}"):
            raise OSError(number, os.strerror(number))
        sync(handle)

    for name, other in (("open", refuse), ("fsync", unable)):
        with monkeypatch.context() as patched:
            patched.setattr(os, name, other)
            write_whole(tmp_path / f"{name}.json", b"x")
        assert (tmp_path / f"{name}.json").read_bytes() == b"x"


def test_a_full_disk_leaves_the_old_file_and_no_remains(tmp_path, monkeypatch):
    write_whole(tmp_path / "a.json", b"old")

    def full(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refused, match="the disk is full"):
        write_whole(tmp_path / "a.json", b"new")
    assert (tmp_path / "a.json").read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["a.json"]


HOLDER = """
    import sys
    from pitfalls.ledger.ledger import Ledger
    with Ledger(sys.argv[1]).claimed("k") as mine:
        print(mine, flush=True)
        sys.stdin.read()
"""


def test_only_one_driver_holds_a_cell_and_a_killed_one_lets_go(tmp_path):
    command = [sys.executable, "-c", textwrap.dedent(HOLDER), str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline().strip() == "True"
        with Ledger(tmp_path).claimed("k") as mine:
            assert not mine
        other.kill()
        other.wait()
        with Ledger(tmp_path).claimed("k") as mine:
            assert mine


def test_records_are_canonical():
    assert to_json({"b": 1, "a": [0.1]}) == to_json(json.loads(to_json({"a": [0.1], "b": 1})))
    with pytest.raises(ValueError):
        to_json({"a": float("nan")})
