"""Wrong calls, each refused in one sentence that names the value and what is allowed: no traceback, nothing written."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

import pitfalls
from pitfalls import Refused, cli
from pitfalls.report.finding import results as read_results

RUN, SHOW = ["run", "tiny.py"], ["show", "jigsaw"]

WRONG = [
    (["runn"], "no command 'runn'; did you mean 'run'?"),
    (["--foo"], "'--foo'"),
    (["run"], "needs NAME"),
    (["run", "tiny.py", "more"], "takes no 'more'"),
    (["run", "missing.py"], "there is no file missing.py"),
    (["run", "nb.ipynb"], "nb.ipynb is a notebook, but an experiment stands in a .py file"),
    (["run", "folder"], "folder is a folder, but an experiment is one .py file; in it are folder/inside.py"),
    (["run", "aberation"], "did you mean 'aberration'"),
    (["run", ""], "no experiment ''"),
    (["run", "broken.py"], "broken.py, line 3"),
    (["run", "bare.py"], "defines no `experiment`"),
    (["run", "syntax.py"], "syntax.py, line 2"),
    (["run", "latin.py"], "latin.py"),
    (["run", "utf16.py"], "utf16.py"),
    (["run", "relative.py"], "relative.py, line 1"),
    (["run", "itself.py"], "itself.py"),
    ([*RUN, "--seeds", "many"], "--seeds is 'many', but it should be a whole number"),
    ([*RUN, "--seeds=1.5"], "--seeds is '1.5', but it should be a whole number"),
    ([*RUN, "--seeds", "0"], "--seeds is '0', but it should be greater than or equal to 1"),
    ([*RUN, "--seeds", "1001"], "--seeds is '1001', but it should be less than or equal to 1000"),
    ([*RUN, "--seeds"], "--seeds needs a value"),
    ([*RUN, "--seed", "3"], "has no option '--seed'; did you mean '--seeds'?"),
    ([*RUN, "--max-minutes", "soon"], "--max-minutes is 'soon', but it should be a number"),
    ([*RUN, "--max-minutes", "-1"], "--max-minutes is '-1', but it should be greater than or equal to 0"),
    ([*RUN, "--profile", "slow"], "profile is 'slow', but it should be one of smoke, quick, full"),
    ([*RUN, "--device", "tpu"], "device is 'tpu', but it should be auto, cpu, cuda or mps"),
    ([*RUN, "--device", ""], "device is ''"),
    ([*RUN, "--device", "cpu:foo"], "device is 'cpu:foo', but it should be cpu or cpu:0"),
    ([*RUN, "--device", "cpu:-1"], "device is 'cpu:-1', but it should be cpu or cpu:0"),
    ([*RUN, "--device", "cuda:99"], "device is 'cuda:99'"),
    ([*RUN, "--set", "steps"], "'steps', but it should be KNOB=VALUE"),
    ([*RUN, "--set", "=3"], "'=3', but it should be KNOB=VALUE"),
    ([*RUN, "--set", "stepps=3"], "no knob 'stepps'; did you mean 'steps'"),
    ([*RUN, "--set", "steps=-1"], "steps is -1, but it should be greater than or equal to 0"),
    ([*RUN, "--set", "steps=1.5"], "steps is 1.5, but it should be a whole number"),
    ([*RUN, "--set", "steps=3", "--set", "steps=4"], "--set sets steps twice, to 3 and to 4"),
    ([*RUN, "--set", "seed=5"], "--set cannot set seed"),
    ([*RUN, "--set", "task=rotation"], "--set cannot set task"),
    ([*RUN, "--set", "task.tiles=3"], "no knob 'tiles'"),
    ([*RUN, "--set", "permutations=20"], "did you mean 'task.permutations'?"),
    ([*RUN, "--set", "batch=65"], "64 images, but a batch takes 65"),
    ([*RUN, "--images="], "--images is '', but it should be the name of a folder"),
    ([*RUN, "--images", "nowhere"], "'nowhere'"),
    ([*RUN, "--images", "tiny.py"], "tiny.py"),
    ([*RUN, "--images", "empty"], "empty"),
    ([*RUN, "--results="], "--results is '', but it should be the name of a folder"),
    ([*RUN, "--results", "tiny.py"], "tiny.py is a file"),
    (["plan", "tiny.py", "--seeds", "x"], "--seeds is 'x'"),
    (["plan", "tiny.py", "--set", "seed=5"], "--seeds says how many"),
    (["show"], "needs TASK"),
    (["show", "jigsw"], "no task 'jigsw'; did you mean 'jigsaw'"),
    (["show", ""], "TASK is '', but it should begin with the name of a task"),
    (["show", "jigsaw:grid=2"], "set permutations=24,distance=2"),
    (["show", "jigsaw:grid"], "'grid' should be KNOB=VALUE"),
    (["show", "jigsaw:grid=2,grid=3"], "sets grid twice"),
    (["show", "jigsaw:grid=9"], "Jigsaw.grid is 9, but it should be less than or equal to 5"),
    (["show", "jigsaw:gird=3"], "no knob 'gird'; did you mean 'grid'?"),
    (["show", "jigsaw:permutations=many"], "'many', but it should be a whole number"),
    (["show", "bare.py:Nothing"], "bare.py"),
    (["show", "nowhere.py:Task"], "there is no file nowhere.py"),
    ([*SHOW, "--plant", "lens=1"], "no cue 'lens'"),
    ([*SHOW, "--plant", "aberration=99"], "strength is 99, but it should be less than or equal to 8"),
    ([*SHOW, "--plant", "aberration=strong"], "strength is 'strong', but it should be a number"),
    ([*SHOW, "--plant", "aberration="], "after aberration= should stand displacement at the corner"),
    ([*SHOW, "--with", "drop_colour"], "did you mean 'drop_color'"),
    ([*SHOW, "--with", "gap=40"], "leaves no room"),
    ([*SHOW, "--with", "gap:pixel=3"], "no knob 'pixel'; did you mean 'pixels'?"),
    ([*SHOW, "--with", "normalize=3"], "is 3, but it should be"),
    (["show", "rotation", "--with", "mirror"], "Mirror changes the mirror of views"),
    (["show", "colorization", "--with", "drop_color"], "DropColor"),
    (["show", "colorization", "--with", "channel_shift"], "ChannelShift changes the shift"),
    (["show", "jigsaw:grid=2,permutations=30,distance=2"], "only 24"),
    ([*SHOW, "--images", "nowhere"], "nowhere"),
    ([*SHOW, "-o", "a.bmp"], "-o is 'a.bmp', but it should end on .png, .svg or .pdf"),
    ([*SHOW, "-o", "nowhere/a.png"], "there is no folder 'nowhere'"),
    ([*SHOW, "--count", "0"], "--count is '0', but it should be greater than or equal to 1"),
    ([*SHOW, "--count=17"], "--count is '17', but it should be less than or equal to 16"),
    (["list", "nothing"], "the lab holds no 'nothing'"),
    (["list", "jigsw"], "did you mean 'jigsaw'?"),
    (["results", "tiny"], "nothing was run yet"),
    (["results", "a**"], "nothing was run yet"),
    (["results", "[/run]"], "nothing was run yet"),
    (["results", "--csv=3"], "--csv takes no value, but one is given"),
    (["report"], "needs NAME"),
    (["report", "tiny"], "nothing was run yet"),
    (["doctor", "now"], "takes no 'now'"),
]


def one_sentence(text):
    """Whether a refusal is one line without a doubled stop."""
    return len(text.strip().splitlines()) == 1 and not re.search(r"(?<!\.)\.\.(?!\.)|\. \.$|\?\.", text)


@pytest.fixture
def here(tmp_path, monkeypatch, claim_text):
    monkeypatch.chdir(tmp_path)
    files = {"tiny.py": claim_text, "bare.py": "x = 1\n", "broken.py": "import os\n\nraise RuntimeError('boom')\n"}
    files |= {"nb.ipynb": "{}", "folder/inside.py": "x = 1\n"}
    Path("folder").mkdir()
    Path("empty").mkdir()
    files |= {"syntax.py": "x = 1\ny = (\n", "relative.py": "from . import x\n", "itself.py": "from itself import x\n"}
    Path("latin.py").write_bytes(b"name = '\xe9'\n")
    Path("utf16.py").write_text("x = 1\n", encoding="utf-16")
    for name, text in files.items():
        Path(name).write_text(text)
    return CliRunner()


@pytest.mark.parametrize("words,told", WRONG, ids=[" ".join(words) for words, _ in WRONG])
def test_a_wrong_command_is_one_sentence_and_exit_code_2(here, words, told):
    found = here.invoke(cli.app, words)
    assert found.exit_code == 2 and told in found.stderr, found.output
    assert one_sentence(found.stderr) and "Traceback" not in found.output and not Path("results").exists()


trial = pitfalls.Trial(task=pitfalls.Jigsaw())
CALLS = {
    "Trial()": (lambda: pitfalls.Trial(), "Trial needs task (the question), but it is not given"),
    "Trial(task=3)": (lambda: pitfalls.Trial(task=3), "Trial.task is 3, but it should be a Task"),
    "Trial(task=Jigsaw)": (lambda: pitfalls.Trial(task=pitfalls.Jigsaw), "the class Jigsaw"),
    "Trial(steps=-1)": (lambda: pitfalls.replace(trial, steps=-1), "Trial.steps is -1"),
    "Trial(steps='x')": (lambda: pitfalls.replace(trial, steps="x"), "Trial.steps is 'x', but it should be a whole"),
    "Trial(step=1)": (lambda: pitfalls.Trial(task=pitfalls.Jigsaw(), step=1), "no knob 'step'; did you mean 'steps'?"),
    "Trial(images='x')": (lambda: pitfalls.replace(trial, images="x"), "'x'"),
    "Trial(defenses=gap)": (lambda: pitfalls.replace(trial, defenses=pitfalls.Gap()), "a tuple, such as (one,)"),
    "Jigsaw(gird=3)": (lambda: pitfalls.Jigsaw(gird=3), "no knob 'gird'; did you mean 'grid'?"),
    "Jigsaw(nine values)": (lambda: pitfalls.Jigsaw(3, 0, 50, 6, 4, 0, 0, 0, 1), "too many values"),
    "Reading(layer=99)": (lambda: pitfalls.Reading(layer=99), "Reading.layer is 99"),
    "Scenes(size=-1)": (lambda: pitfalls.Scenes(size=-1), "size is -1"),
    "run(task)": (lambda: pitfalls.run(pitfalls.Jigsaw()), "write Trial(task=Jigsaw(...))"),
    "run('x')": (lambda: pitfalls.run("x"), "'x' was given in the place of a trial"),
    "run(device)": (lambda: pitfalls.run(trial, device="gpu"), "device is 'gpu', but it should be"),
    "run(results)": (lambda: pitfalls.run(trial, results="tiny.py"), "tiny.py is a file"),
    "load(key)": (lambda: pitfalls.load("0" * 24), "no finished run"),
    "load(name)": (lambda: pitfalls.load("tiny", arm="on"), "nothing was run yet"),
    "load(3)": (lambda: pitfalls.load(3), "3 was given in the place of a trial"),
    "results(name)": (lambda: read_results("tiny"), "nothing was run yet"),
    "show(3)": (lambda: pitfalls.show(3), "3 cannot be shown; give a Trial"),
    "show(images=0)": (lambda: pitfalls.show(trial, images=0), "images is 0, but it should be a whole number from 1"),
    "Contrast(sum)": (lambda: pitfalls.Contrast("a", {"x": 1}), "they should be nonzero and sum to zero"),
    "Experiment()": (lambda: pitfalls.Experiment(question="q", arms={}, contrasts=()), "has no arms"),
    "factorial()": (lambda: pitfalls.factorial(trial), "a factorial has 0 toggles, but it should have 1 to 6"),
    "factorial(3)": (lambda: pitfalls.factorial(trial, gap=3, order=1), "the toggle gap is 3, but it should be a cue"),
    "factorial(order)": (lambda: pitfalls.factorial(trial, gap=pitfalls.Gap()), "order is 2, but with 1 toggles"),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_wrong_call_in_python_is_refused_in_one_sentence(here, name):
    call, told = CALLS[name]
    with pytest.raises(Refused) as caught:
        call()
    assert told in str(caught.value) and one_sentence(str(caught.value)), str(caught.value)
    assert not Path("results/runs").exists()


def test_there_are_enough_of_them():
    assert len(WRONG) + len(CALLS) >= 100
