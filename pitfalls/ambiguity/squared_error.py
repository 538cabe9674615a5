"""Squared error on ab: one color is guessed a place, and where several are likely their mean wins."""

from torch import Tensor

from pitfalls.ambiguity.base import Score
from pitfalls.frozen import Refused, frozen, knob
from pitfalls.shapes import Answer
from pitfalls.tasks.base import Task


@frozen
class SquaredError(Score):
    """Squared distance of the guess (B, C, h, w) to the target, summed over channels, averaged over places."""

    unit: float = knob(default=30.0, gt=0, le=200, unit="target units", help="what a head's output of 1 stands for")

    def width(self, task: Task) -> int:
        if task.level != "pixel":
            raise Refused(
                f"SquaredError: {type(task).__name__} is answered once a {task.level}; the squared error needs a task "
                "that is answered with numbers once a pixel."
            )
        return task.answers

    def loss(self, guess: Tensor, answer: Answer) -> Tensor:
        assert isinstance(answer.target, Tensor)
        return (guess - answer.target / self.unit).square().sum(1).mean((-2, -1))

    def commit(self, guess: Tensor) -> Tensor:
        """The guess in units of the target, for colorization ab (B, 2, h, w)."""
        return guess * self.unit
