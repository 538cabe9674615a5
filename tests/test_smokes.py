"""Every claim runs at the smoke profile from its name to its page, as a user would run it."""

import subprocess
import sys

import pytest

from pitfalls.experiment.find import experiments


@pytest.mark.slow
@pytest.mark.parametrize("name", experiments())
def test_a_claim_runs_to_its_page(name, tmp_path):
    command = [sys.executable, "-m", "pitfalls.cli", "run", name, "--profile", "smoke", "--seeds", "1"]
    done = subprocess.run([*command, "--results", str(tmp_path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    page = tmp_path / "claims" / f"{name}-smoke" / "index.html"
    assert page.is_file() and name in page.read_text()
