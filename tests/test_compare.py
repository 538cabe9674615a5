"""`pitfalls.compare`: trials side by side, a figure of them, and one made as hard as another."""

from dataclasses import replace

import pytest

import pitfalls
from pitfalls import Jigsaw, Trial
from pitfalls.comparing import names_of, numbers, on_validation
from pitfalls.difficulty.base import Dial
from pitfalls.images.scenes import Scenes
from pitfalls.measures.reading import Reading
from pitfalls.refused import Refused
from pitfalls.report.learning import learning

TINY = Trial(
    task=Jigsaw(roam=2, permutations=3),
    images=Scenes(size=32, train=64, validation=40, test=64),
    steps=8,
    batch=16,
    reading=Reading(train=40, validation=20, test=64, questions=64, curve=1),
)
DIAL = Dial("task.foreign", (0, 1, 3))


def test_trials_are_named_by_what_differs():
    assert names_of(DIAL.turn(TINY)) == ["foreign=0", "foreign=1", "foreign=3"]
    assert names_of((TINY, replace(TINY, seed=1))) == ["trial 0", "trial 1"]
    assert numbers({"foreign=0": 0, "foreign=3": 0}) == {"foreign=0": 0, "foreign=3": 3} and numbers({"a": 0}) == {}


def test_trials_are_compared_with_a_table_and_a_figure(tmp_path):
    found = pitfalls.compare(DIAL.turn(TINY), results=str(tmp_path), device="cpu")
    assert list(found.table["arm"]) == ["foreign=0", "foreign=1", "foreign=3"] and found.claim["exploratory"]
    assert [each.name for each in found.verdicts] == ["foreign=1 against foreign=0", "foreign=3 against foreign=0"]
    assert found.figure().axes and "foreign=3" in repr(found)
    again = pitfalls.compare({"a": TINY, "b": DIAL.at(TINY, 3)}, results=str(tmp_path), device="cpu")
    assert again.rows[1]["probe"] == found.rows[2]["probe"], "what was run is read"
    run = pitfalls.load(TINY, results=str(tmp_path))
    lines = run.figure().axes[0].get_lines()
    assert any(list(line.get_xdata()) == [4, 8] for line in lines)  # of the proxy: before the first step it is not read
    with pytest.raises(Refused, match="1 trials, but there should be two"):
        pitfalls.compare((TINY,))


def test_a_curve_of_nothing_is_refused():
    with pytest.raises(Refused, match="no learning curve"):
        learning({"a": [{"outcome": {}}]})


def test_a_question_is_made_as_hard_as_another(monkeypatch):
    from pitfalls import comparing

    hard = {0: 0.9, 1: 0.7, 3: 0.4}
    monkeypatch.setattr(comparing, "on_validation", lambda trial, device: hard[trial.task.foreign])
    found = pitfalls.equal_difficulty(TINY, DIAL, DIAL.at(TINY, 1))
    assert (found.value, found.gap) == (1, 0) and pitfalls.equal_difficulty(TINY, DIAL, 0.45).value == 3


def test_the_validation_split_is_what_it_is_tuned_on():
    share = on_validation(replace(TINY, seed=1000), "cpu")
    assert 0 <= share <= 1 and share * 80 == pytest.approx(round(share * 80)), "four questions of each of 20"
