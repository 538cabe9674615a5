"""Mistakes of the user's own code, of an upgrade, and of cells that fail again and again."""

import csv
import json
import re
from pathlib import Path

BROKEN = """from pitfalls.frozen import frozen
from pitfalls.tasks.rotation import Rotation


@frozen
class Broken(Rotation):
    def pose(self, patches, rng):
        return {}["oops"]
"""


def test_a_mistake_in_an_own_task_is_one_sentence_and_the_mended_file_runs(call, claim):
    Path("brk.py").write_text(BROKEN)
    told = "brk.py, line 8: KeyError: 'oops'"
    code, out, err = call("show", "brk.py:Broken", "-o", "a.png")
    assert code == 2 and told in err and "Traceback" not in err
    text = Path(claim).read_text()
    own = BROKEN.replace("from pitfalls.frozen", text.partition("one =")[0] + "from pitfalls.frozen")
    own += "\n\none =" + text.partition("one =")[2].replace("Jigsaw(roam=2, permutations=5)", "Broken()")
    Path("own.py").write_text(own.replace("ceiling=False", "ceiling=True"))
    told = f"own.py, line {own[: own.index('oops')].count(chr(10)) + 1}: KeyError: 'oops'"
    code, out, err = call("run", "own.py", "--device", "cpu", "--seeds", "3")
    assert code == 2 and told in err and "Traceback" not in out + err
    kept = re.search(r"the whole trace is in (attempts/\S+\.json) of the results", " ".join(err.split()))
    assert kept and "pose" in json.loads((Path("results") / kept[1]).read_text())["trace"]
    attempts = [json.loads(path.read_text()) for path in Path("results/attempts").glob("*/*.json")]
    broken = [each for each in attempts if each["status"] == "error"]
    assert 1 <= len(broken) <= 2 and all(
        each["error"] == f"{told} (in Broken.pose)" and "pose" in each["trace"] for each in broken
    )
    code, out, err = call("plan", "own.py", "--device", "cpu")
    assert code == 2 and told in err and "Traceback" not in out + err
    Path("own.py").write_text(own.replace("return {}", "return super().pose(patches, rng) or {}"))
    code, out, err = call("run", "own.py", "--device", "cpu", "--seeds", "1")
    assert code == 0, out + err


def test_a_cell_that_fails_twice_alike_is_final_counted_and_stops_no_other(call, claim, monkeypatch):
    from pitfalls.experiment import cells

    ran = cells.run_trial

    def fails(trial, *more):
        if trial.seed == 0 and trial.cues:
            raise RuntimeError("boom")
        return ran(trial, *more)

    monkeypatch.setattr(cells, "run_trial", fails)
    monkeypatch.setattr("pitfalls.engines.local.workers_for", lambda device: 0)
    for code, told, tries in (
        (1, "the same command tries them again", 1),
        (0, "they are counted as failed", 1),
        (0, "", 0),
    ):
        found, out, _ = call("run", claim, "--device", "cpu")
        assert found == code and told in " ".join(out.split()) and "on, seed 0 failed: RuntimeError: boom" in out
        assert ("1 of 4 cells to compute" in out) == (tries == 1 and code == 0)
    rows = list(csv.DictReader(call("results", "tiny", "--csv")[1].splitlines()))
    assert {row["seed"]: row["status"] for row in rows if row["arm"] == "on"} == {"0": "failed", "1": "ok"}
    for path in Path("results/attempts").glob("*/*.json"):
        path.unlink()
    monkeypatch.setattr(cells, "run_trial", ran)
    assert "1 of 4 cells to compute" in call("run", claim, "--device", "cpu")[1]


def test_after_an_upgrade_no_seed_is_split_and_nothing_is_lost(call, claim, monkeypatch):
    from pitfalls.training import environment

    monkeypatch.setattr("pitfalls.engines.local.workers_for", lambda device: 0)
    call("run", claim, "--device", "cpu", "--seeds", "1")
    before = call("results", "tiny", "--csv")[1]
    kept = {path: path.read_bytes() for path in Path("results/runs").glob("*/*.json")}
    monkeypatch.setattr(environment, "versions", lambda: {"torch": "9"})
    assert "to compute" not in call("run", claim, "--device", "cpu", "--seeds", "1")[1]
    text = Path(claim).read_text()
    Path(claim).write_text(text.replace('arms={"off": one,', 'arms={"more": replace(one, lr=1e-3), "off": one,'))
    code, out, _ = call("run", claim, "--device", "cpu", "--seeds", "2")
    assert code == 0 and "6 of 6 cells to compute" in out, "the seed that an arm is new to is computed whole"
    rows = [line.split(",") for line in call("results", "tiny", "--csv")[1].splitlines()]
    envs = {tuple(row[1:2]): set() for row in rows[1:]}
    for row in rows[1:]:
        envs[(row[1],)].add(row[rows[0].index("env")])
    assert all(len(each) == 1 for each in envs.values()) and before not in call("results", "tiny", "--csv")[1]
    assert all(path.read_bytes() == data for path, data in kept.items())
