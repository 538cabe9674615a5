"""The variance of an effect, its own shrunk toward that of all arms: power at five seeds without false words."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from pitfalls.statistics.blocks import residuals, table_of
from pitfalls.statistics.noise import Row, t_quantile

PRIOR = 8  # degrees of freedom that the pooled variance is taken at, at most
FEWEST = 3  # arms from which on there is more to pool than a contrast has by itself
SHARED = 4  # contrasts that share alpha at least, as far as a blended interval goes
LARGER = 0.985  # quantile of the ratio to what is left of the pool above which an effect keeps its own variance
SMALLER = 0.15  # and below which it does where fewer than four contrasts share alpha


@dataclass(frozen=True)
class Pool:
    """Variance of one run that is left after arms and seeds, its degrees of freedom, what it may spend (`blend`)."""

    variance: float
    freedom: int
    spend: float = 1.0


def pool_arms(contrasts: list[dict[str, Any]]) -> tuple[str, ...]:
    """The arms whose spread is pooled: those of all primary contrasts."""
    return tuple(dict.fromkeys(arm for contrast in contrasts for arm in contrast["terms"]))


def spend_of(plan: dict[str, Any]) -> float:
    """The part of its alpha that a contrast's blended interval may take: at most that of one of four contrasts."""
    return min(1.0, (1 if plan.get("ordered") else len(plan["contrasts"])) / SHARED)


def pool_of(rows: list[Row], plan: dict[str, Any]) -> Pool | None:
    """The residual variance pooled over all arms of the contrasts, seeds as blocks; None where nothing is left over."""
    arms = pool_arms(plan["contrasts"])
    table = table_of(rows, arms, plan["outcome"])
    if len(arms) < FEWEST or len(table.counted) < 2:
        return None
    left, freedom = residuals(table.values)
    return Pool(float((left**2).sum()) / freedom, freedom, spend_of(plan)) if freedom > 0 else None


def blend(own: Any, pooled: Any, freedom: Any, total: Any, level: Any, spend: float) -> tuple[Any, Any, Any]:
    """The variance of one seed's effect, its degrees of freedom beyond its own, and the spent part; broadcasts.

    own: the effect's variance over seeds at `freedom`; pooled: what the variance of all arms makes of it, at `total`,
    which holds the own part. The mean of both, the pooled one at 8 degrees of freedom at most (an inverse chi-square
    prior: Smyth, 2004), for arms do differ in spread. An effect keeps its own variance where that is clearly larger,
    where its interval at this level would not be narrower for the blend, and, in plans whose alpha few share, where it
    is clearly smaller. In such plans what remains of unequal spreads is paid for by a smaller part of alpha. Chosen by
    simulation (experiments/robustness/false_words.py has the figures).
    """
    from scipy.special import fdtri

    own, pooled = np.asarray(own, dtype=float), np.asarray(pooled, dtype=float)
    others = np.maximum(total - np.asarray(freedom, dtype=float), 0.0)
    credit, share = np.minimum(PRIOR, others), np.maximum(others, 1e-9)
    mixed = (credit * pooled + freedom * own) / (credit + freedom)
    gains = t_quantile(freedom + credit, 1 - (1 - level) * spend) < t_quantile(freedom, level)
    rest = (total * pooled - freedom * own) / share  # the pool without the effect's own part
    keep = (others <= 0) | ~gains | (own > rest * fdtri(freedom, share, LARGER))
    if spend < 1:
        keep = keep | (own < rest * fdtri(freedom, share, SMALLER))
    return np.where(keep, own, mixed), np.where(keep, 0.0, credit), np.where(keep, 1.0, spend)
