"""How far apart the answers are: in how many of its views two of them differ."""

import torch

from pitfalls.audit.finding import Finding
from pitfalls.audit.poses import TOGETHER, chooses, classes, copies, kinds, posed, size_of, speckled
from pitfalls.images.base import Pictures
from pitfalls.path.walk import Path

STEPS, MANY = 32, 4  # views, of which there must be some for two answers to share any
NEAR = 1 / 3  # of the views


def check(path: Path, pictures: Pictures) -> Finding | None:
    """A note where two answers differ in a third of the views or fewer: only those tell them apart."""
    if path.task.shows < MANY or not chooses(path, pictures):
        return None
    picture, first = speckled(size_of(pictures)), {}
    for step in range(STEPS):
        views, answer = posed(path, copies(picture), step)
        number = len(views), views.shape[1]
        each = torch.tensor(kinds(views.flatten(0, 1))).view(number)
        for row, target in enumerate(classes(answer) or []):
            first.setdefault(target, each[row])
    if len(first) < 2:
        return None
    known = sorted(first)
    rows = torch.stack([first[target] for target in known])
    apart = (rows[:, None] != rows).sum(-1)
    apart.fill_diagonal_(views.shape[1] + 1)
    least = int(apart.min())
    if not 0 < least <= NEAR * views.shape[1]:
        return None
    one, other = divmod(int(apart.argmin()), len(known))
    told = f"Answers {known[one]} and {known[other]} differ in {least} of {views.shape[1]} views"
    told += ": where those look alike, the question cannot be answered."
    return Finding("close", "note", told, "take answers that lie further apart (jigsaw:distance=...)")


assert TOGETHER * STEPS >= 4000  # every one of 1000 orders is likely seen
