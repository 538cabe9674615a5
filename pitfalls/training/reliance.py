"""How well a network answers its own proxy task on unseen images: as trained, with the cue gone, or turned round."""

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor

from pitfalls.encoders.network import Network
from pitfalls.frozen import Refused
from pitfalls.images.base import Pictures
from pitfalls.images.splits import Splits
from pitfalls.path.walk import Path
from pitfalls.shapes import Answer, answered
from pitfalls.shortcuts.base import Cue
from pitfalls.streams import Rng
from pitfalls.training.features import RECALIBRATION, recalibrated
from pitfalls.training.finite import NotFinite
from pitfalls.trial import Trial

EVALUATION = 0  # one key for all: every arm and seed is asked about the same places in the same order
TOGETHER = 64
SAMPLE, FEW = 1024, 256  # answers about training images, to which a score and the blind guess are fitted


def reliance(trial: Trial, network: Network, seen: Splits, chance: float) -> dict[str, Any]:
    """The proxy accuracy on unseen images, with the cues there, removed and reversed, beside that of a blind guess."""
    before = posed(seen.train, trial, trial.cues, RECALIBRATION)
    ready = recalibrated(network, (views for views, _ in before))
    asked = {"proxy": trial.cues}
    if trial.cues:
        asked["proxy_removed"] = tuple(cue.removed() for cue in trial.cues)
        asked["proxy_reversed"] = tuple(cue.reversed() for cue in trial.cues)
    found: list[tuple[tuple, float]] = []  # arms whose cue has nothing to remove or reverse are asked once
    out: dict[str, Any] = {"questions": trial.reading.questions, "chance": chance}
    for name, cues in asked.items():
        same = next((right for other, right in found if other == cues), None)
        out[name] = ask(ready, seen.test, trial, cues, trial.reading.questions) if same is None else same
        found.append((cues, out[name]))
    if trial.reading.saturation and hasattr(trial.task, "saturation"):
        out["saturation"] = saturation(ready, seen.test, trial)
    return out


@torch.no_grad()
def ask(network: Network, pictures: Pictures, trial: Trial, cues: tuple[Cue, ...], questions: int) -> float:
    """Mean correctness in [0, 1] of a network in evaluation mode over at least `questions` questions."""
    assert trial.score is not None
    commit, right, finite = trial.score.commit, [], []
    for views, answer in posed(pictures, trial, cues, questions):
        guess = network(views).float()
        finite.append(guess.isfinite().all())
        right.append(trial.task.correct(commit(guess), answer))
        if right[-1].shape != answer.weight.shape:
            told = f"{type(trial.task).__name__}.correct gives the shape {tuple(right[-1].shape)}"
            raise Refused(f"{told} for {len(answer.weight)} guesses, but it should say of each how right it is")
    if not bool(torch.stack(finite).all()):
        raise NotFinite(f"the guesses about the test images are not finite in {trial.encoder.called}")
    share = float(torch.cat(right).mean())
    if not 0 <= share <= 1:
        raise Refused(f"{type(trial.task).__name__}.correct gives {share:g} on average, but it should lie in [0, 1]")
    return share


@torch.no_grad()
def saturation(network: Network, pictures: Pictures, trial: Trial) -> float:
    """How saturated the guessed colors are in the mean over the questions about unseen images, in [0, 1]."""
    score, task = trial.score, trial.task
    assert score is not None and hasattr(task, "saturation")
    told = posed(pictures, trial, trial.cues, trial.reading.questions)
    each = [task.saturation(score.commit(network(views).float()), answer) for views, answer in told]  # pyright: ignore
    return float(torch.cat(each).mean())


def sample(trial: Trial, pictures: Pictures, count: int = SAMPLE) -> Answer:
    """A sample of the task's answers, as they are asked for about training pictures."""
    targets: list[Any] = [answer.target for _, answer in posed(pictures, trial, trial.cues, count)]
    return answered(torch.cat(targets))


def posed(pictures: Pictures, trial: Trial, cues: tuple[Cue, ...], questions: int) -> Iterator[tuple[Tensor, Answer]]:
    """Batches of at least `questions` questions under the evaluation's key: views (B, V, C, h, w) and answers."""
    device, count = pictures.pixels.device, len(pictures.pixels)
    path = Path(trial.task, cues, trial.defenses, EVALUATION, "evaluation", device)
    order = Rng(EVALUATION, "evaluation/order", device)
    together = min(TOGETHER, count)
    an_epoch = count // together
    for step in range(-(-questions // together)):
        epoch, place = divmod(step, an_epoch)
        if place == 0:
            shuffled = order.at(epoch).uniform(count).argsort(stable=True)
        views, answer = path.ask(pictures, shuffled[place * together : (place + 1) * together], step)
        yield views[0], answer
