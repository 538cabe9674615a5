"""What the documents show runs as it stands there."""

import re
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
import torch

import pitfalls
from pitfalls import cli
from pitfalls.commands.spelled import spelled
from pitfalls.experiment.find import opened
from pitfalls.images.scenes import Scenes
from pitfalls.measures.reading import Reading
from pitfalls.records.own import load_file
from pitfalls.report.readme import committed, nearer, written
from pitfalls.shapes import frames
from pitfalls.streams import Rng
from pitfalls.training.outcome import run_trial
from pitfalls.trial import Trial

ROOT = Path(__file__).parents[1]
tiny = Scenes(size=32, train=64, validation=40, test=70)
reading = Reading(train=40, validation=20, test=64, questions=64)
short = Trial(task=pitfalls.Jigsaw(roam=2, permutations=5), images=tiny, steps=3, batch=16, reading=reading)


def blocks(name, language):
    """The fenced blocks of a language in a document."""
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / name).read_text(), re.DOTALL)


@pytest.fixture
def example(tmp_path, monkeypatch):
    """All files of CONTRIBUTING in a folder of their own; gives what makes a module of one."""
    monkeypatch.chdir(tmp_path)
    for code in blocks("CONTRIBUTING.md", "python"):
        name = re.match(r"# (\w+\.py)\n", code)
        assert name, "each example begins with the name of its file"
        Path(name[1]).write_text(code)
    return load_file


def called(monkeypatch, *words):
    monkeypatch.setattr(sys, "argv", ["pitfalls", *words])
    with pytest.raises(SystemExit) as end:
        cli.main()
    return end.value.code


def test_all_that_an_example_imports_of_the_lab_comes_from_its_top():
    lines = [line for code in blocks("CONTRIBUTING.md", "python") for line in code.splitlines()]
    assert not [line for line in lines if line.startswith("from pitfalls.")]
    assert len([line for line in lines if line.startswith("from pitfalls import")]) >= 6


def test_the_task_is_drawn_and_trained(example, monkeypatch):
    assert not called(monkeypatch, "show", "halves.py:Halves", "--plant", "aberration=2", "--count", "1", "-o", "a.png")
    assert Path("a.png").stat().st_size > 10_000
    task = example("halves.py").Halves()
    found, _ = run_trial(replace(short, task=task, score=None))
    assert found["status"] == "ok" and 0 <= found["outcome"]["proxy"] <= 1
    views, answer = task.pose(torch.rand(8, 2, 3, 6, 3), _Zeros())
    assert views[0].shape == (8, 2, 3, 6, 3) and answer.target.tolist() == [0] * 8


def test_the_defense_keeps_so_many_values_and_stands_in_a_trial(example):
    defense = spelled("posterize.py:Posterize=4", "defense", "--with")
    assert len(defense.defend(torch.rand(2, 1, 3, 8, 8), None).unique()) == 4
    assert run_trial(replace(short, defenses=(defense,)))[0]["status"] == "ok"


def test_the_cue_darkens_corners_and_its_sham_whole_pictures_as_much(example):
    cue = spelled("vignette.py:Vignette=0.8", "cue", "--plant")
    white = frames(torch.ones(400, 3, 9, 9))
    planted, sham = (each.plant(white, Rng(0, "light")).pixels for each in (cue, cue.sham()))
    assert float(planted[0, 0, 4, 4]) == 1 and float(planted[0, 0, 0, 0]) == pytest.approx(0.2, abs=1e-6)
    assert float(sham.flatten(1).std(1).max()) < 1e-6 and float(sham.mean()) == pytest.approx(
        float(planted.mean()), abs=0.1
    )
    assert replace(cue, strength=0).plant(white, None) is white and cue.reversed().reversed() == cue


def test_the_score_is_the_cross_entropy_at_no_focus_and_judges_a_trial(example):
    score = example("focal.py").Focal
    guess, answer = torch.randn(6, 5), pitfalls.answered(torch.arange(6) % 5)
    plain = torch.nn.functional.cross_entropy(guess, answer.target, reduction="none")
    assert torch.allclose(score(0.0).loss(guess, answer), plain) and bool((score().loss(guess, answer) < plain).all())
    assert run_trial(replace(short, score=score()))[0]["status"] == "ok"


def test_the_attacker_reads_the_cue_and_nothing_without_it(example):
    vignette, attacker = example("vignette.py").Vignette, example("brightness.py").Brightness()
    trial = replace(short, images=Scenes(size=32, train=256, test=128, validation=20), batch=64)
    trial = replace(trial, reading=replace(reading, test=128, questions=256))
    asked = [pitfalls.attack_of(replace(trial, cues=cues), attacker) for cues in ((vignette(1.0),), ())]
    planted, clean = (run_trial(each)[0]["outcome"] for each in asked)
    assert planted["proxy"] > clean["proxy"] + 0.1 and "probe" not in planted, (planted["proxy"], clean["proxy"])


@pytest.mark.parametrize("name,arms", [("dark.py", 5), ("toggles.py", 8)])
def test_an_experiment_is_found_and_its_arms_run(example, name, arms):
    experiment = opened(Path(name))
    assert len(experiment.arms) == arms and len(experiment.contrasts) + len(experiment.also) >= 4
    small = replace(tiny, size=64, margin=6)
    one = experiment.each(lambda trial: replace(trial, images=small, steps=2, batch=16, reading=reading))
    trial = list(one.arms.values())[-1]
    assert run_trial(trial)[0]["status"] == "ok"


def test_every_command_in_the_readme_is_one_with_options_that_are_there():
    lines = [line.partition("#")[0].split() for block in blocks("README.md", "sh") for line in block.splitlines()]
    told = [words for words in lines if words[:1] == ["pitfalls"]]
    known = {command.name or command.callback.__name__ for command in cli.app.registered_commands}
    assert told and {words[1] for words in told} <= known
    for words in (words for words in told if words[1] == "show"):
        cues = [spelled(each, "cue", "--plant") for flag, each in pairwise(words) if flag == "--plant"]
        task = spelled(words[2], "task", "TASK")
        assert Trial(task=task, images=Scenes(margin=8), cues=tuple(cues)).key


def test_the_findings_in_the_readme_are_those_of_the_rows():
    claims = committed(ROOT)
    for path, known, brief in (("README.md", claims, True), ("experiments/README.md", nearer(claims), False)):
        text = (ROOT / path).read_text()
        assert written(text, known, brief) == text, "run `python -m pitfalls.report.readme`"


class _Zeros:
    def integers(self, low, high, *shape):
        return torch.zeros(shape, dtype=torch.long)
