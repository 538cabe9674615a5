"""Equal difficulty: the setting of a dial at which a question is as hard as another one, found by bisection."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pitfalls.difficulty.base import Dial
from pitfalls.frozen import Refused


@dataclass(frozen=True)
class Matched:
    """The setting of a dial nearest to `target`, what it reached, and all that was tried, by setting."""

    value: Any
    accuracy: float
    target: float
    tried: dict[Any, float]

    @property
    def gap(self) -> float:
        """How far apart the two are left, signed: what it reached less the target."""
        return self.accuracy - self.target


def matched(dial: Dial, measure: Callable[[Any], float], target: float) -> Matched:
    """The setting whose `measure(value)`, a proxy accuracy in [0, 1], lies nearest to `target`.

    Settings stand from easy to hard, so that the accuracy falls along them; of n about log2(n) + 1 are measured.
    Refused where the target lies outside of what the two ends reach.
    """
    tried: dict[int, float] = {}

    def at(place: int) -> float:
        if place not in tried:
            tried[place] = measure(dial.values[place])
        return tried[place]

    low, high = 0, len(dial.values) - 1
    if not at(high) <= target <= at(low):
        ends = f"from {at(low):.3f} to {at(high):.3f}"
        raise Refused(f"the target is {target:.3f}, but the dial of {dial.field} goes {ends}; give it other ends")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if at(middle) >= target else (low, middle)
    best = min(tried, key=lambda place: (abs(tried[place] - target), place))
    return Matched(
        dial.values[best], tried[best], target, {dial.values[place]: tried[place] for place in sorted(tried)}
    )
