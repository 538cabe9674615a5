"""Scores that remember: the bank, trust in pictures, and the decoupled question; none of them changes other trials."""

from dataclasses import replace

import pytest
import torch
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.nn import functional as F

from pitfalls.ambiguity.cross_entropy import CrossEntropy
from pitfalls.ambiguity.decoupled import Decoupled
from pitfalls.ambiguity.trusted import Trusted
from pitfalls.company.bank import Bank
from pitfalls.encoders.conv import ConvNet
from pitfalls.encoders.heads import Head
from pitfalls.frozen import Refused
from pitfalls.images.scenes import Scenes
from pitfalls.measures.reading import Reading
from pitfalls.path.walk import Path
from pitfalls.shapes import Answer, answered
from pitfalls.streams import key
from pitfalls.tasks.colorization import Colorization
from pitfalls.tasks.rotation import Rotation
from pitfalls.training.loop import start, train
from pitfalls.training.outcome import run_trial
from pitfalls.trial import Trial

TINY = Trial(
    task=Rotation(),
    images=Scenes(size=32, train=96, validation=40, test=60),
    encoder=ConvNet(width=8),
    steps=24,
    batch=16,
    reading=Reading(validation=40, test=60, questions=64),
)


def random(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(key(seed)))


def trained(trial: Trial):
    pictures = trial.images.load("train", trial.seed)
    path = Path(trial.task, trial.cues, trial.defenses, trial.seed, "train")
    return train(trial, start(trial, path, pictures), path, pictures)


def test_a_row_of_the_bank_is_the_running_mean_of_its_own_picture():
    bank, seen = Bank(5, 2, momentum=0.75), random(3, 2, 2)
    bank.keep(seen[0], torch.tensor([3, 1]))
    assert torch.equal(bank.rows[3], torch.tensor([*seen[0, 0], 1.0])) and bank.rows[[0, 2, 4]].eq(0).all()
    bank.keep(seen[1], torch.tensor([1, 4]))
    assert torch.allclose(bank.rows[1, :2], 0.75 * seen[0, 1] + 0.25 * seen[1, 0]) and bank.rows[1, 2] == 2
    assert torch.equal(bank.tell(answered(torch.zeros(2))).memory, bank.rows)
    flat = Bank(2, 1, momentum=0.0)
    for each in (1.0, 5.0):
        flat.keep(torch.full((1, 1), each), torch.tensor([0]))
    assert flat.rows.tolist() == [[5, 2], [0, 0]]


def asked(trust: list[float], times: float = 9.0) -> tuple[torch.Tensor, Answer]:
    count = len(trust)
    memory = torch.stack([torch.tensor(trust), torch.full((count,), times)], 1).flip(0)
    answer = answered(torch.arange(count) % 4)
    return random(count, 4), replace(answer, index=torch.arange(count).flip(0), memory=memory)


def test_trust_weighs_softens_or_chooses():
    guess, answer = asked([0.9, 0.1, 0.5, 0.7])
    trust = torch.tensor([0.9, 0.1, 0.5, 0.7])
    plain = F.cross_entropy(guess, answer.target, reduction="none")
    assert torch.allclose(Trusted().loss(guess, answer), plain * trust / trust.mean())
    assert torch.allclose(Trusted(power=2).loss(guess, answer), plain * trust**2 / (trust**2).mean())
    chosen = Trusted(by="choice", left_out=0.5).loss(guess, answer)
    assert torch.allclose(chosen, plain * torch.tensor([2.0, 0, 0, 2]))
    soft = trust[:, None] * F.one_hot(answer.target, 4) + (1 - trust[:, None]) / 4
    assert torch.allclose(Trusted(by="target").loss(guess, answer), F.cross_entropy(guess, soft, reduction="none"))


@pytest.mark.parametrize("score", [Trusted(), Trusted(by="target"), Trusted(by="choice"), Decoupled()])
def test_who_was_not_seen_yet_is_trusted_and_nothing_remembered_is_the_plain_loss(score):
    guess, answer = random(6, score.width(Rotation())), answered(torch.arange(6) % 4)
    plain = F.cross_entropy(guess[:, :4], answer.target, reduction="none")
    assert torch.equal(score.loss(guess, answer), plain)
    empty = replace(answer, memory=torch.zeros(6, score.remembers + 1))
    assert torch.allclose(score.loss(guess, empty), plain)
    assert score.remember(guess, answer).shape == (6, score.remembers)


@pytest.mark.parametrize("score", [Trusted(power=0.0), Trusted(by="choice", left_out=0.0)])
def test_at_strength_zero_trust_changes_nothing(score):
    guess, answer = asked([0.9, 0.1, 0.5, 0.7])
    assert torch.equal(score.loss(guess, answer), CrossEntropy().loss(guess, answer))


def test_the_second_question_is_the_number_of_the_picture():
    score, answer = Decoupled(code=8, temperature=0.5, share=2.0), answered(torch.tensor([1, 0, 3]))
    guess, kept = random(3, 12), F.normalize(random(5, 8, seed=1), dim=1)
    memory = torch.cat([kept, torch.tensor([1.0, 2, 3, 0, 1])[:, None]], 1)
    like = F.normalize(guess[:, 4:], dim=1) @ kept[[0, 1, 2, 4]].T / 0.5
    wanted = F.cross_entropy(guess[:, :4], answer.target, reduction="none")
    wanted = wanted + 2 * F.cross_entropy(like, torch.arange(3), reduction="none")
    assert torch.allclose(score.loss(guess, replace(answer, memory=memory)), wanted, atol=1e-5)
    assert torch.equal(score.commit(guess), guess[:, :4]) and score.width(Rotation()) == 12
    assert torch.allclose(score.remember(guess, answer).norm(dim=1), torch.ones(3))


def test_the_memory_is_what_the_net_said_of_each_picture():
    done = trained(replace(TINY, score=Trusted()))
    assert done.memory is not None and done.memory.shape == (96, 2)
    assert torch.equal(done.memory[:, 1], torch.full((96,), 4.0))  # 24 steps of 16 are four epochs of 96
    assert ((done.memory[:, 0] > 0) & (done.memory[:, 0] < 1)).all()
    assert trained(TINY).memory is None


def test_a_score_that_remembers_and_does_nothing_trains_the_same_net():
    one, other = (trained(replace(TINY, score=score)).network for score in (None, Trusted(by="choice", left_out=0.0)))
    assert all(torch.equal(*pair) for pair in zip(one.state_dict().values(), other.state_dict().values(), strict=True))


@pytest.mark.parametrize(
    "change", [{"score": Trusted(power=4.0, after=1)}, {"score": Decoupled(), "head": Head(split=4)}]
)
def test_trials_with_them_run_alike_and_are_trials_of_their_own(change):
    trial = replace(TINY, **change)
    record = run_trial(trial)[0]
    assert record["status"] == "ok" and record["outcome"] == run_trial(trial)[0]["outcome"]
    assert trial.key != TINY.key and record["outcome"] != run_trial(TINY)[0]["outcome"]


def test_a_split_head_reads_each_part_of_the_guess_from_its_own_half():
    head = Head(split=4).build("image", ((10, 6, 6),), 2, 12, (1, 1))
    maps = random(6, 10, 6, 6).requires_grad_()
    guess = head((maps,), 2)
    assert guess.shape == (3, 12)
    for part, own in ((guess[:, :4], slice(0, 5)), (guess[:, 4:], slice(5, 10))):
        (slope,) = torch.autograd.grad(part.sum(), maps, retain_graph=True)
        reached = slope.abs().sum((0, 2, 3)) > 0
        assert reached[own].any() and reached.sum() == reached[own].sum()
    for level, split, width in (("image", 12, 12), ("pixel", 4, 12)):
        with pytest.raises(Refused, match="split"):
            Head(split=split).build(level, ((10, 6, 6),), 2, width, (1, 1))


@pytest.mark.parametrize("score", [Trusted(), Trusted(by="target"), Trusted(by="choice"), Decoupled()])
def test_what_is_remembered_stays_on_the_device(score):
    with FakeTensorMode():
        bank = Bank(30, score.remembers, score.momentum, "cuda")
        index, target = torch.arange(4, device="cuda"), torch.zeros(4, dtype=torch.long, device="cuda")
        guess = torch.zeros(4, score.width(Rotation()), device="cuda")
        answer = Answer(target, torch.ones(4, device="cuda"), index)
        loss = score.loss(guess, bank.tell(answer))
        bank.keep(score.remember(guess, answer), index)
        assert loss.device.type == bank.rows.device.type == "cuda" and loss.shape == (4,)


def test_they_refuse_the_wrong_task():
    for score in (Trusted(), Decoupled()):
        with pytest.raises(Refused, match="Colorization"):
            score.width(Colorization())
