"""Whether the answer follows from something that the views do not show: the picture's number or place in the batch."""

import torch

from pitfalls.audit.finding import Finding
from pitfalls.audit.poses import chooses, classes
from pitfalls.images.base import Pictures
from pitfalls.path.walk import Path
from pitfalls.streams import Rng

COUNT, STEPS = 64, 6


def check(path: Path, pictures: Pictures) -> Finding | None:
    """Broken where the place in the batch tells the answer; a note where a picture is always asked the same."""
    if not chooses(path, pictures) or path.task.answers < 2:
        return None
    count = min(COUNT, len(pictures.pixels))
    order, found = Rng(0, "audit/fixed"), []
    by_picture = torch.zeros(STEPS, count, dtype=torch.long)
    for step in range(STEPS):
        index = order.at(step).uniform(count).argsort()
        targets = torch.tensor(classes(path.ask(pictures, index, step)[1]))
        by_picture[step, index] = targets
        found.append(targets)
    if _settled(torch.stack(found)):
        told = "The answer follows from the place in the batch, whatever the picture: an answerer need not look."
        return Finding("fixed", "broken", told, "draw the answer with rng.integers(0, answers, len(patches))")
    if _settled(by_picture):
        told = "Each picture is always asked the same question: its answer can be learned by heart."
        return Finding("fixed", "note", told, "draw the answer anew each time a picture is asked about")
    return None


def _settled(targets: torch.Tensor) -> bool:
    """Whether each column (steps, n) has one value, and not all the same."""
    return bool((targets == targets[:1]).all()) and len(targets[0].unique()) > 1
