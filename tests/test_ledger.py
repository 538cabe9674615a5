"""The ledger: whole or not at all, one driver a cell, damage found."""

import errno
import json
import os
import subprocess
import sys
import textwrap

import pytest

from pitfalls.frozen import Refused
from pitfalls.ledger import Ledger, to_json, write_whole


def test_a_final_record_comes_back_as_it_went_in(tmp_path):
    ledger = Ledger(tmp_path)
    ledger.attempt("k", {"status": "interrupted"})
    assert ledger.find("k") is None and ledger.attempted("k")["status"] == "interrupted"
    ledger.finish("k", {"status": "ok", "outcome": {"probe": 0.1 + 0.2}}, b"weights")
    found = ledger.find("k")
    assert found["outcome"]["probe"] == 0.1 + 0.2
    assert ledger.attempted("k") is None
    assert ledger.weights("k") == b"weights"


@pytest.mark.parametrize("status", ["error", "interrupted"])
def test_attempts_are_not_final(tmp_path, status):
    ledger = Ledger(tmp_path)
    write_whole(ledger.path("k"), to_json({"schema": 1, "status": status}))
    assert ledger.find("k") is None


def test_a_damaged_record_or_one_of_another_schema_is_computed_again(tmp_path):
    ledger = Ledger(tmp_path)
    write_whole(ledger.path("k"), b'{"schema": 1, "status": "o')
    assert ledger.find("k") is None
    write_whole(ledger.path("k"), to_json({"schema": 0, "status": "ok"}))
    assert ledger.find("k") is None


def test_a_flipped_bit_in_an_encoder_is_found(tmp_path):
    ledger = Ledger(tmp_path)
    ledger.finish("k", {"status": "ok"}, b"weights")
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
    from pitfalls.ledger import Ledger
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
