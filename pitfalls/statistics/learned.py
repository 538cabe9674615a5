"""Whether a run learned its proxy task, and the share of an arm's runs that did."""

import math
from dataclasses import dataclass
from typing import Any

from pitfalls.statistics.effects import scaled
from pitfalls.statistics.noise import UNKNOWN, Row, t_quantile

SURE = 0.99  # of the one-sided bound of a run's own accuracy
ENOUGH = 0.8  # share of an arm's runs that must have learned, for the arm to say anything
LEVEL = 0.95


def learned(row: Row) -> bool | None:
    """Whether a run's proxy accuracy lies above its chance, None where it was not measured.

    The exact one-sided 99 % bound of Clopper and Pearson (1934), by the run's own unseen questions.
    """
    proxy, chance = row.get("proxy"), row.get("chance")
    if proxy is None or chance is None or not math.isfinite(proxy):
        return None
    count = int(row.get("questions") or row.get("n_test") or UNKNOWN)
    right = round(min(max(proxy, 0.0), 1.0) * count)
    return exact(right, count, 2 * SURE - 1)[0] > chance


def exact(right: int, count: int, level: float) -> tuple[float, float]:
    """The exact two-sided interval of a share of `count` > 0 (Clopper and Pearson, 1934)."""
    from scipy.special import betaincinv

    tail = (1 - level) / 2
    low = float(betaincinv(right, count - right + 1, tail)) if right else 0.0
    high = float(betaincinv(right + 1, count - right, 1 - tail)) if right < count else 1.0
    return low, high


@dataclass(frozen=True)
class Share:
    """How many of an arm's finished runs learned, of how many, with the exact interval of the share."""

    learned: int
    runs: int
    low: float
    high: float

    @property
    def enough(self) -> bool:
        """Whether at least 80 % learned."""
        return self.learned >= ENOUGH * self.runs


def shares(rows: list[Row], level: float = LEVEL) -> dict[str, Share]:
    """The share of learned runs of every arm that was asked, in the order of the rows."""
    found: dict[str, list[bool]] = {}
    for row in rows:
        if row["status"] == "ok":
            told = learned(row)
            if told is not None:
                found.setdefault(row["arm"], []).append(told)
    return {arm: Share(sum(each), len(each), *exact(sum(each), len(each), level)) for arm, each in found.items()}


def difference(
    known: dict[str, Share], contrast: dict[str, Any], level: float = LEVEL
) -> tuple[float, float, float] | None:
    """A contrast of shares learned: estimate, low and high; None where an arm was not asked.

    Wilson's intervals of the arms joined by squares (Newcombe, 1998; Zou and Donner, 2008), which leaves out that
    seeds are paired, on the safe side.
    """
    terms = scaled(contrast["terms"], contrast.get("scale", 1.0))
    if not terms.keys() <= known.keys():
        return None
    estimate = below = above = 0.0
    for arm, weight in terms.items():
        share = known[arm].learned / known[arm].runs
        low, high = _wilson(known[arm].learned, known[arm].runs, level)
        down, up = (share - low, high - share) if weight > 0 else (high - share, share - low)
        estimate += weight * share
        below += (weight * down) ** 2
        above += (weight * up) ** 2
    return estimate, estimate - math.sqrt(below), estimate + math.sqrt(above)


def _wilson(right: int, count: int, level: float) -> tuple[float, float]:
    """The score interval of a share (Wilson, 1927)."""
    z = float(t_quantile(math.inf, level))
    middle = (right + z**2 / 2) / (count + z**2)
    reach = z * math.sqrt(right * (count - right) / count + z**2 / 4) / (count + z**2)
    return middle - reach, middle + reach
