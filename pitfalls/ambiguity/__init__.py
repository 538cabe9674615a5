"""Scores: what counts as right. One file a remedy."""

from pitfalls.ambiguity.base import Score
from pitfalls.frozen import Refused
from pitfalls.tasks.base import Task


def natural_score(task: Task) -> Score:
    """The score a task is usually judged by: classes, instances or colors, after the level at which it asks."""
    from pitfalls.ambiguity.cross_entropy import CrossEntropy
    from pitfalls.ambiguity.ntxent import NTXent
    from pitfalls.ambiguity.squared_error import SquaredError

    match task.level:
        case "image":
            return CrossEntropy()
        case "view":
            return NTXent()
        case "pixel":
            return SquaredError()
    raise Refused(f"{type(task).__name__}.level is {task.level!r}, but it should be 'image', 'view' or 'pixel'.")
