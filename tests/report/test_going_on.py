"""What is said beside a claim: what its words mean where they stand, and the command that goes on."""

import io
from types import SimpleNamespace

import pytest
from rich.console import Console

from pitfalls.report.going_on import command, going_on, profiled
from pitfalls.report.legend import LOOK, legend
from pitfalls.report.notes import SMOKE, notes


def claim(name, **more):
    images = {"type": "pitfalls.images.folder:Folder", "fields": {"path": "my photos"}}
    trial = {"fields": {"images": images, "cues": [], "reading": {"fields": {"second": "middle"}}}}
    plan = {"name": name, "outcome": "proxy", "contrasts": [], "arms": {"off": trial}, "settings": []}
    return plan | {"exploratory": False} | more


@pytest.mark.parametrize(
    "name,more,told",
    [
        ("aberration", {}, "pitfalls run aberration --seeds 10"),
        ("mine", {}, "pitfalls run mine.py --seeds 10"),
        ("aberration-full", {}, "pitfalls run aberration --profile full --seeds 10"),
        ("aberration@photos", {}, "pitfalls run aberration --images 'my photos' --seeds 10"),
        (
            "seam-smoke@photos+set-12345678",
            {"settings": ["steps=3", "task.roam=2"]},
            "pitfalls run seam --profile smoke --images 'my photos' --set steps=3 --set task.roam=2 --seeds 10",
        ),
        ("aberration~r1", {}, ""),
    ],
)
def test_the_command_says_all_that_a_claim_was_run_with(name, more, told):
    assert command(claim(name, **more), 10) == told


def test_another_folder_of_results_and_the_file_as_it_was_named_stand_in_it():
    told = command(claim("mine"), None, "elsewhere", "papers/mine.py")
    assert told == "pitfalls run papers/mine.py --results elsewhere"


def test_the_next_look_of_what_is_undecided_is_where_it_goes_on():
    judged = [SimpleNamespace(word="undecided", next_look=look) for look in (20, 10, None)]
    (told,) = going_on(claim("aberration"), judged, "results")
    assert told == "To the look at 10 seeds: pitfalls run aberration --seeds 10"
    assert going_on(claim("aberration"), [SimpleNamespace(word="holds", next_look=None)], "results") == []


def test_a_smoke_says_that_it_shows_nothing_and_what_would():
    assert profiled("a-b-smoke@x+set-1") == ("a-b", "smoke") and profiled("a-b") == ("a-b", "quick")
    assert notes(claim("seam-smoke"), [])[0] == SMOKE and SMOKE not in notes(claim("seam"), [])
    assert going_on(claim("seam-smoke"), [], "results") == ["For an answer: pitfalls run seam"]


def test_the_heads_of_a_table_are_explained_below_it():
    told = legend(["arm", "probe", "2nd probe", "kNN"], claim("seam"))
    assert "2nd probe: the same probe of a second label, middle" in told and "kNN" in told and "cue removed" not in told
    assert "5, 10 or 20" in LOOK


def test_a_smoke_has_one_seed():
    from pitfalls.experiment.find import experiments, opened

    experiment = opened(experiments()["aberration"])
    assert experiment.at("smoke").seeds == 1 and experiment.at("quick").seeds == experiment.seeds > 1


def test_a_plan_explains_its_words_and_prints_the_command(tmp_path):
    from pitfalls.commands.plan import planned

    (tmp_path / "tiny.py").write_text(
        "from pitfalls import *\n"
        "one = Trial(task=Jigsaw(roam=2, permutations=5), images=Scenes(size=32, train=64, validation=40, test=64))\n"
        "one = replace(one, steps=2, batch=16, reading=Reading(train=40, validation=20, test=64, questions=64))\n"
        "experiment = Experiment(question='?', arms={'off': one, 'on': replace(one, lr=1e-4)}, seeds=2,\n"
        "    contrasts=(Contrast('slower', {'on': 1, 'off': -1}),))\n"
    )
    text, file = io.StringIO(), str(tmp_path / "tiny.py")
    planned(file, None, None, "quick", "cpu", (), str(tmp_path / "r"), Console(file=text, width=200))
    told = text.getvalue()
    assert LOOK in told and "ceiling=False in the Experiment leaves it out" in told
    assert f"To compute it: pitfalls run {file} --seeds 2 --results {tmp_path / 'r'}" in told
    assert f"To the first look: pitfalls run {file} --seeds 5" in told
