"""README's table comes from the rows kept beside the experiments."""

import json
import subprocess
import sys

import pytest

from pitfalls.ledger.files import REVISION
from pitfalls.refused import Refused
from pitfalls.report.publish import keep
from pitfalls.report.readme import BEGIN, END, committed, main, table, written


@pytest.fixture
def root(tmp_path, claim, doses):
    folder = tmp_path / "experiments" / "shortcuts"
    folder.mkdir(parents=True)
    for name, (plan, rows) in {"aberration": claim, "dose@photos": doses}.items():
        keep(plan | {"name": name, "revision": REVISION}, rows, folder)
    for path in (tmp_path, tmp_path / "experiments"):
        (path / "README.md").write_text(f"before\n{BEGIN}\n{END}\nafter\n")
    return tmp_path


def test_every_contrast_has_a_line_with_its_word(root):
    main(root)
    text = (root / "experiments" / "README.md").read_text()
    lines = text.splitlines()
    assert lines[0] == "before" and lines[-1] == "after" and sum(line.startswith("|") for line in lines) == 2 + 4 + 4
    (harm,) = [line for line in lines if "| harm |" in line]
    assert harm.startswith("| [aberration](shortcuts/aberration.svg) | Does a lens harm a jigsaw")
    assert "| *holds* | -12." in harm and harm.endswith("| 10 of 10 | +24.8 to +37.0 | 5 |")
    main(root)
    assert (root / "experiments" / "README.md").read_text() == text


def test_a_claim_has_a_line_of_its_own_in_front(root):
    main(root)
    lines = [line for line in (root / "README.md").read_text().splitlines() if line.startswith("|")]
    assert len(lines) == 2 + 2
    assert lines[2].startswith("| [aberration](experiments/shortcuts/aberration.svg) | Does a lens harm a jigsaw")
    assert "| harm *holds* -12." in lines[2] and lines[2].endswith("| 5 |")


def test_a_net_that_is_not_trained_is_not_counted_among_those_that_learned(claim):
    plan, rows = claim
    arms = plan["arms"] | {"clean": {"fields": {"steps": 0}}}
    (line,) = [line for line in table([(plan | {"arms": arms}, rows, "x")]).splitlines() if "| harm |" in line]
    assert "| 5 of 5 |" in line


def test_rows_that_say_something_else_make_it_stale(root):
    main(root)
    text, path = (root / "README.md").read_text(), root / "experiments" / "shortcuts" / "aberration.json"
    path.write_text(path.read_text().replace('"delta": 0.03', '"delta": 0.5'))
    assert written(text, committed(root), True) != text


def test_claims_of_another_revision_are_left_out_by_name(root):
    path = root / "experiments" / "shortcuts" / "dose@photos.json"
    for older in ({"revision": "1"}, {"schema": 1}):
        path.write_text(json.dumps(json.loads(path.read_text()) | older))
        told = table(committed(root))
        assert (
            told.endswith("\n\nLeft out, for their rows are of an older revision: dose@photos.") and "| harm |" in told
        )
        assert "harm of" not in told


def test_neither_what_explores_nor_what_is_no_claim_is_a_finding(root):
    path = root / "experiments" / "shortcuts" / "dose@photos.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"exploratory": True}))
    (root / "experiments" / "figures.json").write_text("[]")
    (root / "experiments" / "figures.csv").write_text("")
    assert "dose" not in table(committed(root))
    assert table([]) == "No claim has rows yet."


@pytest.mark.parametrize("text", ["", BEGIN, f"{END}{BEGIN}", f"{BEGIN}{END}{BEGIN}{END}"])
def test_a_readme_without_one_pair_of_markers_is_refused(text):
    with pytest.raises(Refused, match="once, with the table between them"):
        written(text, [])


def test_it_needs_no_torch():
    code = "import sys, pitfalls.report.readme; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_what_is_kept_names_no_folder_of_one_machine(tmp_path, claim):
    plan, rows = claim
    there = {"fields": {"steps": 1, "images": {"fields": {"path": "/somewhere/of/mine/photos"}}}}
    kept = keep(plan | {"arms": plan["arms"] | {"clean": there}}, rows, tmp_path).with_suffix(".json").read_text()
    assert json.loads(kept)["arms"]["clean"]["fields"]["images"]["fields"]["path"] == "photos"
    assert "somewhere" not in kept
