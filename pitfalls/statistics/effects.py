"""Paired effects and their intervals: pure functions of raw rows (dictionaries; what was not measured has no key)."""

import math
from dataclasses import dataclass

import numpy as np

from pitfalls.refused import Refused
from pitfalls.statistics.noise import Pair, Row, noise_of, values_of

WAITING = ("missing", "interrupted")  # a run that is still to come, as against one that failed
RESAMPLES = 9999


@dataclass(frozen=True)
class Effect:
    """A mean paired effect in accuracy (1 = 100 points), its two-sided interval and what stands behind it.

    pairs and dropped count seeds; g is Hedges' (1981) g of the paired effects; superiority is the share of seeds
    with an effect > 0, ties half. Without a pair all three are nan; below two pairs the interval is all there is.
    """

    estimate: float
    low: float
    high: float
    level: float
    pairs: int
    dropped: int
    g: float
    superiority: float


def pairs_of(rows: list[Row], terms: dict[str, int], outcome: str) -> tuple[list[Pair], int]:
    """Whole pairs by seed, of one environment each, and the number of seeds that ended without giving one."""
    begun: set[int] = set()
    open_still: set[int] = set()
    found: dict[tuple[int, str], dict[str, Row]] = {}
    for row in rows:
        if row["arm"] not in terms:
            continue
        value = row.get(outcome)
        (open_still if row["status"] in WAITING else begun).add(row["seed"])
        if row["status"] == "ok" and isinstance(value, int | float) and math.isfinite(value):
            found.setdefault((row["seed"], str(row.get("env"))), {})[row["arm"]] = row
    whole: dict[int, dict[str, Row]] = {}
    for seed, env in sorted(found):
        if len(found[seed, env]) == len(terms):
            whole.setdefault(seed, found[seed, env])
    return sorted(whole.items(), key=lambda pair: pair[0]), len(begun - open_still - whole.keys())


def paired(rows: list[Row], terms: dict[str, int], outcome: str) -> tuple[np.ndarray, list[int], int]:
    """Effects (n,), their seeds in order, and the number of seeds dropped whole.

    A seed is dropped when all its runs ended, but one failed, has no such outcome or comes from another environment;
    a seed of which a run is still to come is not counted.
    """
    pairs, dropped = pairs_of(rows, terms, outcome)
    return values_of(pairs, terms, outcome), [seed for seed, _ in pairs], dropped


def effect(rows: list[Row], terms: dict[str, int], outcome: str, level: float = 0.95) -> Effect:
    """The mean paired effect with its two-sided interval, never of width zero nor beyond what accuracies allow.

    Paired t over seeds, with the variance of shared test images added (`Noise`); level in (0, 1).
    """
    pairs, dropped = pairs_of(rows, terms, outcome)
    count = len(pairs)
    least = float(sum(weight for weight in terms.values() if weight < 0))
    most = float(sum(weight for weight in terms.values() if weight > 0))
    if not pairs:
        return Effect(math.nan, least, most, level, 0, dropped, math.nan, math.nan)
    values = values_of(pairs, terms, outcome)
    mean = float(values.mean())
    superiority = float((np.sign(values) + 1).mean() / 2)
    if count == 1:
        return Effect(mean, least, most, level, 1, dropped, math.nan, superiority)
    noise = noise_of(pairs, terms, outcome)
    half = float(noise.half(count, level))
    low, high = max(mean - half, least), min(mean + half, most)
    return Effect(mean, low, high, level, count, dropped, mean / math.sqrt(noise.seed) * shrink(count - 1), superiority)


def shrink(freedom: int) -> float:
    """The factor that makes a standardized mean difference unbiased (Hedges, 1981), 0 at one degree of freedom."""
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


def boot_t(
    values: np.ndarray, level: float = 0.95, seed: "int | np.random.Generator" = 0
) -> tuple[float, float] | None:
    """The studentized bootstrap interval of a mean (Efron, 1981), a check on skewed effects that decides nothing.

    values (n,), n >= 5; None where they all agree, for there is nothing to resample.
    """
    values = np.asarray(values, dtype=float)
    count = len(values)
    if count < 5:
        raise Refused(f"the studentized bootstrap was given {count} values, but it takes at least 5.")
    error = values.std(ddof=1) / math.sqrt(count)
    if error <= 1e-12:
        return None
    draws = values[np.random.default_rng(seed).integers(0, count, (RESAMPLES, count))]
    errors = draws.std(axis=1, ddof=1) / math.sqrt(count)
    kept = errors > 1e-12  # a resample of one value only has no scale of its own
    ratios = (draws[kept].mean(axis=1) - values.mean()) / errors[kept]
    left, right = np.quantile(ratios, [(1 - level) / 2, (1 + level) / 2])
    return float(values.mean() - right * error), float(values.mean() - left * error)
