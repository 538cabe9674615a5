"""A network that has just been trained, with its head: it can be asked further questions, and which pixels it uses."""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from pitfalls.encoders.network import Network
from pitfalls.images.base import Pictures
from pitfalls.path.walk import Path
from pitfalls.report.progress import watched
from pitfalls.shapes import Answer
from pitfalls.shortcuts.base import Cue
from pitfalls.training.features import RECALIBRATION, recalibrated
from pitfalls.training.loop import start, train
from pitfalls.training.outcome import prepared
from pitfalls.training.place import alone
from pitfalls.training.reliance import ask, posed
from pitfalls.training.represented import represented
from pitfalls.trial import Trial


@dataclass(frozen=True)
class Schooled:
    """A trained network in evaluation mode, and pictures it was not trained on."""

    trial: Trial
    network: Network
    unseen: Pictures

    def accuracy(self, cues: tuple[Cue, ...] | None = None, questions: int = 1024) -> float:
        """Proxy accuracy in [0, 1] on unseen pictures, with the cues of its trial, or with others."""
        with alone(torch.device("cpu"), self.trial.seed):
            return ask(self.network, self.unseen, self.trial, self.trial.cues if cues is None else cues, questions)

    def questions(self, count: int, cues: tuple[Cue, ...] | None = None) -> Iterator[tuple[Tensor, Answer]]:
        """Batches of at least `count` questions about unseen pictures: views (B, V, C, h, w) and answers."""
        return posed(self.unseen, self.trial, self.trial.cues if cues is None else cues, count)

    def features(self, pictures: Pictures) -> Tensor:
        """Features (N, D) of whole pictures, as the probe of a run reads them."""
        return represented(self.trial, self.network, pictures, None, None)

    @torch.no_grad()
    def right(self, views: Tensor, answer: Answer) -> Tensor:
        """How right the network is about each of these questions, (B,) in [0, 1]."""
        assert self.trial.score is not None
        return self.trial.task.correct(self.trial.score.commit(self.network(views).float()), answer)

    def colors_used(self, views: Tensor, answer: Answer) -> Tensor:
        """How much the color of each pixel matters, (B, V, 1, h, w) >= 0, for views (B, V, 3, h, w).

        To first order: what the loss would change by if that pixel alone were gray (gradient times difference).
        """
        assert self.trial.score is not None
        views = views.clone().requires_grad_()
        loss = self.trial.score.loss(self.network(views).float(), answer).sum()
        (slope,) = torch.autograd.grad(loss, views)
        return (slope * (views - views.mean(2, keepdim=True))).detach().sum(2, keepdim=True).abs()


def school(trial: Trial, unseen: int = 1024) -> Schooled:
    """Train the network of a trial on the CPU, as `pitfalls.run` does, and keep it whole; nothing is written."""
    with alone(torch.device("cpu"), trial.seed), watched(type(trial.task).__name__) as watch:
        pictures = trial.images.load("train", trial.seed)
        trial = prepared(trial, pictures)
        path = Path(trial.task, trial.cues, trial.defenses, trial.seed, "train")
        trained = train(trial, start(trial, path, pictures), path, pictures, lambda at, _: watch(at, trial.steps))
        before = posed(pictures, trial, trial.cues, RECALIBRATION)
        ready = recalibrated(trained.network, (views for views, _ in before))
        return Schooled(trial, ready, trial.images.load("test", trial.seed, unseen))
