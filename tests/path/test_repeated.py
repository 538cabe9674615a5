"""A picture's few questions: the same for ever, its own, drawn well, and in training alone."""

from dataclasses import replace
from typing import Any

import pytest
import torch
from torch._subclasses.fake_tensor import FakeTensorMode

from pitfalls.frozen import Refused
from pitfalls.images.scenes import Scenes
from pitfalls.path.repeated import Repeated, mixed
from pitfalls.path.silent import without_effect
from pitfalls.path.walk import Path
from pitfalls.records.record import describe
from pitfalls.tasks.context import ContextPrediction
from pitfalls.tasks.contrastive import Contrastive
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.tasks.rotation import Rotation
from pitfalls.training.outcome import run_trial
from pitfalls.training.reliance import posed
from pitfalls.trial import Trial

scenes = Scenes(size=48, train=64, validation=20, test=64)
pictures = scenes.load("train", 0)
everyone = torch.arange(64)


def target(answer: Any) -> Any:
    """What is asked for, as a tensor."""
    return answer.target


def answers(task, many, steps, index=everyone):
    """The answers (steps, B) about pictures `index`, and the views of the last step."""
    path = Path(task, (), (), 0, "train", questions=many)
    asked = [path.ask(pictures, index, step) for step in range(steps)]
    return torch.stack([target(answer) for _, answer in asked]), asked[-1][0][0]


@pytest.mark.parametrize("task", [Jigsaw(), Rotation(), ContextPrediction()], ids=lambda each: type(each).__name__)
def test_one_question_a_picture_is_the_same_at_every_step_in_whatever_company(task):
    found, _ = answers(task, 1, 5)
    assert torch.equal(found, found[:1].expand_as(found))
    backward, _ = answers(task, 1, 2, everyone.flip(0)[:20])
    assert torch.equal(backward[1], found[0].flip(0)[:20])
    assert len(found[0].unique()) > 2, "pictures differ"
    anew, _ = answers(task, 0, 5)
    assert (anew != anew[:1]).any()


def test_where_one_looks_is_drawn_anew():
    same = lambda step: Path(Jigsaw(), (), (), 0, "train", questions=1).ask(pictures, everyone, step)
    (one,), first = same(0)
    (other,), second = same(1)
    assert torch.equal(target(first), target(second)) and not torch.equal(one, other)


def test_four_questions_come_equally_often_and_are_a_pictures_own():
    found, _ = answers(Jigsaw(permutations=1000, distance=2), 4, 400)
    times = [own.unique(return_counts=True)[1] for own in found.T]
    assert max(map(len, times)) == 4 and sum(len(each) == 4 for each in times) > 60, "two may be alike by chance"
    assert min(int(each.min()) for each in times) > 60, "each about a hundred times"


def test_draws_are_uniform_normal_and_unrelated():
    rng = Repeated(0, "a", 3).at(0).about(torch.arange(4000))
    first, second = rng.uniform(4000, 2), rng.uniform(4000, 2)
    together = torch.cat([first, second], 1)
    assert float(together.min()) >= 0 and float(together.max()) < 1
    shares = torch.histc(together, 20, 0, 1) / together.numel()
    assert float((shares - 0.05).abs().max()) < 0.006
    assert float((torch.corrcoef(together.T) - torch.eye(4)).abs().max()) < 0.06
    noise = rng.noise(4000, 5)
    assert float(noise.mean()) == pytest.approx(0, abs=0.03) and float(noise.std()) == pytest.approx(1, abs=0.02)
    other = Repeated(1, "a", 3).at(0).about(torch.arange(4000)).uniform(4000, 2)
    assert abs(float(torch.corrcoef(torch.stack([first[:, 0], other[:, 0]]))[0, 1])) < 0.06


def test_words_are_scrambled_as_by_splitmix():
    # the first two draws of the reference implementation from the seed 0
    start = torch.tensor([0x9E3779B97F4A7C15 - 2**64, (2 * 0x9E3779B97F4A7C15) % 2**64])
    found = [int(each) % 2**64 for each in mixed(start)]
    assert found == [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4]


def test_a_draw_for_the_whole_batch_cannot_be_repeated():
    rng = Repeated(0, "a", 2).at(0).about(torch.arange(8))
    for shape in ((1,), (), (7, 2)):
        with pytest.raises(Refused, match=r"a draws the shape .* for 8 pictures"):
            rng.uniform(*shape)


def test_training_alone_is_asked_so_and_old_keys_stay():
    trial = Trial(task=Rotation(), images=scenes, batch=8, steps=2)
    fixed = replace(trial, questions=1)
    assert "questions" not in describe(trial)["fields"] and trial.key != fixed.key
    for (_, one), (_, other) in zip(posed(pictures, trial, (), 64), posed(pictures, fixed, (), 64), strict=True):
        assert torch.equal(target(one), target(other)), "unseen pictures are asked anew"
    with pytest.raises(Refused, match="questions"):
        replace(trial, questions=-1)
    small = replace(fixed, reading=replace(fixed.reading, test=64, questions=64, curve=0), steps=4)
    one, other = (run_trial(each)[1].state_dict() for each in (small, replace(small, questions=0)))
    assert any(not torch.equal(one[name], other[name]) for name in one)


def test_a_task_that_draws_no_question_is_told():
    trial = Trial(task=Contrastive(group=4), images=scenes, questions=3)
    assert any("questions=3 changes nothing" in told for told in without_effect(trial, pictures))
    assert not without_effect(replace(trial, task=Jigsaw(), score=None), pictures)


def test_it_stays_on_the_device_and_reads_nothing_back():
    with FakeTensorMode(allow_non_fake_inputs=True):
        rng = Repeated(0, "a", 3, "cuda").at(2).about(torch.arange(6, device="cuda"))
        drawn = rng.uniform(6, 2), rng.noise(6, 3), rng.integers(0, 9, 6)
        assert {each.device.type for each in drawn} == {"cuda"}
