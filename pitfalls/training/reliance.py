"""How well a network answers its own proxy task on unseen images: as trained, with the cue gone, or turned round."""

from collections.abc import Iterator

import torch
from torch import Tensor

from pitfalls.encoders.network import Network
from pitfalls.images.base import Pictures
from pitfalls.path.walk import Path
from pitfalls.shapes import Answer
from pitfalls.shortcuts.base import Cue, Defense
from pitfalls.streams import Rng
from pitfalls.tasks.base import Task

EVALUATION = 0  # one key for all: every arm and seed is asked about the same places in the same order
TOGETHER = 64


def posed(
    pictures: Pictures, task: Task, cues: tuple[Cue, ...], defenses: tuple[Defense, ...], questions: int
) -> Iterator[tuple[Tensor, Answer]]:
    """Batches of at least `questions` questions under the evaluation's key: views (B, V, C, h, w) and answers."""
    device, count = pictures.pixels.device, len(pictures.pixels)
    path = Path(task, cues, defenses, EVALUATION, "evaluation", device)
    order = Rng(EVALUATION, "evaluation/order", device)
    together = min(TOGETHER, count)
    an_epoch = count // together
    for step in range(-(-questions // together)):
        epoch, place = divmod(step, an_epoch)
        if place == 0:
            shuffled = order.at(epoch).uniform(count).argsort(stable=True)
        views, answer = path.ask(pictures, shuffled[place * together : (place + 1) * together], step)
        yield views[0], answer


@torch.no_grad()
def ask(
    network: Network,
    pictures: Pictures,
    task: Task,
    cues: tuple[Cue, ...],
    defenses: tuple[Defense, ...],
    questions: int,
    commit,
) -> float:
    """Mean correctness in [0, 1] of a network in evaluation mode over these questions; `commit` is the score's."""
    right = [
        task.correct(commit(network(views).float()), answer)
        for views, answer in posed(pictures, task, cues, defenses, questions)
    ]
    return float(torch.cat(right).mean())
