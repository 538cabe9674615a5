"""Pictures about which the question cannot be answered: two answers, and views that look the same."""

import torch

from pitfalls.audit.finding import Finding
from pitfalls.audit.poses import chooses, inner, posed
from pitfalls.images.base import Pictures
from pitfalls.path.walk import Path

COUNT, EACH = 256, 8
SAME = 0.5 / 255  # mean difference, less than half a level of gray
FEW = 0.01  # of the pictures, too few to be told


def check(path: Path, pictures: Pictures) -> Finding | None:
    """A note of the share of pictures that look the same (within half a level of gray) under two answers."""
    if not chooses(path, pictures):
        return None
    count = min(COUNT, len(pictures.pixels))
    images = inner(pictures, torch.linspace(0, len(pictures.pixels) - 1, count).long())
    first, alike = posed(path, images, 0), torch.zeros(count, dtype=torch.bool)
    for step in range(1, EACH):
        views, answer = posed(path, images, step)
        same = (views - first[0]).abs().flatten(1).mean(1) < SAME
        alike |= same & (answer.target != first[1].target)
    share = float(alike.double().mean())
    if share < FEW:
        return None
    ceiling = 1 - share / 2  # one of two is right by chance
    told = f"{share:.0%} of the pictures look the same under two answers: they are guessed, not answered."
    return Finding("featureless", "note", told, "leave out pictures that show nothing", ceiling)
