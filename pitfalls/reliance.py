"""How well a network answers its own proxy task on unseen images: as trained, with the cue gone, or turned round."""

import torch

from pitfalls.encoders.network import Network
from pitfalls.images.base import Pictures
from pitfalls.path import Path
from pitfalls.shortcuts.base import Cue, Defense
from pitfalls.streams import Rng
from pitfalls.tasks.base import Task

EVALUATION = 0  # one key for all: every arm and seed is asked about the same places in the same order
TOGETHER = 64


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
    """Mean correctness in [0, 1] over at least `questions` questions; `commit` is the score's."""
    device = pictures.pixels.device
    path = Path(task, cues, defenses, EVALUATION, "evaluation", device)
    order = Rng(EVALUATION, "evaluation/order", device)
    together = min(TOGETHER, len(pictures.pixels))
    right = []
    network.eval()
    rounds = -(-questions // together)
    an_epoch = len(pictures.pixels) // together
    for step in range(rounds):
        epoch, place = divmod(step, an_epoch)
        if place == 0:
            shuffled = order.at(epoch).uniform(len(pictures.pixels)).argsort(stable=True)
        views, answer = path.ask(pictures, shuffled[place * together : (place + 1) * together], step)
        guess = network(views[0]).float()
        right.append(task.correct(commit(guess), answer))
    network.train()
    return float(torch.cat(right).mean())
