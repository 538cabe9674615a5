"""Whether all answers are asked for equally often."""

import torch
from scipy.stats import chisquare

from pitfalls.audit.finding import Finding
from pitfalls.audit.poses import TOGETHER, chooses, classes, copies, kinds, placed, posed, size_of, speckled
from pitfalls.images.base import Pictures
from pitfalls.path.cut import cut
from pitfalls.path.walk import Path
from pitfalls.shapes import frames

LEAST, MOST, EACH = 2048, 8192, 20
SURE = 1e-6  # how rarely a balanced task is called unbalanced


def check(path: Path, pictures: Pictures) -> Finding | None:
    """Broken where some answers come more often than others: a guess without looking is then right more often."""
    if not chooses(path, pictures):
        return None
    counted = counts(path, pictures)
    if counted is None:
        return None
    share, most = float(counted.max() / counted.sum()), int(counted.argmax())
    if chisquare(counted.numpy()).pvalue > SURE:
        return None
    what = f"Answer {most}"
    if most == identity(path, pictures):
        what += ", the patches in their own places,"
    missing = int((counted == 0).sum())
    told = f"{what} comes in {share:.1%} of the questions; evenly it were {1 / path.task.answers:.1%}"
    told += f", and {missing} of {path.task.answers} answers never come." if missing else "."
    return Finding("balance", "broken", told, "draw the answer evenly: rng.integers(0, answers, len(patches))")


def counts(path: Path, pictures: Pictures) -> torch.Tensor | None:
    """How often each answer came, (answers,); None where a batch has one answer: these are few draws."""
    picture, answers = speckled(size_of(pictures)), path.task.answers
    steps = range(max(LEAST, min(MOST, EACH * answers)) // TOGETHER)
    found = [classes(posed(path, copies(picture), step)[1]) or [] for step in steps]
    if all(len(set(each)) == 1 for each in found):
        return None
    return torch.tensor(found).flatten().bincount(minlength=answers).double()


def identity(path: Path, pictures: Pictures) -> int | None:
    """The answer for which the views are the patches as they lie, if there is one."""
    size = size_of(pictures)
    picture = speckled(size)
    patches = cut(frames(picture), placed(path.task, size, 1), path.task.cut(size), path.task.resample)
    (own,) = kinds(patches)
    for step in range(2048 // TOGETHER):
        views, answer = posed(path, copies(picture), step)
        targets = classes(answer) or []
        for kind, target in zip(kinds(views), targets, strict=True):
            if kind == own:
                return target
    return None
