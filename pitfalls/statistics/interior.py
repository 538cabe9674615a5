"""Interior optima: the middle of a dial beats both of its ends, each by an interval of its own."""

from collections.abc import Sequence
from typing import Any

from pitfalls.frozen import Refused
from pitfalls.statistics.contrast import Contrast
from pitfalls.statistics.looks import Word


def interior_optimum(low: str, middle: str, high: str, **roles: Any) -> tuple[Contrast, Contrast]:
    """The two contrasts of an interior optimum among three arms named beforehand: middle - low and middle - high.

    It holds only where both do (an intersection-union test: Berger, 1982), so that each may spend all of what one
    contrast may: write them at the head of an ordered plan. Refused where two of the three are one arm.
    """
    if len({low, middle, high}) < 3:
        raise Refused(f"an interior optimum needs three arms, but they are {low!r}, {middle!r} and {high!r}")
    beats = lambda end: Contrast(f"{middle} beats {end}", {middle: 1, end: -1}, 1, **roles)
    return beats(low), beats(high)


def together(judged: Sequence[Any]) -> Word:
    """The word for what holds only where each of its contrasts does, as an interior optimum.

    Contradicted where one of them is; else equivalent where one of them is, for the curve has a plateau toward that
    end. Not testable or undecided where one of them is that, and none decides against it. Refused without any.
    """
    if not judged:
        raise Refused("the word of no contrasts was asked for, but there should be one at least")
    words = [each.word for each in judged]
    for word in ("contradicted", "equivalent", "not testable", "undecided"):
        if word in words:
            return word
    return "holds"
