"""Two questions at once: the task's, and which picture it was, whatever the answer (Feng, Xu and Tao, 2019)."""

import torch
from torch import Tensor
from torch.nn import functional as F

from pitfalls.ambiguity.base import Score
from pitfalls.frozen import Refused, frozen, knob
from pitfalls.shapes import Answer
from pitfalls.tasks.base import Task


@frozen
class Decoupled(Score):
    """Cross entropy of the task's answers plus `share` times that of the picture's number, in nats, (B,).

    A guess (B, answers + code) holds both: the rest of its numbers is a code whose cosine with the running mean of the
    codes of each picture, over `temperature`, says which it is. That mean is one over all answers, so the code learns
    what does not depend on them. With `Head(split=answers)` each is read from one half of the features.
    """

    code: int = knob(default=64, ge=2, le=4096, unit="numbers", help="size of the code that tells pictures apart")
    temperature: float = knob(default=0.1, gt=0, le=10, help="what the cosine is divided by")
    share: float = knob(default=1.0, ge=0, le=100, help="how much the second question counts; 0 is off")
    momentum: float = knob(default=0.5, ge=0, lt=1, help="share of the old in the running mean")  # pyright: ignore

    @property
    def remembers(self) -> int:  # pyright: ignore[reportIncompatibleVariableOverride]
        return self.code

    def width(self, task: Task) -> int:
        if task.level != "image":
            raise Refused(
                f"Decoupled: {type(task).__name__} is answered once a {task.level}; it needs a task that is answered "
                "with one choice an image."
            )
        return task.answers + self.code

    def commit(self, guess: Tensor) -> Tensor:
        """What is guessed of the task's answers, (B, answers)."""
        return guess[:, : -self.code]

    def loss(self, guess: Tensor, answer: Answer) -> Tensor:
        assert isinstance(answer.target, Tensor)
        asked = F.cross_entropy(self.commit(guess), answer.target, reduction="none")
        if answer.memory is None or not self.share:
            return asked
        kept, times = answer.memory[:, :-1].to(guess.dtype), answer.memory[:, -1]
        like = F.normalize(guess[:, -self.code :], dim=1) @ F.normalize(kept, dim=1).T / self.temperature
        known = times > 0  # a picture that was not seen yet is none to choose from
        which = F.cross_entropy(like.masked_fill(~known, -1e4), answer.index, reduction="none")
        return asked + self.share * torch.where(known.index_select(0, answer.index), which, 0.0)

    def remember(self, guess: Tensor, answer: Answer) -> Tensor:
        """The codes of unit length, (B, code)."""
        return F.normalize(guess[:, -self.code :], dim=1)
