"""How far one cue alone gets at a task: a small attacker fitted on training questions, judged on unseen ones."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from pitfalls.audit.attackers import ATTACKERS
from pitfalls.frozen import Refused, nearest
from pitfalls.images.base import Pictures, Split
from pitfalls.images.held import load
from pitfalls.path.walk import Path
from pitfalls.streams import generator
from pitfalls.trial import Trial

EXAMPLES, UNSEEN, TOGETHER, HIDDEN, EPOCHS = 2048, 1024, 64, 128, 20


def attack(trial: Trial, attacker: str, device: torch.device | str = "cpu") -> dict[str, float]:
    """Proxy accuracy of the attacker on unseen images (`accuracy`), and the blind guess's (`chance`), in [0, 1]."""
    if attacker not in ATTACKERS:
        raise Refused(f"there is no attacker {attacker!r}; {nearest(attacker, list(ATTACKERS))}")
    if trial.task.level != "image":
        raise Refused(f"{type(trial.task).__name__} asks once a {trial.task.level}; an attacker answers once an image.")
    place = torch.device(device)
    known = _questions(trial, attacker, load(trial.images, "train", trial.seed, None, place), "train", EXAMPLES)
    unseen = _questions(
        trial, attacker, load(trial.images, "test", trial.seed, trial.reading.test, place), "test", UNSEEN
    )
    right = _answered(known, unseen, trial.task.answers, trial.seed)
    return {"accuracy": float((right == unseen[1]).float().mean()), "chance": trial.task.chance}


@torch.no_grad()
def _questions(trial: Trial, attacker: str, pictures: Pictures, split: Split, count: int) -> tuple[Tensor, Tensor]:
    """Features (count, F) and answers (count,) of questions posed on the trial's own path."""
    device = pictures.pixels.device
    path = Path(trial.task, trial.cues, trial.defenses, trial.seed, f"attack/{split}", device)
    features, answers = [], []
    for step in range(-(-count // TOGETHER)):
        index = torch.arange(step * TOGETHER, (step + 1) * TOGETHER, device=device) % len(pictures.pixels)
        views, answer = path.ask(pictures, index, step)
        assert answer.target is not None
        features.append(ATTACKERS[attacker](views[0]))
        answers.append(answer.target)
    return torch.cat(features), torch.cat(answers)


def _answered(known: tuple[Tensor, Tensor], unseen: tuple[Tensor, Tensor], answers: int, seed: int) -> Tensor:
    """Answers to the unseen questions of a net with one hidden layer, fitted to the known ones."""
    features, target = known
    # Ranks to a normal shape would need sorting; clipped scores do for heavy tails of a ratio.
    middle, spread = features.median(0).values, features.std(0).clamp(min=1e-6)
    clean = lambda each: ((each - middle) / spread).clamp(-3, 3)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        net = nn.Sequential(nn.Linear(features.shape[1], HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, answers))
    net = net.to(features.device)
    optimizer = torch.optim.AdamW(net.parameters(), lr=5e-3, weight_decay=1e-2)
    inputs, order = clean(features), generator(seed, "attack/order")
    for _ in range(EPOCHS):
        for index in torch.randperm(len(inputs), generator=order).to(inputs.device).split(TOGETHER):
            loss = F.cross_entropy(net(inputs[index]), target[index])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        return net(clean(unseen[0])).argmax(1)
