"""Answers that cannot be told apart: the same views, and now one answer is right and now another."""

from collections import Counter, defaultdict

from torch import Tensor

from pitfalls.audit.finding import Finding
from pitfalls.audit.poses import TOGETHER, chooses, classes, copies, kinds, mirrored, posed, size_of, speckled
from pitfalls.images.base import Pictures
from pitfalls.path.walk import Path
from pitfalls.shortcuts.base import Defense
from pitfalls.streams import Rng

LEAST, MOST, EACH = 1024, 4096, 16  # questions, and how many for each answer


def check(path: Path, pictures: Pictures) -> Finding | None:
    """Broken where one picture, asked again and again, shows the same views for two answers.

    Double answers, an answer that the views do not show at all, and, on a picture that is its own mirror image,
    answers that a later flip makes equal. The best possible accuracy is that of the best guess for each view.
    """
    if not chooses(path, pictures):
        return None
    size = size_of(pictures)
    scenes = {"any picture": speckled(size), "pictures as likely as their mirror image": mirrored(path.task, size)}
    found: list[Finding] = []
    for where, picture in scenes.items():
        for given in (None, *path.defenses):
            share, pair = best(path, picture, given)
            if pair:
                found.append(_told(share, pair, where, given[0] if given else None, path.task.answers))
    return min(found, key=lambda each: each.ceiling, default=None)


def best(path: Path, picture: Tensor, defense: tuple[Defense, Rng] | None) -> tuple[float, tuple[int, int] | None]:
    """The accuracy of the best guess for each view, and two answers that look the same, if there are any.

    The guess is learned from half of the questions and judged on the others, as far as their views were learned.
    """
    half = max(LEAST, min(MOST, EACH * path.task.answers)) // 2
    seen: dict[int, Counter[int]] = defaultdict(Counter)
    right, judged = 0, 0
    for step in range(2 * half // TOGETHER):
        views, answer = posed(path, copies(picture), step, defense)
        targets = classes(answer) or []
        for kind, target in zip(kinds(views), targets, strict=True):
            if step * TOGETHER < half:
                seen[kind][target] += 1
            elif kind in seen:
                judged += 1
                right += seen[kind].most_common(1)[0][0] == target
                seen[kind][target] += 0  # known, not counted
    pair = next((tuple(sorted(each)[:2]) for each in seen.values() if len(each) > 1), None)
    return right / max(judged, 1), pair  # pyright: ignore[reportReturnType]


def _told(share: float, pair: tuple[int, int], where: str, defense: Defense | None, answers: int) -> Finding:
    behind = f" behind {defense.called}" if defense else ""
    what = f"Answers {pair[0]} and {pair[1]} show the same views{behind}"
    if share < 1.5 / answers:
        what = f"The views{behind} do not show what the answer depends on"
    told = f"{what}, on {where}: no answerer can be right more often than {share:.0%}."
    advice = f"leave out {defense.called}, or ask before it" if defense else "give answers that look alike one number"
    return Finding("alike", "broken", told, advice, share)
