"""What a look can decide: its estimate and variances are drawn many times over, and judged as the rows will be."""

import math
from functools import lru_cache
from typing import Any

import numpy as np

from pitfalls.statistics.noise import Noise, t_quantile
from pitfalls.statistics.pooled import FEWEST, blend

POWER = 0.8
DRAWS = 20_000  # a power of .8 is then known to .6 points
MOST = 1000  # seeds beyond which nobody goes


@lru_cache(maxsize=64)
def drawn(pairs: int, arms: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    """Estimates of no effect of standard error 1, its own and the pooled variance as parts of the true one, freedom.

    Arms alike in spread: own variance at pairs - 1 degrees of freedom, that of `arms` arms at arms - 1 times as many.
    """
    rng = np.random.default_rng((pairs, arms))
    freedom, total = pairs - 1, (pairs - 1) * (arms - 1 if arms >= FEWEST else 1)
    own = rng.chisquare(freedom, DRAWS)
    rest = rng.chisquare(total - freedom, DRAWS) if total > freedom else 0.0
    return rng.normal(size=DRAWS), own / freedom, (own + rest) / total, total


def halves(noise: Noise, pairs: int, level: float, arms: int, spend: float) -> tuple[np.ndarray, np.ndarray]:
    """Errors of the estimate and half widths of its interval, (draws,) each, for a true noise and a level."""
    z, own, pooled, total = drawn(pairs, arms)
    factor, extra, spent = blend(own, pooled, pairs - 1, total, level, spend)
    error = z * math.sqrt(noise.seed / pairs + noise.images)
    return error, Noise(noise.seed * factor, noise.images, noise.count, extra, spent).half(pairs, level)


def smallest(noise: Noise, pairs: int, level: float, delta: float, arms: int = 2, spend: float = 1.0) -> float:
    """The true effect whose interval after `pairs` seeds lies above delta with chance POWER.

    arms: how many the spread is pooled over; spend: of `Pool`.
    """
    error, half = halves(noise, pairs, level, arms, spend)
    return delta + float(np.quantile(half - error, POWER))


def equivalence(noise: Noise, pairs: int, level: float, delta: float, arms: int = 2, spend: float = 1.0) -> float:
    """The chance that a true effect of 0 has its interval after `pairs` seeds within delta either way."""
    error, half = halves(noise, pairs, level, arms, spend)
    return float((np.abs(error) + half < delta).mean())


def seeds_needed(estimate: float, noise: Noise, look: int, level: float, delta: float) -> tuple[int, int] | None:
    """From how many to how many seeds would settle an effect of this size, with power .8; None beyond 1000.

    The range is that of the spread (90 %, chi square) after `look` seeds, with the estimate taken at its word; its
    upper end is 1000 where more would be needed.
    """
    from scipy.special import chdtri, ndtri

    counts: Any = np.arange(look + 1, MOST + 1)
    gap = abs(abs(estimate) - delta)
    more, freedom = ndtri(POWER), look - 1 + noise.extra
    images = (t_quantile(max(noise.count - 1, 1), level) + more) ** 2 * noise.images
    ends = []
    for tail in (0.05, 0.95):
        seed = noise.seed * freedom / chdtri(freedom, tail)
        reach = np.sqrt((t_quantile(counts - 1, level) + more) ** 2 * seed / counts + images)
        enough = np.flatnonzero(reach <= gap)
        ends.append(int(counts[enough[0]]) if len(enough) else None)
    low, high = ends
    return None if low is None else (low, MOST if high is None else high)
