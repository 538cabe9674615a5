"""Scores: what counts as right. A score maps (guess, answer) to a loss per example and never sees an image."""

from abc import ABC, abstractmethod

from torch import Tensor

from pitfalls.shapes import Answer
from pitfalls.tasks.base import Task


class Score(ABC):
    """A loss. A subclass is a frozen dataclass of knobs; one that must be estimated also has `fit(answer)`.

    `fit` is handed a sample of the task's answers on training images and returns a new score: it too sees no image.
    One that `remembers` so many numbers of each image, over all of training, finds them in `answer.memory`; it keeps no
    state itself.
    """

    remembers: int = 0
    momentum: float = 0.0

    @abstractmethod
    def width(self, task: Task) -> int:
        """How many numbers the head must give for `task`; Refused where the score does not fit the task."""

    @abstractmethod
    def loss(self, guess: Tensor, answer: Answer) -> Tensor:
        """The loss of each example, (B,)."""

    def commit(self, guess: Tensor) -> Tensor:
        """The guess in the task's own terms, as `task.correct` reads it."""
        return guess

    def remember(self, guess: Tensor, answer: Answer) -> Tensor:
        """What is to be kept of each image, (B, remembers); `momentum` is the share of the old in the running mean."""
        return guess[:, :0]
