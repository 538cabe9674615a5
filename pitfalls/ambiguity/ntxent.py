"""NT-Xent: find the other view of the same image among all other views of the batch (Chen et al., 2020)."""

from torch import Tensor
from torch.nn import functional as F

from pitfalls.ambiguity.base import Score
from pitfalls.frozen import Refused, frozen, knob
from pitfalls.shapes import Answer
from pitfalls.tasks.base import Task
from pitfalls.tasks.contrastive import likeness


@frozen
class NTXent(Score):
    """Cross entropy in nats of guesses (B, 2, code) by their cosine, over `temperature`; the mean of both views, (B,).

    The loss of an example depends on its company: the other 2B - 2 views of the batch are its negatives.
    """

    code: int = knob(default=64, ge=2, le=4096, unit="numbers", help="size of the code the head gives a view")
    temperature: float = knob(default=0.5, gt=0, le=10, help="what the cosine is divided by")

    def width(self, task: Task) -> int:
        check_pairs("NTXent", task)
        return self.code

    def loss(self, guess: Tensor, answer: Answer) -> Tensor:
        like, other = likeness(guess)
        return F.cross_entropy(like / self.temperature, other, reduction="none").view(-1, 2).mean(1)


def check_pairs(who: str, task: Task) -> None:
    """Refuse, told of `who`, a task that is not answered once a view, of two."""
    if task.level != "view" or task.views != 2:
        raise Refused(
            f"{who}: {type(task).__name__} shows {task.views} views and is answered at the level of the "
            f"{task.level}; it needs a task that shows two views and is answered once a view."
        )
