"""What the tests of commands share: a tiny claim in a folder of its own, pictures, and a call as a user makes it."""

import sys

import pytest

from pitfalls import cli

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


@pytest.fixture(scope="session")
def claim_text():
    return CLAIM


@pytest.fixture
def claim(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tiny.py").write_text(CLAIM)
    return "tiny.py"


def _exit_code(*words):
    """The exit code of a call of the command line."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys, "argv", ["pitfalls", *map(str, words)])
        try:
            cli.main()
        except SystemExit as end:
            return end.code or 0
    return 0


@pytest.fixture(scope="session")
def exit_code():
    """A call that gives its exit code."""
    return _exit_code


@pytest.fixture
def call(capsys):
    """A call that gives its exit code and what was printed to (out, err)."""
    return lambda *words: (_exit_code(*words), *capsys.readouterr())


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
