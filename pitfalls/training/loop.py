"""The only training loop and the only optimizer of the lab: the path, a guess, a score, a step."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from pitfalls.company.bank import Bank
from pitfalls.encoders.network import Network, build
from pitfalls.images.base import Pictures
from pitfalls.path.walk import Path
from pitfalls.streams import Rng
from pitfalls.trial import Trial

CHECK = 50  # steps between two looks at whether the loss is still finite; a look waits for the device


@dataclass(frozen=True)
class Trained:
    """A network after `steps` steps; `finite` is False where the loss or a weight became NaN or infinite.

    good: the steps before the first whose loss was not finite; memory: what the score has kept of each image, if
    anything.
    """

    network: Network
    finite: bool
    steps: int
    good: int
    memory: Tensor | None = None


def start(trial: Trial, path: Path, pictures: Pictures) -> Network:
    """The untrained network of a trial, sized by one question of its path."""
    assert trial.score is not None
    device = pictures.pixels.device
    views, answer = path.ask(pictures, torch.zeros(2, dtype=torch.long, device=device), 0)
    target = answer.target
    assert isinstance(target, Tensor)
    size = (target.shape[-2], target.shape[-1]) if target.ndim == 4 else (1, 1)
    sample = views[0].cpu()
    width = trial.score.width(trial.task)
    return build(trial.encoder, trial.head, trial.task.level, sample, width, size, trial.seed).to(device)


def train(
    trial: Trial,
    network: Network,
    path: Path,
    pictures: Pictures,
    watch: Callable[[int, Network], None] = lambda step, network: None,
) -> Trained:
    """Train `network` in place on what `path` asks about `pictures`; `watch(step, network)` is called before a step."""
    assert trial.score is not None
    device = pictures.pixels.device
    order = Rng(trial.seed, "order", device)
    optimizer = torch.optim.AdamW(
        network.parameters(), lr=trial.lr, weight_decay=trial.decay, fused=device.type != "mps"
    )
    pace = lambda step: min((step + 1) / (0.1 * trial.steps + 1), 1 - 0.95 * step / max(trial.steps, 1))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, pace)
    finite = torch.ones((), dtype=torch.bool, device=device)
    good = torch.zeros((), dtype=torch.long, device=device)
    count = len(pictures.pixels)
    an_epoch = count // trial.batch
    bank = Bank(count, trial.score.remembers, trial.score.momentum, device) if trial.score.remembers else None
    network.train()

    for step in range(trial.steps):
        watch(step, network)
        epoch, place = divmod(step, an_epoch)
        if place == 0:
            shuffled = order.at(epoch).uniform(count).argsort(stable=True)
        index = shuffled[place * trial.batch : (place + 1) * trial.batch]

        views, answer = path.ask(pictures, index, step)
        with torch.autocast(device.type, torch.bfloat16, enabled=trial.precision == "bf16"):
            guess = network(views[0])
        told = bank.tell(answer) if bank else answer
        loss = (trial.score.loss(guess.float(), told) * told.weight).mean()

        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        schedule.step()
        network.after_step()
        if bank:
            bank.keep(trial.score.remember(guess.detach().float(), answer), index)
        finite &= loss.detach().isfinite()
        good += finite
        if (step + 1) % CHECK == 0 and not finite:
            return Trained(network, False, step + 1, int(good))
    whole = all(bool(weight.isfinite().all()) for weight in network.parameters())
    return Trained(network, bool(finite) and whole, trial.steps, int(good), bank.rows if bank else None)
