"""From an attacker's features to answers: a linear read-out, fitted on some questions and judged on others.

Linear, because a trace is in the sign of what an attacker finds. What content does to it (a lively tile scatters an
estimate more than a dull one) is in its spread, of which a line reads less than a network: on scenes without any cue
two layers get 15 % of a puzzle of 20 orders right by displacements that are zero on average, a line 6 %, chance is
5 %; at a lens of .1 px they get 96 % and 95 %.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from pitfalls.audit.attackers.base import FURTHEST
from pitfalls.measures.logistic import fit
from pitfalls.measures.ridge import weights_of
from pitfalls.shapes import answered
from pitfalls.streams import generator
from pitfalls.tasks.base import Task

PENALTIES = (1.0, 1e-1, 1e-2, 1e-3)
WIDEST = 512  # features of a question; of more, the views' main directions are taken
CANDIDATES, PLACES = 48, 8  # guesses a pixel that are chosen from; places of each picture that are looked at
RIDGE = 1e-3


@dataclass(frozen=True)
class Guessed:
    """How right each judged question was, (T,) in [0, 1], how sure the guess, (T,), and what a blind guess gets."""

    right: Tensor
    sure: Tensor
    blind: float


def guessed(task: Task, seen: Tensor, target: Tensor, judged: Tensor, truth: Tensor) -> Guessed:
    """Fit a read-out of features `seen` (N, V, F) for `target`, and judge it on `judged` (T, V, F) and `truth`."""
    if task.level == "view":
        return by_likeness(task, *scaled(seen, judged), truth)
    if task.level == "pixel":
        return by_candidates(task, seen, target, judged, truth)
    return by_class(task, *narrowed(*scaled(seen, judged)), target, truth)


def scaled(seen: Tensor, judged: Tensor) -> tuple[Tensor, Tensor]:
    """Both with the mean and spread of each feature over the views that were seen, bounded."""
    mean, spread = seen.flatten(0, 1).mean(0), seen.flatten(0, 1).std(0).clamp(min=1e-8)
    each = lambda found: ((found - mean) / spread).clamp(-FURTHEST, FURTHEST)
    return each(seen), each(judged)


def narrowed(seen: Tensor, judged: Tensor) -> tuple[Tensor, Tensor]:
    """Both by their main directions, where the views of a question have too many features together."""
    most = max(1, WIDEST // seen.shape[1])
    if seen.shape[2] <= most:
        return seen, judged
    rows = seen.flatten(0, 1)
    axes = torch.linalg.eigh(rows.T @ rows)[1][:, -most:]
    return seen @ axes, judged @ axes


def by_class(task: Task, seen: Tensor, judged: Tensor, target: Tensor, truth: Tensor) -> Guessed:
    """Multinomial logistic regression on the features of all views side by side; its penalty by a fifth of them."""
    learned, first = len(seen) * 4 // 5, seen.flatten(1)
    best, kept, weights = float("inf"), None, None
    for penalty in PENALTIES:
        weights = fit(first[:learned], target[:learned], task.answers, penalty, weights)
        loss = float(F.cross_entropy(F.pad(first[learned:], (0, 1), value=1.0) @ weights, target[learned:]))
        if loss >= best:
            break
        best, kept = loss, weights
    assert kept is not None
    share = (F.pad(judged.flatten(1), (0, 1), value=1.0) @ kept).softmax(-1)
    sure, guess = share.max(-1)
    return Guessed((guess == truth).float(), sure, blind(task, target, truth))


def blind(task: Task, target: Tensor, truth: Tensor) -> float:
    """What the best guess without looking gets: 1 / answers, or more where one answer comes more often."""
    most = target.bincount(minlength=task.answers)
    even = len(target) / task.answers
    if float(most.max()) < even + 5 * even**0.5:  # as even draws may come out
        return 1 / task.answers
    return max(1 / task.answers, float((truth == most.argmax()).double().mean()))


def by_likeness(task: Task, seen: Tensor, judged: Tensor, truth: Tensor) -> Guessed:
    """Codes of the views in which two of a picture are alike: directions that differ more between pictures than within.

    Fisher's discriminant for the two views of a picture; the guess is judged by the task itself.
    """
    size = torch.eye(seen.shape[2])
    apart = (seen - seen.mean(1, keepdim=True)).flatten(0, 1)
    within = apart.T @ apart / max(len(apart) / 2, 1) + RIDGE * size
    rows = seen.flatten(0, 1)
    root = torch.linalg.inv(torch.linalg.cholesky(within.double())).float()
    values, axes = torch.linalg.eigh(root @ (rows.T @ rows / len(rows)) @ root.T)
    codes = judged @ (root.T @ axes) * (values - 1).clamp(min=1e-6).sqrt()
    right = task.correct(codes, answered(truth))
    return Guessed(right, codes.norm(dim=-1).amin(-1), task.blind(answered(truth)))


def by_candidates(task: Task, seen: Tensor, target: Tensor, judged: Tensor, truth: Tensor) -> Guessed:
    """One of a few guesses for each place: that of which ridge regression on the features there expects most.

    target, truth: (N, K, h, w); features (N, 1, F), or (N, 1, F, a, b) that stay in their places.
    """
    places, candidates = target.shape[-2:], _candidates(target)
    first, second = (_spread(each, places) for each in (seen, judged))
    draws = torch.rand(len(target), places.numel(), generator=generator("audit", "places")).argsort(1)[:, :PLACES]
    of = lambda maps: maps.flatten(2).gather(2, draws[:, None].expand(-1, maps.shape[1], -1)).transpose(1, 2)
    rows, wanted = of(first).flatten(0, 1), of(target).flatten(0, 1)
    mean, spread = rows.mean(0), rows.std(0).clamp(min=1e-8)
    each = lambda found: F.pad(((found - mean) / spread).clamp(-FURTHEST, FURTHEST), (0, 1), value=1.0)
    alone = wanted[..., None, None]
    worth = torch.stack([task.correct(one[:, None, None].expand_as(alone), answered(alone)) for one in candidates], 1)
    weight = wanted.norm(dim=1).clamp(min=1e-6)  # a place of no color counts for nothing
    weight = (weight / weight.mean()).sqrt()[:, None]
    weights = weights_of(each(rows) * weight, worth * weight, torch.tensor([RIDGE]))[0]
    scores = each(second.flatten(2).transpose(1, 2)) @ weights
    guess = candidates[scores.argmax(-1)].transpose(1, 2).unflatten(2, places)
    constant = candidates[(worth * weight.square()).mean(0).argmax()][:, None, None].expand_as(truth)
    blind = float(task.correct(constant, answered(truth)).mean())
    return Guessed(task.correct(guess, answered(truth)), scores.max(-1).values.mean(-1), blind)


def _candidates(target: Tensor) -> Tensor:
    """Some of the targets (K, ) that occur, those of strong color more often."""
    rows = target.transpose(0, 1).flatten(1).T
    draws = torch.multinomial(rows.norm(dim=1) + 1e-6, CANDIDATES, generator=generator("audit", "candidates"))
    return rows[draws]


def _spread(features: Tensor, places: torch.Size) -> Tensor:
    """Features at each place, (N, F, h, w)."""
    if features.ndim == 3:
        return features[:, 0, :, None, None].expand(-1, -1, *places)
    return F.adaptive_avg_pool2d(features[:, 0], (places[0], places[1]))
