"""Cross entropy of one answer an image, optionally softened (label smoothing: Szegedy et al., 2016)."""

from torch import Tensor
from torch.nn import functional as F

from pitfalls.ambiguity.base import Score
from pitfalls.frozen import Refused, frozen, knob
from pitfalls.shapes import Answer
from pitfalls.tasks.base import Task


@frozen
class CrossEntropy(Score):
    """Cross entropy in nats of a guess (B, answers) with target (B,); `smoothing` of it asks for all answers alike."""

    smoothing: float = knob(default=0.0, ge=0, lt=1, help="share of the target that is spread evenly over all answers")

    def width(self, task: Task) -> int:
        if task.level != "image":
            raise Refused(
                f"CrossEntropy: {type(task).__name__} is answered once a {task.level}; the cross entropy needs a task "
                "that is answered with one choice an image."
            )
        return task.answers

    def loss(self, guess: Tensor, answer: Answer) -> Tensor:
        assert isinstance(answer.target, Tensor)
        return F.cross_entropy(guess, answer.target, reduction="none", label_smoothing=self.smoothing)
