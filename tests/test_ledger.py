"""The ledger: whole or not at all, one driver a cell, damage found."""

import errno
import json
import os
import subprocess
import sys
import textwrap

import pytest

from pitfalls.frozen import Refused
from pitfalls.ledger.ledger import SCHEMA, Ledger, to_json, write_whole

RUN = {"status": "ok", "outcome": {}, "env": {"fingerprint": "f"}}


def test_a_final_record_comes_back_as_it_went_in(tmp_path):
    ledger = Ledger(tmp_path)
    ledger.attempt("k", {"status": "interrupted"})
    assert ledger.find("k") is None and ledger.attempted("k")["status"] == "interrupted"
    ledger.finish("k", RUN | {"outcome": {"probe": 0.1 + 0.2}}, b"weights")
    found = ledger.find("k")
    assert found["outcome"]["probe"] == 0.1 + 0.2
    assert ledger.attempted("k") is None
    assert ledger.weights("k") == b"weights"


@pytest.mark.parametrize("status", ["error", "interrupted"])
def test_attempts_are_not_final(tmp_path, status):
    ledger = Ledger(tmp_path)
    write_whole(ledger.path("k"), to_json(RUN | {"schema": SCHEMA, "status": status}))
    assert ledger.find("k") is None


WHOLE = RUN | {"schema": SCHEMA}
DAMAGED = {
    "cut": b'{"schema": 1, "status": "o',
    "not text": b"\xff\xfe",
    "a list": b"[]",
    "a number": b"1",
    "empty": b"",
    "no schema": to_json(RUN),
    "no outcome": to_json({name: value for name, value in WHOLE.items() if name != "outcome"}),
    "no environment": to_json({name: value for name, value in WHOLE.items() if name != "env"}),
    "an attack without accuracy": to_json({"schema": SCHEMA, "status": "ok", "kind": "attack", "outcome": {}}),
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_record_is_computed_again(tmp_path, data):
    ledger = Ledger(tmp_path)
    write_whole(ledger.path("k"), data)
    assert ledger.find("k") is None
    write_whole(tmp_path / "attempts" / "k.json", data)
    assert (ledger.attempted("k") or {}).get("status") in (None, "ok")
    ledger.finish("k", RUN)
    assert ledger.find("k") == RUN | {"schema": SCHEMA, "key": "k"}


def test_a_record_of_another_version_is_refused_and_left_as_it_is(tmp_path):
    ledger = Ledger(tmp_path)
    data = to_json(RUN | {"schema": SCHEMA + 1})
    write_whole(ledger.path("k"), data)
    with pytest.raises(
        Refused, match=rf"k\.json was written by another version of the lab \(schema {SCHEMA + 1}, this"
    ):
        ledger.find("k")
    assert ledger.path("k").read_bytes() == data


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "here").write_text("")
    with pytest.raises(Refused, match="here is a file"):
        Ledger(tmp_path / "here")


def test_an_encoder_that_is_gone_is_said(tmp_path):
    ledger = Ledger(tmp_path)
    ledger.finish("k", RUN, b"weights")
    ledger.encoder_path("k").unlink()
    with pytest.raises(Refused, match=r"k\.safetensors.* cannot be read"):
        ledger.weights("k")


def test_a_flipped_bit_in_an_encoder_is_found(tmp_path):
    ledger = Ledger(tmp_path)
    ledger.finish("k", RUN, b"weights")
    ledger.encoder_path("k").write_bytes(b"weightr")
    with pytest.raises(Refused, match="is damaged"):
        ledger.weights("k")


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
