"""Trends over a dose: one slope a seed, as one contrast of the arms named beforehand."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pitfalls.refused import Refused
from pitfalls.statistics.contrast import Contrast


def trend(
    arms: Sequence[str] | Mapping[str, float], sign: Literal[-1, 0, 1] = 1, name: str = "trend", **roles: Any
) -> Contrast:
    """The contrast of a monotone trend over `arms`, from the first to the last: the line through them, end to end.

    Arms alone are taken at even steps (the weights of Page, 1963); with a number each, at these. The effect is the
    least-squares slope of each seed times the way from the lowest to the highest number, so in points of accuracy. It
    tells of a trend, not of every step. Roles as those of a Contrast. Refused for fewer than three arms, and for two
    of one number.
    """
    places = dict(arms) if isinstance(arms, Mapping) else {arm: float(place) for place, arm in enumerate(arms)}
    if len(places) < 3 or len(set(places.values())) < len(places) or len(places) < len(arms):
        raise Refused(f"a trend over {list(arms)} was asked for, but it needs three arms or more at different doses")
    mean = sum(places.values()) / len(places)
    weights = {arm: place - mean for arm, place in places.items() if abs(place - mean) > 1e-9}
    reach = max(places.values()) - min(places.values())
    scale = sum(weight**2 for weight in weights.values()) / reach
    return Contrast(name, weights, sign, scale, **roles)


def gap_of_trends(one: Contrast, other: Contrast, name: str, sign: Literal[-1, 0, 1] = 1) -> Contrast:
    """By how much one trend rises above another, so that opposite slopes are one contrast; of arms without overlap."""
    if one.terms.keys() & other.terms.keys():
        raise Refused(f"the trends {one.name!r} and {other.name!r} share arms, but should have each its own")
    terms = {arm: weight / one.scale for arm, weight in one.terms.items()}
    return Contrast(name, terms | {arm: -weight / other.scale for arm, weight in other.terms.items()}, sign)
