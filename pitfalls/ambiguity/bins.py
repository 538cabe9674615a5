"""Color as a choice among bins: soft encoding, rebalancing, annealed mean (Zhang, Isola and Efros, 2016)."""

from dataclasses import replace
from functools import cache

import torch
from torch import Tensor

from pitfalls.ambiguity.base import Score
from pitfalls.ambiguity.gamut import center_distances, centers, table
from pitfalls.frozen import Refused, frozen, knob
from pitfalls.shapes import Answer
from pitfalls.tasks.base import Task

RAREST = 1e-6  # a bin never seen in fitting counts as one place in a million


@frozen
class Bins(Score):
    """Cross entropy in nats of a guess (B, Q, h, w) over Q in-gamut ab bins, averaged over places.

    Several colors may be right: the target spreads over the `neighbors` nearest bins. With `rebalance` above 0
    the loss of a place is multiplied, in the loss itself and not behind it, by the weight of its nearest bin,
    ((1 - uniform) p + uniform / Q) ** -rebalance with p the smoothed prior that `fit` finds; the mean weight
    over the fitted places is 1.
    """

    size: float = knob(default=10.0, ge=2, le=60, unit="Lab units", help="side of a bin")
    neighbors: int = knob(
        default=5, ge=1, le=25, unit="bins", help="over how many nearest bins a target spreads; 1 is hard"
    )
    sigma: float = knob(
        default=5.0, gt=0, le=50, unit="Lab units", help="width of the Gaussian by which a target spreads"
    )
    temperature: float = knob(
        default=0.38, gt=0, le=1, help="annealing of the mean that commits to one color; 1 is the mean"
    )
    rebalance: float = knob(
        default=0.0, ge=0, le=1, help="how much rare colors count more; 0 is off, 1 the inverse prior"
    )
    uniform: float = knob(default=0.5, ge=0, le=1, help="share of the uniform distribution mixed into the prior")
    smoothing: float = knob(
        default=5.0, gt=0, le=50, unit="Lab units", help="width of the Gaussian that smooths the prior"
    )
    prior: tuple[float, ...] = knob(default=(), help="share of places nearest to each bin, found by fit")

    def __post_init__(self) -> None:
        count = len(centers(self.size))
        if self.neighbors > count:
            raise Refused(f"neighbors is {self.neighbors}, but there are only {count} bins of size {self.size:g}")
        if self.prior and len(self.prior) != count:
            raise Refused(f"prior has {len(self.prior)} entries, but there are {count} bins of size {self.size:g}")

    def width(self, task: Task) -> int:
        if task.level != "pixel" or task.answers != 2:
            raise Refused(
                f"Bins: {type(task).__name__} is answered with {task.answers} answers once a {task.level}; bins of "
                "color need a task that is answered with two numbers (ab) once a pixel."
            )
        return len(centers(self.size))

    def encode(self, ab: Tensor) -> tuple[Tensor, Tensor]:
        """Numbers and weights (of sum 1) of the bins nearest to ab (B, 2, h, w), nearest first: two (B, k, h, w)."""
        return table(self.size, self.neighbors, self.sigma, ab.device).look_up(ab)

    def loss(self, guess: Tensor, answer: Answer) -> Tensor:
        assert isinstance(answer.target, Tensor)
        index, weight = self.encode(answer.target)
        likelihood = guess.float().log_softmax(1)  # half precision is too coarse for a sum over hundreds of bins
        each = -(weight * likelihood.gather(1, index)).sum(1)
        if self.rebalance:
            each = each * bin_weights(self, guess.device)[index[:, 0]]
        return each.mean((-2, -1))

    def commit(self, guess: Tensor) -> Tensor:
        """The annealed mean of the bins, ab (B, 2, h, w)."""
        share = (guess.float() / self.temperature).softmax(1)
        ab = on_device(self.size, guess.device).T @ share.flatten(2)
        return ab.view(len(guess), 2, *guess.shape[2:])

    def fit(self, answer: Answer) -> "Bins":
        """The same score with the prior of the colors that a sample of the task's own answers has, if it needs one."""
        assert isinstance(answer.target, Tensor)
        return self.fit_colors(answer.target) if self.rebalance else self

    def fit_colors(self, ab: Tensor) -> "Bins":
        """The same score with the prior of colors ab (N, 2, h, w)."""
        nearest = table(self.size, 1, self.sigma, ab.device).look_up(ab)[0]
        count = torch.bincount(nearest.flatten(), minlength=len(centers(self.size))).double()
        return replace(self, prior=tuple((count / count.sum()).tolist()))


@cache
@torch.inference_mode(False)
def on_device(size: float, device: torch.device) -> Tensor:
    """The centers of the bins on a device, uploaded once."""
    return centers(size).to(device)


@cache
@torch.inference_mode(False)
def bin_weights(bins: Bins, device: torch.device) -> Tensor:
    """The weight of each bin, (Q,), whose mean over the fitted places is 1; Refused where nothing was fitted."""
    if not bins.prior:
        raise Refused(f"Bins: rebalance is {bins.rebalance:g}, but no prior was fitted; call fit(answer) first.")
    prior = torch.tensor(bins.prior, dtype=torch.float64)
    spread = (-center_distances(bins.size).double().square() / (2 * bins.smoothing**2)).softmax(1)
    smooth = (prior @ spread).clamp(min=RAREST)
    weight = ((1 - bins.uniform) * smooth + bins.uniform / len(prior)) ** -bins.rebalance
    return (weight / (prior @ weight)).float().to(device)
