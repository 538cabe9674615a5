"""Every notebook runs from top to bottom, without a screen."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.py"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs(path, tmp_path):
    quick = {"PITFALLS_STEPS": "8", "MPLBACKEND": "Agg", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, str(path)], cwd=tmp_path, env=os.environ | quick, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "probe" in done.stdout
    assert len(list((tmp_path / "results" / "runs").rglob("*.json"))) == 2
