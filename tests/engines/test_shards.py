"""One experiment on several machines by hand: shards into folders of their own, which are joined."""

import json
import re
import shutil
from pathlib import Path

import pytest

from pitfalls.experiment.shard import shard
from pitfalls.frozen import Refused
from pitfalls.ledger.ledger import Ledger


@pytest.mark.parametrize("count,of", [(10, 3), (2, 5), (7, 1), (1000, 999), (0, 2)])
def test_every_cell_is_in_one_shard_and_they_are_about_equal(count, of):
    parts = [shard(list(range(count)), f"{number}/{of}") for number in range(1, of + 1)]
    assert [each for part in parts for each in part] == list(range(count))
    assert {len(part) for part in parts} <= {count // of, -(-count // of)}


@pytest.mark.parametrize(
    "text", ["", "3", "0/4", "5/4", "3/", "1/0", "-1/4", "1.5/2", "a/b", "1/4/2", "1/9999999", "٣/٨"]
)
def test_a_shard_that_is_none_is_refused(text):
    with pytest.raises(Refused, match=re.escape(f"--shard is {text!r}, but it should be NUMBER/COUNT, as 3/8")):
        shard([1, 2, 3], text)


@pytest.fixture(scope="module")
def folders(tmp_path_factory, claim_text, exit_code):
    """Two shards, and the whole, of one experiment."""
    there = tmp_path_factory.mktemp("shards")
    (there / "tiny.py").write_text(claim_text.replace("steps=30", "steps=2"))
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(there)
        patched.setattr("pitfalls.engines.local.workers_for", lambda device: 0)
        for folder, more in (("A", ["--shard", "1/2"]), ("B", ["--shard", "2/2"]), ("whole", [])):
            assert exit_code("run", "tiny.py", "--device", "cpu", "--results", folder, *more) == 0
    return there


@pytest.fixture
def call(folders, exit_code, tmp_path, monkeypatch, capsys):
    """The command line, in a folder with copies of the results."""
    monkeypatch.chdir(tmp_path)
    for name in ("A", "B", "whole"):
        shutil.copytree(folders / name, name)
    capsys.readouterr()

    def called(*words):
        code = exit_code(*words)
        told = capsys.readouterr()
        return code, " ".join(told.out.split()), told.err, told.out

    return called


def test_joined_shards_give_the_table_of_the_whole_byte_for_byte(call):
    code, out, _, _ = call("merge", "A", "B", "-o", "C")
    assert code == 0 and "4 runs were brought to C." in out and "tiny: 4 of 4 cells" in out
    assert (
        call("results", "tiny", "--csv", "--results", "C")[3]
        == call("results", "tiny", "--csv", "--results", "whole")[3]
    )
    assert Path("C/claims/tiny/claim.json").read_bytes() == Path("whole/claims/tiny/claim.json").read_bytes()
    weights = lambda folder: {
        path.relative_to(folder): path.read_bytes() for path in Path(folder).rglob("*.safetensors")
    }
    assert weights("C") == weights("whole") and len(weights("C")) == 4


def test_what_is_there_already_is_no_double(call):
    call("merge", "A", "-o", "C")
    before = {path: path.read_bytes() for path in Path("C").rglob("*.json")}
    code, out, _, _ = call("merge", "A", "B", "A", "C", "-o", "C")
    assert code == 0 and "2 runs were brought to C; 4 were there already, and equal." in out
    assert all(path.read_bytes() == data for path, data in before.items())


def test_a_shard_alone_says_what_is_missing_and_how_it_comes(call):
    code, out, _, _ = call("merge", "A", "-o", "C")
    assert code == 0 and "tiny: 2 of 4 cells; `pitfalls run tiny --results C` computes the rest." in out


def test_the_last_error_of_a_run_comes_along_unless_it_was_finished_elsewhere(call):
    keys = [path.parent.name for path in sorted(Path("B/runs").glob("*/*.json"))]
    env = next(Path("B/runs").glob("*/*.json")).stem
    ledger = Ledger("A")
    for _ in range(2):
        ledger.attempt(keys[0], env, {"status": "error", "error": "boom"})
        ledger.attempt("a" * 24, env, {"status": "error", "error": "boom"})
    call("merge", "A", "B", "-o", "C")
    assert Ledger("C").attempted(keys[0]) is None
    assert Ledger("C").attempted("a" * 24, env)["status"] == "failed"


def _edited(pattern, change):
    path = sorted(Path("B").glob(pattern))[0]
    data = json.loads(path.read_text())
    change(data)
    path.write_text(json.dumps(data))


CONFLICTS = {
    "delta was 0.02 and is 0.5 now": ("claims/tiny/claim.json", lambda claim: claim.update(delta=0.5)),
    "made by another revision of the lab": ("claims/tiny/claim.json", lambda claim: claim.update(revision="1")),
    "each has seeds or arms that the other lacks": (
        "claims/tiny/claim.json",
        lambda claim: claim["cells"][3].update(seed=7, key="b" * 24),
    ),
}


@pytest.mark.parametrize("told", CONFLICTS)
def test_a_claim_that_was_named_differently_is_told_and_nothing_is_written(call, told):
    _edited(*CONFLICTS[told])
    code, _, err, _ = call("merge", "A", "B", "-o", "C")
    assert code == 2 and told in err and err.count("\n") == 1 and not Path("C").exists()


def test_a_run_that_two_folders_tell_differently_is_told_and_nothing_is_written(call):
    shutil.copytree("A", "B", dirs_exist_ok=True)
    _edited("runs/*/*.json", lambda record: record["outcome"].update(proxy=0.999))
    for path in Path("whole/runs").glob("*/*.json"):
        assert path.is_file()
    code, _, err, _ = call("merge", "whole", "B", "-o", "C")
    assert code == 2 and "tell one run differently (outcome); delete the one that is wrong" in err
    assert not Path("C").exists()


def test_what_is_damaged_is_left_out_and_told(call):
    next(Path("A/runs").glob("*/*.json")).write_text("{")
    path = next(Path("B/encoders").glob("*/*.safetensors"))
    path.write_bytes(path.read_bytes()[:-1] + b"\x00x")
    code, out, _, _ = call("merge", "A", "B", "-o", "C")
    assert code == 0 and "3 runs were brought" in out and out.count("Left out: ") == 2 and "3 of 4 cells" in out


@pytest.mark.parametrize(
    "words,told",
    [
        (["nowhere"], "there is no folder nowhere"),
        (["empty"], "empty holds no records"),
        (["A", "B", "-o", "A/claims/tiny/claim.json"], "is a file, but records are kept in a folder"),
    ],
)
def test_what_cannot_be_joined_is_refused(call, words, told):
    Path("empty").mkdir()
    code, _, err, _ = call("merge", *words, *([] if "-o" in words else ["-o", "C"]))
    assert code == 2 and told in err and "Traceback" not in err
