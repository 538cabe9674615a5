"""Effects and their intervals: pure functions of raw rows (dictionaries; what was not measured has no key)."""

import math
from dataclasses import dataclass

import numpy as np

from pitfalls.statistics.blocks import Table, fitted, table_of
from pitfalls.statistics.hits import from_images
from pitfalls.statistics.noise import Noise, Pair, Row, values_of
from pitfalls.statistics.pooled import Pool, blend


@dataclass(frozen=True)
class Effect:
    """A mean effect in accuracy (1 = 100 points), its two-sided interval and what stands behind it.

    pairs and dropped count seeds, holes the runs that the counted seeds lack; g is Hedges' (1981) g of the effects of
    a seed; superiority is the share of whole seeds with an effect > 0, ties half. Without a pair all three are nan;
    below two pairs the interval is all there is.
    """

    estimate: float
    low: float
    high: float
    level: float
    pairs: int
    dropped: int
    g: float
    superiority: float
    holes: int = 0


def pairs_of(rows: list[Row], terms: dict[str, float], outcome: str) -> tuple[list[Pair], int]:
    """Whole pairs by seed, of one environment each, and the number of seeds that ended without giving one."""
    table = table_of(rows, tuple(terms), outcome, least=len(terms))
    return table.whole, table.dropped


def paired(rows: list[Row], terms: dict[str, float], outcome: str) -> tuple[np.ndarray, list[int], int]:
    """Effects of the whole seeds (n,), these seeds in order, and the number of seeds that ended without giving one."""
    pairs, dropped = pairs_of(rows, terms, outcome)
    return values_of(pairs, terms, outcome), [seed for seed, _ in pairs], dropped


def seeds_of(rows: list[Row], terms: dict[str, float], outcome: str) -> Table:
    """The table of a contrast: a seed counts from two of its arms on; weights that sum to more need every arm."""
    zero = abs(math.fsum(terms.values())) < 1e-9
    return table_of(rows, tuple(terms), outcome, least=2 if zero else len(terms))


def scaled(terms: dict[str, float], scale: float) -> dict[str, float]:
    """The weights as they stand on accuracies."""
    return {arm: weight / scale for arm, weight in terms.items()}


def effect(
    rows: list[Row],
    terms: dict[str, float],
    outcome: str,
    level: float = 0.95,
    scale: float = 1.0,
    pool: Pool | None = None,
) -> Effect:
    """The effect sum(weight * arm) / scale with its interval, never of width zero nor beyond what accuracies allow.

    Least squares with seeds as blocks, which without holes is the paired t over seeds, with the variance of the test
    images added (`Noise`); level in (0, 1). Given a pool, the spread is blended with that of all arms.
    """
    table, weights = seeds_of(rows, terms, outcome), scaled(terms, scale)
    least = math.fsum(weight for weight in weights.values() if weight < 0)
    most = math.fsum(weight for weight in weights.values() if weight > 0)
    values, count = values_of(table.whole, weights, outcome), len(table.counted)
    fit = fitted(table.values, np.array(list(weights.values()))) if count else None
    if fit is None:
        return Effect(math.nan, least, most, level, 0, table.dropped + count, math.nan, math.nan)
    mean = float(values.mean()) if len(values) == count else fit.estimate
    superiority = float((np.sign(values) + 1).mean() / 2) if len(values) else math.nan
    holes = sum(len(terms) - len(arms) for _, arms in table.counted)
    if count == 1:
        return Effect(mean, least, most, level, 1, table.dropped, math.nan, superiority, holes)
    noise = noise_of(table, weights, pool, level)
    half = float(noise.half(count, level))
    g = mean / math.sqrt(noise.seed) * shrink(count - 1 + noise.extra)
    return Effect(
        mean, max(mean - half, least), min(mean + half, most), level, count, table.dropped, g, superiority, holes
    )


def noise_of(table: Table, weights: dict[str, float], pool: Pool | None = None, level: float = 0.95) -> Noise:
    """The noise in an effect of at least one counted seed; no variance of a seed is ever zero.

    The spread over seeds is that of what each seed adds to the estimate (a sandwich by seed: Liang and Zeger, 1986),
    which without holes is the variance of the paired effects; its degrees of freedom count a seed by its share.
    level: of the interval that a pool is asked for.
    """
    within, shared, count = from_images(table.whole, table.rows(), weights, table.outcome)
    least = math.fsum(weight**2 for weight in weights.values()) / count**2  # as if one image more had gone either way
    every = [row for rows in table.rows().values() for row in rows]
    alike = any(row.get("fresh") is False for row in every)
    floor = least if alike else max(within, least)
    shared = max(shared, least) if alike else shared
    seeds = len(table.counted)
    fit = fitted(table.values, np.array(list(weights.values())))
    if seeds < 2 or fit is None:
        return Noise(max(within, least), shared, count)
    added = (fit.weights * fit.residuals).sum(0)
    parts = (fit.weights**2).sum(0)
    own = seeds**2 / (seeds - 1) * float((added**2).sum())
    if len(table.whole) == seeds:  # the same, without the dust of floating point
        own = float(values_of(table.whole, weights, table.outcome).var(ddof=1))
    own = max(own, floor)
    freedom = max(float(parts.sum() ** 2 / (parts**2).sum()) - 1, 1.0)
    if pool is None:
        return Noise(own, shared, count, freedom - (seeds - 1))
    pooled = max(seeds * float(parts.sum()) * pool.variance, floor)
    seed, extra, spend = (float(each) for each in blend(own, pooled, freedom, pool.freedom, level, pool.spend))
    return Noise(seed, shared, count, extra + freedom - (seeds - 1), spend)


def shrink(freedom: float) -> float:
    """The factor that makes a standardized mean difference unbiased (Hedges, 1981), 0 below two degrees of freedom."""
    if freedom < 2:
        return 0.0
    return math.exp(math.lgamma(freedom / 2) - math.lgamma((freedom - 1) / 2)) / math.sqrt(freedom / 2)


def arm_means(
    rows: list[Row], outcomes: tuple[str, ...] | list[str], level: float = 0.95
) -> dict[str, dict[str, tuple[float, float, float]]]:
    """Mean, low and high of each outcome of each arm, in the order of the rows; what no run measured is left out."""
    means: dict[str, dict[str, tuple[float, float, float]]] = {}
    for arm in dict.fromkeys(row["arm"] for row in rows):
        found = {outcome: effect(rows, {arm: 1}, outcome, level) for outcome in outcomes}
        means[arm] = {name: (each.estimate, each.low, each.high) for name, each in found.items() if each.pairs}
    return means
