"""What is installed, and not cloned, has the claims with their rows."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pitfalls.experiment import find

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder that holds what a wheel would."""
    pytest.importorskip("setuptools")
    there = tmp_path_factory.mktemp("installed")
    words = ["--quiet", "egg_info", "--egg-base", there, "build_py", "--build-lib", there / "lib"]
    subprocess.run([sys.executable, "setup.py", *map(str, words)], cwd=ROOT, check=True, capture_output=True)
    return there / "lib"


def called(installed, folder, *words):
    env = os.environ | {"PYTHONPATH": str(installed), "COLUMNS": "200"}
    command = [sys.executable, "-m", "pitfalls", *words]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)


def test_the_claims_are_named_and_found_and_their_rows_shown_in_an_empty_folder(installed, tmp_path):
    assert called(installed, tmp_path, "list", "experiments").stdout.count("aberration") >= 3
    told = called(installed, tmp_path, "results", "aberration")
    assert told.returncode == 0 and f"kept in {installed}" in told.stderr and "leak left" in told.stdout
    assert list(tmp_path.iterdir()) == []


def test_every_claim_goes_along_and_no_benchmark_does(installed):
    inside = lambda folder: {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    here, there = inside(ROOT / "experiments"), inside(installed / "pitfalls" / "experiments")
    left = {"speed", "robustness"}
    assert there == {path for path in here if path.parts[0] not in left and "__pycache__" not in path.parts}
    rooms = {path.parent.relative_to(ROOT) for path in (ROOT / "pitfalls").rglob("__init__.py")}
    assert rooms <= {path.parent.relative_to(installed) for path in installed.rglob("__init__.py")}


def test_a_folder_of_any_name_may_hold_experiments(tmp_path, monkeypatch):
    folder = tmp_path / "speed" / "experiments" / "shortcuts"
    folder.mkdir(parents=True)
    (folder / "mine.py").write_text("")
    (folder.parent / "robustness").mkdir()
    (folder.parent / "robustness" / "kills.py").write_text("")
    monkeypatch.setattr(find, "PACKAGE", tmp_path / "nothing" / "pitfalls")
    monkeypatch.setattr(find, "folders", lambda: [tmp_path / "speed" / "experiments"])
    assert find.experiments() == {"mine": folder / "mine.py"}
