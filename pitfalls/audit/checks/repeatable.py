"""Whether two calls with one seed agree."""

import torch

from pitfalls.audit.finding import Finding
from pitfalls.images.base import Pictures
from pitfalls.path.walk import Path

ASKED, STEPS = 16, 3


def check(path: Path, pictures: Pictures) -> Finding | None:
    """A flaw where the same seed and step give other views or another answer: a draw that is not from `rng`."""
    index = torch.arange(min(ASKED, len(pictures.pixels)))
    for step in range(STEPS):
        (one,), first = path.ask(pictures, index, step)
        (other,), second = path.ask(pictures, index, step)
        same = torch.equal(one, other)
        if same and _equal(first.target, second.target):
            continue
        what = "answers" if same else "views"
        told = f"Two calls with one seed give different {what}: something is drawn that is not taken from `rng`."
        return Finding("repeatable", "flaw", told, "draw with rng.uniform or rng.integers alone")
    return None


def _equal(one: object, other: object) -> bool:
    if isinstance(one, torch.Tensor) and isinstance(other, torch.Tensor):
        return torch.equal(one, other)
    return True
