"""Cross entropy that trusts a picture as far as its answers were found before.

A picture without an upright is asked for an answer that nobody can give. The net seldom finds it, however often it is
asked: from that its trust is estimated in training itself, without gradient (after Feng, Xu and Tao, 2019, whose
weights come from a first net, by positive-unlabeled learning).
"""

from typing import Literal

import torch
from torch import Tensor
from torch.nn import functional as F

from pitfalls.ambiguity.base import Score
from pitfalls.frozen import Refused, frozen, knob
from pitfalls.shapes import Answer
from pitfalls.tasks.base import Task


@frozen
class Trusted(Score):
    """Cross entropy in nats, (B,), of a guess (B, answers), where trust is the running probability of a right answer.

    weight: the loss counts trust ** power, of mean 1 over the batch; target: only `trust` of the target is the answer,
    the rest is spread evenly; choice: the least trusted `left_out` of the batch do not count at all. Pictures seen less
    than `after` times are trusted fully. Where nothing is remembered (in evaluation) it is the plain cross entropy.
    """

    by: Literal["weight", "target", "choice"] = knob(default="weight", help="what trust decides")
    power: float = knob(default=1.0, ge=0, le=10, help="how sharply weights follow trust; 0 is off")
    left_out: float = knob(default=0.25, ge=0, lt=1, help="share of a batch that a choice leaves out; 0 is off")
    after: int = knob(default=3, ge=1, le=1000, unit="times", help="how often a picture is seen before it is judged")
    momentum: float = knob(default=0.5, ge=0, lt=1, help="share of the old in the running mean")  # pyright: ignore

    remembers = 1

    def width(self, task: Task) -> int:
        if task.level != "image":
            raise Refused(
                f"Trusted: {type(task).__name__} is answered once a {task.level}; it needs a task that is answered "
                "with one choice an image."
            )
        return task.answers

    def loss(self, guess: Tensor, answer: Answer) -> Tensor:
        assert isinstance(answer.target, Tensor)
        plain = F.cross_entropy(guess, answer.target, reduction="none")
        if answer.memory is None:
            return plain
        trust, times = answer.memory.index_select(0, answer.index).unbind(1)
        trust = torch.where(times >= self.after, trust, 1.0)
        if self.by == "target":
            return trust * plain - (1 - trust) * guess.log_softmax(1).mean(1)
        if self.by == "weight":
            weight = trust**self.power
        else:
            weight = (trust.argsort().argsort() >= round(self.left_out * len(trust))) | (trust == 1)
        return plain * weight / weight.float().mean().clamp(min=1e-6)

    def remember(self, guess: Tensor, answer: Answer) -> Tensor:
        """How probable the net held the answer, (B, 1)."""
        assert isinstance(answer.target, Tensor)
        return guess.softmax(1).gather(1, answer.target[:, None])
