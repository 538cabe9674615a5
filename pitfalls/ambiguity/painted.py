"""What a net thinks the colors were: beside the true ones those it commits to, and the mean of all it holds likely.

Where several colors are right the mean lies between them and is duller than any (Zhang, Isola and Efros, 2016).
"""

from dataclasses import replace

import torch
from torch import Tensor

from pitfalls.ambiguity.base import Score
from pitfalls.ambiguity.bins import Bins
from pitfalls.shapes import Answer
from pitfalls.tasks.colorization import Colorization


def mean_color(score: Score, guess: Tensor) -> Tensor:
    """The mean of the colors in a guess, ab (B, 2, h, w): what bins say without annealing, or the one color guessed."""
    return (replace(score, temperature=1.0) if isinstance(score, Bins) else score).commit(guess)


@torch.no_grad()
def painted(task: Colorization, score: Score, views: Tensor, guess: Tensor, answer: Answer) -> dict[str, Tensor]:
    """Pictures (B, 3, h, w) in [0, 1] of the views with their "true", "predicted" and "mean" colors.

    guess is what a trained net gives of the views, `network(views)`.
    """
    assert isinstance(answer.target, Tensor)
    colors = {"true": answer.target, "predicted": score.commit(guess), "mean": mean_color(score, guess)}
    return {name: task.painted(views, ab.float()) for name, ab in colors.items()}
