"""Attackers asked at a trial's questions: what they saw of some pictures, and how far that leads with others."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import torch

from pitfalls.audit.attackers.base import Attacker
from pitfalls.audit.reach import Reach, reach
from pitfalls.audit.reading import Seen, Watch, see
from pitfalls.audit.readout import guessed
from pitfalls.images.base import Pictures
from pitfalls.trial import Trial

SHOWN = 4  # questions kept of those that an attacker had right and was surest of


@dataclass(frozen=True)
class Asking:
    """How an audit asks: of how many intervals each is one, how many questions are fitted and judged, who is told."""

    together: int
    counts: tuple[int, int]
    watch: Watch


def attacked(
    trial: Trial, behind: str, readers: dict[str, Attacker], pictures: tuple[Pictures, Pictures], asking: Asking
) -> Iterator[Reach]:
    """How far each reader gets, fitted on questions about the first pictures and judged on the others."""
    fit, judge = (
        see(trial, readers, part, count, purpose, asking.watch)
        for part, count, purpose in zip(pictures, asking.counts, ("fit", "judge"), strict=True)
    )
    for name in readers:
        yield one(trial, name, behind, fit, judge, asking.together)


def one(trial: Trial, name: str, behind: str, fit: Seen, judge: Seen, together: int) -> Reach:
    """How far the attacker of that name gets by what it saw."""
    found = guessed(trial.task, fit.features[name], fit.target, judge.features[name], judge.target)
    reached = reach(name, behind, float(found.right.double().sum()), len(found.right), found.blind, together)
    surest = (found.right * found.sure.exp()).topk(min(SHOWN, len(found.right))).indices
    given = tuple(number for number in surest.tolist() if found.right[number] > 0)
    return replace(reached, giveaways=given)


def fitted(trial: Trial, pictures: Pictures) -> Trial:
    """The trial with the cues and defenses that must be estimated from pictures fitted to these."""
    side = slice(pictures.margin, pictures.margin + trial.images.size)
    images = pictures.pixels[..., side, side]
    each = lambda parts: tuple(part.fit(images) if hasattr(part, "fit") else part for part in parts)
    with torch.no_grad():
        return replace(trial, cues=each(trial.cues), defenses=each(trial.defenses))
