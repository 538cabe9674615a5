"""What became NaN or infinite is named: the pictures, the net and the step, and no name is missing without a word."""

import pickle
from dataclasses import replace

import pytest
import torch
from torch import nn

from pitfalls.ambiguity.cross_entropy import CrossEntropy
from pitfalls.frozen import Refused, frozen, knob
from pitfalls.images.scenes import Scenes
from pitfalls.measures.reading import Reading
from pitfalls.tasks.rotation import Rotation
from pitfalls.training.finite import NotFinite, NotRead, outcome_of
from pitfalls.training.outcome import run_trial
from pitfalls.trial import Trial

tiny = Scenes(size=32, margin=0, train=40, validation=20, test=64)
short = Trial(task=Rotation(), images=tiny, steps=5, batch=8, reading=Reading(questions=64))


class Breaking(nn.Module):
    """A small net that gives NaN from some call in training on, or always."""

    def __init__(self, step=0):
        super().__init__()
        self.step, self.body = step, nn.Conv2d(3, 4, 5, 4)
        self.register_buffer("made", torch.zeros(()))

    def forward(self, images):
        self.made += self.training
        out = self.body(images)
        return out * torch.nan if self.made >= self.step else out


def test_a_loss_that_is_none_is_named_by_net_and_step_and_a_missing_name_says_so():
    record, _ = run_trial(replace(short, encoder=Breaking(3)))
    assert record["status"] == "nan" and record["steps"] == 5
    told = "the loss of Breaking is not finite from step 3 on: its weights became NaN or infinite within 5 steps"
    assert told in record["warnings"][-1]
    outcome = outcome_of(record)
    assert 0 <= outcome["floor_probe"] <= 1 and outcome.get("probe") is None and "probe" not in outcome
    for kind in (KeyError, Refused, NotRead):
        with pytest.raises(kind) as caught:
            outcome["probe"]
        assert str(caught.value).startswith("'probe' was not read of this run") and told in str(caught.value)
    assert pickle.loads(pickle.dumps(outcome)) == outcome


def test_a_name_that_was_not_asked_for_says_so_too():
    outcome = outcome_of({"status": "ok", "outcome": {"probe": 0.5, "hits": "00"}})
    assert outcome == {"probe": 0.5}
    with pytest.raises(NotRead, match="'logistic' was not read of this run: its trial asks for no such measure"):
        outcome["logistic"]


def test_a_net_that_gives_no_numbers_at_all_is_refused_before_the_first_step():
    steps = []
    with pytest.raises(NotFinite, match="not finite in Breaking before the first step"):
        run_trial(replace(short, encoder=Breaking(0)), watch=lambda step, of: steps.append(step))
    assert steps == []


@frozen
class Odd(CrossEntropy):
    """A cross entropy of another shape."""

    kind: str = knob(default="mean", help="which")

    def loss(self, guess, answer):
        each = super().loss(guess, answer)
        return {"mean": each.mean(), "column": each[:, None], "number": 3.0}[self.kind]


@pytest.mark.parametrize("kind,told", [("mean", r"shape \(\)"), ("column", r"shape \(8, 1\)"), ("number", "a float")])
def test_a_score_that_gives_no_loss_an_example_is_refused_before_the_first_step(kind, told):
    with pytest.raises(Refused, match=rf"Odd.loss gives (the )?{told} for 8 examples, but it should give the loss of"):
        run_trial(replace(short, score=Odd(kind=kind)))


@frozen
class Judged(Rotation):
    """A rotation whose rightness is of another shape or range."""

    kind: str = knob(default="mean", help="which")

    def correct(self, guess, answer):
        each = super().correct(guess, answer)
        return each.mean() if self.kind == "mean" else each * 100 + 2


@pytest.mark.parametrize(
    "kind,told", [("mean", r"gives the shape \(\)"), ("percent", "on average, but it should lie in")]
)
def test_a_task_that_judges_wrongly_is_refused_before_the_first_step(kind, told):
    with pytest.raises(Refused, match=rf"Judged.correct .*{told}"):
        run_trial(replace(short, task=Judged(kind=kind), score=None))
