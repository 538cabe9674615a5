"""The commands as a user meets them: what they print, how they fail, how they resume."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pitfalls import cli
from pitfalls.report.tables import BESIDE

ROOT = Path(__file__).parents[1]
CLAIM = '''"""Does a tiny claim run?"""

from dataclasses import replace

from pitfalls.experiment.experiment import Experiment
from pitfalls.images.scenes import Scenes
from pitfalls.measures.reading import Reading
from pitfalls.shortcuts.aberration import LateralAberration
from pitfalls.statistics.contrast import Contrast
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.trial import Trial

one = Trial(
    task=Jigsaw(roam=2, permutations=5),
    images=Scenes(size=32, train=64, validation=40, test=64),
    steps=30,
    batch=16,
    reading=Reading(train=40, validation=20, test=64, questions=64),
)
experiment = Experiment(
    question="Does a tiny claim run?",
    arms={"off": one, "on": replace(one, cues=(LateralAberration(),))},
    contrasts=(Contrast("harm", {"on": 1, "off": -1}, sign=-1),),
    seeds=2,
    ceiling=False,
    profiles={"quick": {}},
)
'''


@pytest.fixture
def claim(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tiny.py").write_text(CLAIM)
    return "tiny.py"


def called(*words, capsys=None, monkeypatch=None):
    """Exit code and what was printed to (out, err)."""
    monkeypatch.setattr(sys, "argv", ["pitfalls", *map(str, words)])
    try:
        cli.main()
        code = 0
    except SystemExit as end:
        code = end.code or 0
    return (code, *capsys.readouterr())


@pytest.fixture
def call(capsys, monkeypatch):
    return lambda *words: called(*words, capsys=capsys, monkeypatch=monkeypatch)


def test_list_names_every_part_with_its_range(call):
    code, out, _ = call("list")
    assert code == 0
    for name in (
        "jigsaw",
        "lateral_aberration",
        "drop_color",
        "cross_entropy",
        "permutations",
        "ridge",
        "seam",
        "channel_displacement",
    ):
        assert name in out
    assert re.search(r"strength\s+= 1", out) and "px" in out and ">= -8, <= 8" in out


def test_run_then_run_again_computes_nothing_and_results_agree(call, claim):
    code, out, err = call("run", claim, "--device", "cpu")
    assert code == 0, out + err
    assert "4 of 4 cells to compute" in out and "harm" in out
    first = call("results", "tiny", "--csv")[1]
    assert len(first.splitlines()) == 5 and ",ok," in first
    code, out, _ = call("run", claim, "--device", "cpu")
    assert code == 0 and "to compute" not in out
    assert call("results", "tiny", "--csv")[1] == first
    page = Path("results/claims/tiny/index.html").read_text()
    assert "<svg" in page and "Does a tiny claim run?" in page and "http://www.w3.org" in page
    assert not re.search(r'(src|href)="(?!data:|#)', page)


def test_more_seeds_run_only_what_is_missing(call, claim):
    call("run", claim, "--seeds", "1", "--device", "cpu")
    _, out, _ = call("run", claim, "--seeds", "2", "--device", "cpu")
    assert "2 of 4 cells to compute" in out


def test_rows_made_with_set_are_exploratory_and_never_mix(call, claim):
    call("run", claim, "--seeds", "1", "--device", "cpu")
    kept = call("results", "tiny", "--csv")[1]
    code, out, _ = call("run", claim, "--seeds", "1", "--device", "cpu", "--set", "steps=10")
    assert code == 0 and "exploratory" in out
    assert call("results", "tiny", "--csv")[1] == kept
    names = [json.loads(path.read_text()) for path in Path("results/claims").glob("*/claim.json")]
    assert sorted(each["exploratory"] for each in names) == [False, True]
    other = next(each["name"] for each in names if each["exploratory"])
    assert "True" in call("results", other, "--csv")[1]


def test_plan_tells_cells_time_and_what_can_be_confirmed(call, claim):
    code, out, _ = call("plan", claim, "--device", "cpu")
    text = " ".join(out.split())
    assert code == 0 and "4 cells, 0 done" in text and "minutes here" in text
    assert "2 seeds cannot confirm anything" in text


def test_max_minutes_begins_nothing_more_and_says_so(call, claim):
    code, out, _ = call("run", claim, "--device", "cpu", "--max-minutes", "0")
    assert code == 0 and "still to be computed" in out


def test_show_draws_before_and_after_each_toggle(call, claim):
    code, _, err = call("show", "jigsaw", "--plant", "aberration=2", "--with", "drop_color:fill=mean", "-o", "a.png")
    assert code == 0, err
    assert Path("a.png").stat().st_size > 20_000
    for task in ("rotation", "context", "colorization", "contrastive", "jigsaw:grid=2,permutations=4,distance=3"):
        code, _, err = call("show", task, "-o", "b.png")
        assert code == 0, err


def test_a_toggle_that_changes_nothing_is_told(call, claim):
    code, _, err = call("show", "rotation", "--with", "gap=2", "-o", "a.png")
    assert code == 0 and "Gap(pixels=2) changes nothing" in err
    Path("silent.py").write_text(
        CLAIM.replace('"on": replace(one, cues=(LateralAberration(),))', '"on": idle').replace(
            "experiment = ", "idle = replace(one, cues=(LateralAberration(strength=0),))\nexperiment = "
        )
    )
    code, out, _ = call("run", "silent.py", "--seeds", "1", "--device", "cpu")
    text = " ".join(out.split())
    assert code == 0 and "Note on on: LateralAberration(strength=0" in text and "Note on off" not in text
    assert "changes nothing" in Path("results/claims/silent/index.html").read_text()


def test_doctor_says_where_things_lie(call, claim):
    code, out, _ = call("doctor")
    assert code == 0 and "torch" in out and "two runs are equal" in out and "records" in out


BAD = [
    (["show", "jigsw"], "did you mean 'jigsaw'"),
    (["show", "jigsaw", "--with", "drop_colour"], "did you mean 'drop_color'"),
    (["show", "jigsaw", "--plant", "lens=1"], "there is no cue 'lens'"),
    (["show", "jigsaw:permutation=9"], "permutations"),
    (["show", "jigsaw:permutations=0"], "greater than or equal to 2"),
    (["show", "jigsaw:permutations=many"], "'many'"),
    (["show", "jigsaw", "--plant", "aberration=99"], "less than or equal to 8"),
    (["show", "jigsaw", "--with", "gap=40"], "leaves no room"),
    (["show", "jigsaw:grid=5"], "grid"),
    (["show", "jigsaw:grid=2,permutations=30,distance=2"], "only 24"),
    (["show", "rotation", "--with", "mirror"], "Mirror"),
    (["show", "colorization", "--with", "channel_shift"], "ChannelShift changes the shift"),
    (["show", "jigsaw", "-o", "a.bmp"], ".png"),
    (["show", "jigsaw", "--images", "nowhere"], "nowhere"),
    (["show", "own.py:Nothing"], "own.py"),
    (["run", "aberation"], "did you mean 'aberration'"),
    (["run", "missing.py"], "missing.py"),
    (["run", "tiny.py", "--profile", "slow"], "smoke, quick, full"),
    (["run", "tiny.py", "--device", "tpu"], "auto, cpu, cuda or mps"),
    (["run", "tiny.py", "--set", "stepps=3"], "did you mean 'steps'"),
    (["run", "tiny.py", "--set", "steps"], "KNOB=VALUE"),
    (["run", "tiny.py", "--set", "steps=-1"], "greater than or equal to 0"),
    (["run", "tiny.py", "--set", "task.tiles=3"], "has no knob 'tiles'"),
    (
        ["run", "tiny.py", "--set", "batch=65"],
        "64 images, but a batch takes 65; take a smaller batch, as with --set batch=64",
    ),
    (["run", "tiny.py", "--set", "permutations=20"], "did you mean 'task.permutations'?"),
    (["run", "tiny.py", "--set", "task=rotation"], "--set cannot set task, for it sets knobs and no parts"),
    (["run", "tiny.py", "--set", "cues=blur"], "--set cannot set cues"),
    (["run", "tiny.py", "--images", "empty"], "empty"),
    (["run", "broken.py"], "broken.py, line 3"),
    (["run", "bare.py"], "defines no `experiment`"),
    (["results", "tiny"], "nothing was run yet"),
    (["results"], "nothing was run yet"),
    (["results", "/tmp/x"], "nothing was run yet"),
    (["results", "a**"], "nothing was run yet"),
    (["results", "[/run]"], "nothing was run yet"),
    (["results", "--results", "tiny.py"], "tiny.py is a file"),
    (["plan", "tiny.py", "--results", "tiny.py"], "tiny.py is a file"),
    (["report", "tiny", "--results", "[/run]"], "nothing was run yet under [/run]"),
]


@pytest.mark.parametrize("words,told", BAD, ids=[" ".join(words) for words, _ in BAD])
def test_bad_input_is_one_sentence_and_exit_code_2(call, claim, words, told):
    Path("empty").mkdir()
    Path("own.py").write_text("x = 1\n")
    Path("broken.py").write_text("import os\n\nraise RuntimeError('boom')\n")
    Path("bare.py").write_text("x = 1\n")
    code, out, err = call(*words)
    text = " ".join((out + err).split())
    assert code == 2, text
    assert told in text
    assert "Traceback" not in text and err.strip() and not Path("results").exists()
    last = err.strip().splitlines()[-1]
    assert ".." not in last.replace("...", "") and not last.endswith(". .")


def test_a_device_that_is_not_there_is_named(call, claim):
    import torch

    if torch.cuda.is_available():
        pytest.skip("this machine has a CUDA device")
    code, _, err = call("run", claim, "--device", "cuda")
    assert code == 2 and "'cuda'" in err and "it has: cpu" in err


def test_results_and_help_import_no_torch(call, claim):
    call("run", claim, "--seeds", "1", "--device", "cpu")
    for words in (["--help"], ["results"], ["results", "tiny", "--csv"], ["report", "tiny"], ["run", "--help"]):
        code = (
            "import sys; sys.argv = ['pitfalls', *sys.argv[1:]]\n"
            "from pitfalls import cli\n"
            "code = 0\n"
            "try: cli.main()\n"
            "except SystemExit as end: code = end.code\n"
            "assert not code, code\n"
            "assert 'torch' not in sys.modules, 'torch was imported'\n"
        )
        done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_killed_at_any_moment_and_run_again_the_table_is_the_same_byte_for_byte(call, claim, blow, tmp_path):
    call("run", claim, "--device", "cpu", "--results", "whole")
    wanted = call("results", "tiny", "--csv", "--results", "whole")[1]
    command = [sys.executable, "-m", "pitfalls.cli", "run", claim, "--device", "cpu", "--results", "cut"]
    # a suite that runs in the background may have been told to ignore Ctrl-C, and children inherit that
    heeds = lambda: signal.signal(signal.SIGINT, signal.default_int_handler)
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen(command, **pipes, cwd=tmp_path, preexec_fn=heeds)
    until = time.monotonic() + 60
    while not list(Path("cut").glob("runs/*/*.json")) and time.monotonic() < until:
        time.sleep(0.05)
    process.send_signal(blow)
    _, told = process.communicate(timeout=60)
    if blow != signal.SIGKILL:
        assert process.returncode == 130 and b"Traceback" not in told, told
        assert b"Stopped; what was finished is kept, and the same command goes on from there." in told
    finished = {path: path.read_bytes() for path in Path("cut").glob("runs/*/*.json")}
    assert 1 <= len(finished) < 4
    code, _, err = call("run", claim, "--device", "cpu", "--results", "cut")
    assert code == 0, err
    assert call("results", "tiny", "--csv", "--results", "cut")[1] == wanted
    assert all(path.read_bytes() == data for path, data in finished.items())


def test_ctrl_c_in_a_terminal_reaches_the_workers_too_and_is_told_once(claim, tmp_path):
    command = [sys.executable, "-m", "pitfalls.cli", "run", claim, "--device", "cpu", "--results", "cut"]
    heeds = lambda: signal.signal(signal.SIGINT, signal.default_int_handler)
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen(command, **pipes, cwd=tmp_path, preexec_fn=heeds, start_new_session=True)
    assert process.stdout.readline()
    until = time.monotonic() + 60
    while len(_children(process.pid)) < 2 and time.monotonic() < until:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130 and b"Traceback" not in told and told.count(b"Stopped;") == 1, told


def test_what_typer_refuses_is_told_as_before(call, claim):
    code, _, err = call("run", claim, "--seeds", "many")
    assert code == 2 and "--seeds" in err and "Usage" in err and "Stopped" not in err
    code, _, err = call("runn")
    assert code == 2 and "runn" in err


def test_workers_do_not_outlive_a_killed_driver(claim, tmp_path):
    command = [sys.executable, "-m", "pitfalls.cli", "run", claim, "--device", "cpu", "--results", "cut"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=tmp_path)
    until = time.monotonic() + 60
    while not list(Path("cut").glob("runs/*/*.json")) and time.monotonic() < until:
        time.sleep(0.05)
    children = _children(process.pid)
    assert children
    process.kill()
    process.wait()
    until = time.monotonic() + 20
    while any(_alive(child) for child in children) and time.monotonic() < until:
        time.sleep(0.1)
    assert not any(_alive(child) for child in children)


def _children(parent):
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.append(int(path.parent.name))
    return found


def _alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_two_drivers_on_one_sweep_do_no_cell_twice(claim, tmp_path):
    command = [sys.executable, "-m", "pitfalls.cli", "run", claim, "--device", "cpu", "--results", "both"]
    pair = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tmp_path) for _ in range(2)]
    told = [process.communicate(timeout=200)[0] for process in pair]
    done = sum(text.count(": done") for text in told)
    assert done == 4, told
    assert len(list(Path("both/runs").glob("*/*.json"))) == 4


def test_a_folder_that_cannot_be_written_is_said(call, claim):
    if os.geteuid() == 0:
        Path("results").write_text("a file stands in the way")
    else:
        Path("results").mkdir(mode=0o500)
    code, _, err = call("run", claim, "--device", "cpu")
    assert code == 2 and "results" in err and "Traceback" not in err


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
    own = BROKEN.replace("from pitfalls.frozen", CLAIM.partition("one =")[0] + "from pitfalls.frozen")
    own += "\n\none =" + CLAIM.partition("one =")[2].replace("Jigsaw(roam=2, permutations=5)", "Broken()")
    Path("own.py").write_text(own.replace("ceiling=False", "ceiling=True"))
    told = f"own.py, line {own[: own.index('oops')].count(chr(10)) + 1}: KeyError: 'oops'"
    code, out, err = call("run", "own.py", "--device", "cpu", "--seeds", "3")
    assert code == 2 and told in err and "Traceback" not in out + err
    attempts = [json.loads(path.read_text()) for path in Path("results/attempts").glob("*/*.json")]
    broken = [each for each in attempts if each["status"] == "error"]
    assert 1 <= len(broken) <= 2 and all(each["error"] == told and "pose" in each["trace"] for each in broken)
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
    monkeypatch.setattr("pitfalls.commands.driver.workers_for", lambda device: 1)
    for code, told, tries in (
        (1, "the same command tries them again", 1),
        (0, "they are counted as failed", 1),
        (0, "", 0),
    ):
        found, out, _ = call("run", claim, "--device", "cpu")
        assert found == code and told in " ".join(out.split()) and "on, seed 0 failed: RuntimeError: boom" in out
        assert ("1 of 4 cells to compute" in out) == (tries == 1 and code == 0)
    rows = [line.split(",")[:3] for line in call("results", "tiny", "--csv")[1].splitlines()]
    assert ["on", "0", "failed"] in rows and ["on", "1", "ok"] in rows
    for path in Path("results/attempts").glob("*/*.json"):
        path.unlink()
    monkeypatch.setattr(cells, "run_trial", ran)
    assert "1 of 4 cells to compute" in call("run", claim, "--device", "cpu")[1]


def test_after_an_upgrade_no_seed_is_split_and_nothing_is_lost(call, claim, monkeypatch):
    from pitfalls.training import environment

    monkeypatch.setattr("pitfalls.commands.driver.workers_for", lambda device: 1)
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


def test_a_claim_named_after_rows_of_its_arms_says_so(call, claim):
    call("run", claim, "--device", "cpu")
    Path("late.py").write_text(Path(claim).read_text().replace("seeds=2", "seeds=2, delta=0.001"))
    code, out, _ = call("run", "late.py", "--device", "cpu")
    assert code == 0 and "to compute" not in out
    stored = json.loads(Path("results/claims/late/claim.json").read_text())
    assert (
        stored["named_late"] == 4 and json.loads(Path("results/claims/tiny/claim.json").read_text())["named_late"] == 0
    )


def test_an_own_net_and_own_pictures_are_computed_on_any_number_of_cores(call, claim, monkeypatch):
    monkeypatch.setattr("pitfalls.commands.driver.workers_for", lambda device: 2)
    own = "from torch import nn, rand\n" + Path(claim).read_text()
    own = own.replace("steps=30,", "steps=3, encoder=nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU()),")
    Path("own.py").write_text(own)
    code, out, err = call("run", "own.py", "--device", "cpu", "--seeds", "1")
    assert code == 0 and "2 of 2 cells to compute" in out, out + err
    assert call("results", "own", "--csv")[1].count(",ok,") == 2


@pytest.fixture
def photos(tmp_path):
    """A folder of unlabeled pictures, and one file that is none."""

    def made(name, first=0, count=60):
        import numpy as np
        from PIL import Image

        folder = tmp_path / name
        folder.mkdir(parents=True)
        for number in range(first, first + count):
            pixels = np.random.default_rng(number).integers(0, 255, (40, 40, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(folder / f"{number}.png")
        (folder / "bad.jpg").write_bytes(b"no picture")
        return name

    return made


def test_unlabeled_pictures_can_confirm_nothing_about_a_probe_and_the_skipped_ones_are_told(call, claim, photos):
    flat, skipped = photos("flat"), "Skipped 1 file"
    assert skipped in call("show", "jigsaw", "--images", flat, "-o", "a.png")[1]
    code, out, _ = call("plan", claim, "--images", flat, "--device", "cpu")
    text = " ".join(out.split())
    assert code == 0 and skipped in text
    assert "cannot confirm anything: the outcome is the probe, and these pictures have no labels." in text
    assert "true effect" not in text
    code, out, _ = call("run", claim, "--images", flat, "--device", "cpu", "--seeds", "1")
    text = " ".join(out.split())
    assert code == 0 and "harm is not testable: the outcome is the probe, and these pictures have no labels" in text
    assert "floor (untrained)" not in text
    other = photos("deep/flat", 100)
    code, _, err = call("run", claim, "--images", other, "--device", "cpu", "--seeds", "1")
    assert code == 2
    assert "deep/flat does not hold the pictures that tiny@flat was run on; take another --results or rename" in err


def test_too_few_pictures_for_a_batch_are_told_before_anything_is_written(call, claim, photos):
    code, out, err = call("run", claim, "--images", photos("few", count=9), "--device", "cpu")
    assert code == 2 and "a batch takes 16; take a smaller batch, as with --set batch=4, or add images" in err
    assert "to compute" not in out and not Path("results").exists()


def test_what_was_run_under_longer_names_is_shown_and_told_apart(call, claim):
    call(
        "run",
        claim,
        "--seeds",
        "1",
        "--device",
        "cpu",
        "--profile",
        "smoke",
        "--set",
        "task.permutations=4",
        "--set",
        "batch=16",
    )
    code, out, err = call("results", "tiny")
    assert code == 0 and "tiny itself was not run" in err and "tiny-smoke+set-" in err
    assert "task.permutations=4" in " ".join(out.split())
    call("run", claim, "--seeds", "1", "--device", "cpu")
    every = call("results", "--csv")[1].splitlines()
    assert (
        len(every) == 5 and every[0].startswith("experiment,arm,") and sum("experiment" in line for line in every) == 1
    )
    assert {line.partition(",")[0].partition("+")[0] for line in every[1:]} == {"tiny", "tiny-smoke"}
    assert call("results", "tiny", "--csv")[1].startswith("arm,")


def test_a_damaged_record_is_named_once(call, claim):
    call("run", claim, "--seeds", "1", "--device", "cpu")
    path = min(Path("results/runs").glob("*/*.json"))
    path.write_text("{")
    for words in (["results"], ["results", "tiny"], ["report", "tiny"]):
        code, _, err = call(*words)
        assert code == 0 and err.count("1 record could not be read: ") == 1 and path.parent.name in err


def test_a_table_of_nothing_is_one_sentence(call, claim, recwarn):
    code, out, _ = call("run", claim, "--device", "cpu", "--max-minutes", "0")
    assert code == 0 and "No run has finished yet" in out and "attacker" not in out and BESIDE not in out
    assert not [each for each in recwarn if "labels" in str(each.message)]
