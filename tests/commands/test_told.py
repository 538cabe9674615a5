"""What a run says of its claim and its pictures: names, notes, and what can be confirmed."""

import json
from pathlib import Path

from pitfalls.report.tables import BESIDE


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
    monkeypatch.setattr("pitfalls.engines.local.workers_for", lambda device: 2)
    own = "from torch import nn, rand\n" + Path(claim).read_text()
    own = own.replace("steps=30,", "steps=3, encoder=nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU()),")
    Path("own.py").write_text(own)
    code, out, err = call("run", "own.py", "--device", "cpu", "--seeds", "1")
    assert code == 0 and "2 of 2 cells to compute" in out, out + err
    assert call("results", "own", "--csv")[1].count(",ok,") == 2


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
