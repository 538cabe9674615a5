"""The room of the checks: it stands outside all others, needs no pytest to be asked, and a silent toggle warns."""

import ast
from pathlib import Path

import pytest

import pitfalls
from pitfalls.shortcuts.aberration import LateralAberration
from pitfalls.testing import cases, check_cue

PACKAGE = Path(pitfalls.__file__).parent


def imported(body):
    """The modules that statements import, without those inside of functions."""
    for node in body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_nothing_of_the_lab_imports_the_checks_and_they_import_no_pytest():
    for file in PACKAGE.rglob("*.py"):
        tree = ast.parse(file.read_text())
        if file.parent.name == "testing":
            assert not any(name.partition(".")[0] == "pytest" for name in imported(tree.body)), file
        else:
            assert not any(name.startswith("pitfalls.testing") for name in imported(ast.walk(tree))), file


def test_each_kind_has_a_check_of_its_own_and_promises_in_words():
    for kind in ("task", "cue", "defense", "score", "dial", "attacker"):
        assert callable(getattr(pitfalls.testing, f"check_{kind}"))
    for case in cases(LateralAberration()):
        told = case.values[0].args[0].__doc__
        assert told and told.count("\n") == 0 and told.endswith(".")
    check_cue(LateralAberration(strength=0.5, direction="green"))


def test_a_toggle_that_changes_nothing_warns_of_no_effect(tmp_path):
    scenes = pitfalls.Scenes(size=32, train=64, validation=40, test=64)
    reading = pitfalls.Reading(train=40, validation=20, test=64, questions=64)
    trial = pitfalls.Trial(task=pitfalls.Jigsaw(roam=2, permutations=5), images=scenes, steps=1, reading=reading)
    silent = pitfalls.replace(trial, cues=(LateralAberration(strength=0),))
    with pytest.warns(pitfalls.NoEffect, match="LateralAberration.* changes nothing"):
        pitfalls.run(silent, device="cpu", results=str(tmp_path))
