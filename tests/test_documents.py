"""What the documents show runs as it stands there."""

import re
import sys
from pathlib import Path

import pytest
import torch

from pitfalls import cli
from pitfalls.images.scenes import Scenes
from pitfalls.measures.reading import Reading
from pitfalls.records.own import load_file
from pitfalls.report.readme import BEGIN, committed, written
from pitfalls.training.outcome import run_trial
from pitfalls.trial import Trial

ROOT = Path(__file__).parents[1]


def blocks(name, language):
    """The fenced blocks of a language in a document."""
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / name).read_text(), re.DOTALL)


def test_the_task_in_contributing_is_drawn_and_trained(tmp_path, monkeypatch):
    (code,) = blocks("CONTRIBUTING.md", "python")
    (tmp_path / "halves.py").write_text(code)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["pitfalls", "show", "halves.py:Halves", "--plant", "aberration=2", "-o", "a.png"])
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert not end.value.code and (tmp_path / "a.png").stat().st_size > 10_000
    task = load_file("halves.py").Halves()
    tiny = Scenes(size=32, train=64, validation=40, test=70)
    reading = Reading(train=40, validation=20, test=64, questions=64)
    found, _ = run_trial(Trial(task=task, images=tiny, steps=3, batch=16, reading=reading))
    assert found["status"] == "ok" and 0 <= found["outcome"]["proxy"] <= 1
    views, answer = task.pose(torch.rand(8, 2, 3, 6, 3), _Zeros())
    assert views[0].shape == (8, 2, 3, 6, 3) and answer.target.tolist() == [0] * 8


def test_every_command_in_the_readme_is_one():
    lines = [line.split() for block in blocks("README.md", "sh") for line in block.splitlines()]
    told = {words[1] for words in lines if words[:1] == ["pitfalls"]}
    known = {command.name or command.callback.__name__ for command in cli.app.registered_commands}
    assert told and told <= known


def test_the_findings_in_the_readme_are_those_of_the_rows():
    text, claims = (ROOT / "README.md").read_text(), committed(ROOT)
    if BEGIN in text and any(rows for _, rows, _ in claims):
        assert written(text, claims) == text, "run `python -m pitfalls.report.readme`"


class _Zeros:
    def integers(self, low, high, *shape):
        return torch.zeros(shape, dtype=torch.long)
