"""The commands as a user meets them: what they print, and what they import."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest


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
        Path(claim)
        .read_text()
        .replace('"on": replace(one, cues=(LateralAberration(),))', '"on": idle')
        .replace("experiment = ", "idle = replace(one, cues=(LateralAberration(strength=0),))\nexperiment = ")
    )
    code, out, _ = call("run", "silent.py", "--seeds", "1", "--device", "cpu")
    text = " ".join(out.split())
    assert code == 0 and "Note on on: LateralAberration(strength=0" in text and "Note on off" not in text
    assert "changes nothing" in Path("results/claims/silent/index.html").read_text()


def test_doctor_says_where_things_lie(call, claim):
    code, out, _ = call("doctor")
    assert code == 0 and "torch" in out and "two runs are equal" in out and "records" in out


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


def test_what_the_command_line_library_refuses_is_one_sentence_too(call, claim):
    code, _, err = call("run", claim, "--seeds", "many")
    assert code == 2 and err.strip() == "pitfalls: --seeds is 'many', but it should be a whole number."
    code, _, err = call("runn")
    assert code == 2 and err.strip() == "pitfalls: there is no command 'runn'; did you mean 'run'?"


def test_a_folder_that_cannot_be_written_is_said(call, claim):
    if os.geteuid() == 0:
        Path("results").write_text("a file stands in the way")
    else:
        Path("results").mkdir(mode=0o500)
    code, _, err = call("run", claim, "--device", "cpu")
    assert code == 2 and "results" in err and "Traceback" not in err
