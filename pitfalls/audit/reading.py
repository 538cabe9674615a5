"""What the attackers see: the questions are asked once, and each attacker reads its features off the same views."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from pitfalls.audit.attackers.base import Attacker
from pitfalls.images.base import Pictures
from pitfalls.path.walk import Path
from pitfalls.streams import Rng
from pitfalls.trial import Trial

TOGETHER = 64  # questions at a time, each about another picture

Watch = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Seen:
    """What was asked and seen.

    target: the answers (T, ...); features: by the attacker's name, (T, V, F), or (T, V, F, a, b) for a placed one;
    asked: the pictures' numbers and the step of each batch, from which `again` shows the same views.
    """

    target: Tensor
    features: dict[str, Tensor]
    asked: list[tuple[Tensor, int]]


def walked(trial: Trial, purpose: str) -> Path:
    """The path of a trial, with streams of the audit's own."""
    return Path(trial.task, trial.cues, trial.defenses, trial.seed, f"audit/{purpose}")


@torch.no_grad()
def see(trial: Trial, readers: dict[str, Attacker], pictures: Pictures, count: int, purpose: str, watch: Watch) -> Seen:
    """Ask at least `count` questions about pictures and have every attacker read the views.

    Pictures come in turn, all of them before one comes again; `watch` is told (purpose, done, count).
    """
    path = walked(trial, purpose)
    targets, found, asked = [], {name: [] for name in readers}, []
    for step, index in enumerate(turns(len(pictures.pixels), count, trial.seed, purpose)):
        (views,), answer = path.ask(pictures, index, step)
        targets.append(answer.target)
        asked.append((index, step))
        for name, reader in readers.items():
            found[name].append(read(reader, views, kept=trial.task.level == "pixel"))
        watch(purpose, min(count, (step + 1) * len(index)), count)
    return Seen(torch.cat(targets), {name: torch.cat(each) for name, each in found.items()}, asked)


def turns(pictures: int, count: int, seed: int, purpose: str) -> Iterator[Tensor]:
    """Numbers of pictures for at least `count` questions, in batches in which none stands twice."""
    order, together = Rng(seed, f"audit/{purpose}/order"), min(TOGETHER, pictures)
    an_epoch = pictures // together
    for step in range(-(-count // together)):
        epoch, place = divmod(step, an_epoch)
        if place == 0:
            shuffled = order.at(epoch).uniform(pictures).argsort(stable=True)
        yield shuffled[place * together : (place + 1) * together]


def read(reader: Attacker, views: Tensor, kept: bool) -> Tensor:
    """Features of the views (B, V, C, h, w) of questions: (B, V, F), a joint attacker's (B, 1, F).

    Those of a placed attacker stay in their places if they are to be kept there, (B, V, F, a, b).
    """
    found = reader.read(views if reader.joint else views.flatten(0, 1)).float()
    found = found.unflatten(0, (len(views), -1))
    return found if kept and reader.placed else found.flatten(2)


def again(trial: Trial, pictures: Pictures, seen: Seen, number: int, purpose: str) -> Tensor:
    """The views (V, C, h, w) of the question of that number, as they were seen."""
    for index, step in seen.asked:
        if number < len(index):
            return walked(trial, purpose).ask(pictures, index, step)[0][0][number]
        number -= len(index)
    raise IndexError(number)
