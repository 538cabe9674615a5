"""Every notebook runs from top to bottom without a screen, with its assertions, and its pair says the same."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.py"))
AT_ONCE = ("1_", "6_")  # the others with `make test-all`, as they take half a minute each


def marked(path):
    return pytest.param(path, id=path.stem, marks=[] if path.stem.startswith(AT_ONCE) else [pytest.mark.slow])


def cells(text):
    """Code of the cells of a py:percent script, in order, as far as there is any."""
    parts = re.split(r"^# %%(.*)\n", text, flags=re.MULTILINE)[1:]
    both = zip(parts[::2], parts[1::2], strict=True)
    return [code.strip() for head, code in both if "[markdown]" not in head]


@pytest.mark.parametrize("path", [marked(path) for path in NOTEBOOKS])
def test_it_runs(path, tmp_path):
    quick = {"PITFALLS_FAST": "1", "MPLBACKEND": "Agg", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, str(path)], cwd=tmp_path, env=os.environ | quick, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "Warning" not in done.stderr


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_its_pair_says_the_same_and_keeps_no_outputs(path):
    pair = json.loads(path.with_suffix(".ipynb").read_text())
    code = [each for each in pair["cells"] if each["cell_type"] == "code"]
    assert ["".join(each["source"]).strip() for each in code] == cells(path.read_text()), "run `make pairs`"
    assert not any(each["outputs"] or each["execution_count"] for each in code)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_built_as_all_are(path):
    text = path.read_text()
    for part in ("**Goal.**", "**Time.**", "**You need**", "**Predict", "## Exercises", "## Read next"):
        assert part in text, part
    assert text.index(".reveal(") > text.index("predict(")
    exercises = text.partition("## Exercises")[2].partition("# %%")[0]
    asked = len(re.findall(r"^# \d\. ", exercises, re.MULTILINE))
    solutions = re.findall(r'^# %% jupyter=\{"source_hidden": true\} tags=\["solution"\]', text, re.MULTILINE)
    assert 2 <= asked == len(solutions)
    assert sum(line.startswith("assert ") for line in text.splitlines()) >= 5
