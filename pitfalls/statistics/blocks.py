"""From rows to a table of arms by seeds: which seeds count, and least squares with seeds as blocks."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pitfalls.statistics.noise import Pair, Row

WAITING = ("missing", "interrupted", "error")  # what the next run of the same command computes; failed is final


@dataclass(frozen=True)
class Table:
    """The rows of some arms, by seed and of one environment each.

    counted: seeds with their rows by arm, in order; dropped: seeds that ended without telling anything;
    open: seeds of which a run is still to come that may tell something.
    """

    arms: tuple[str, ...]
    outcome: str
    counted: list[Pair]
    dropped: int
    open: frozenset[int]

    @property
    def whole(self) -> list[Pair]:
        """The seeds that have every arm."""
        return [pair for pair in self.counted if len(pair[1]) == len(self.arms)]

    def rows(self) -> dict[str, list[Row]]:
        """All rows that count, by arm."""
        return {arm: [rows[arm] for _, rows in self.counted if arm in rows] for arm in self.arms}

    @cached_property
    def values(self) -> np.ndarray:
        """The outcomes, (arms, seeds), nan in the holes."""
        own = [[rows[arm][self.outcome] if arm in rows else np.nan for arm in self.arms] for _, rows in self.counted]
        return np.array(own, dtype=float).reshape(-1, len(self.arms)).T


def table_of(rows: list[Row], arms: tuple[str, ...], outcome: str, least: int = 2) -> Table:
    """The table of arms, where a seed counts from `least` of them on (at most all).

    A seed's rows count from one environment, the one in which most of these arms are (then most of all rows given).
    A seed of which a run is still to come is open, unless that run can change nothing.
    """
    least = min(least, len(arms))
    own: dict[int, dict[str, dict[str, Row]]] = {}
    waits: dict[int, set[str]] = {}
    size: dict[tuple[int, str], int] = {}
    for row in rows:
        seed, env = row["seed"], str(row.get("env"))
        measured = row["status"] == "ok" and _finite(row.get(outcome))
        size[seed, env] = size.get((seed, env), 0) + measured
        if row["arm"] not in arms:
            continue
        waits.setdefault(seed, set())
        if row["status"] in WAITING:
            waits[seed].add(row["arm"])
        elif measured:
            own.setdefault(seed, {}).setdefault(env, {})[row["arm"]] = row
    counted, open_still, dropped = [], set(), 0
    for seed in sorted(waits):
        envs = own.get(seed, {})
        best = max(sorted(envs), key=lambda env: (len(envs[env]), size[seed, env]), default="")
        found = envs.get(best, {})
        coming = waits[seed] - found.keys()
        if coming and len(found) + len(coming) >= least:
            open_still.add(seed)
        elif len(found) >= least:
            counted.append((seed, found))
        else:
            dropped += 1
    return Table(arms, outcome, counted, dropped, frozenset(open_still))


def _finite(value: object) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)


@dataclass(frozen=True)
class Fit:
    """An effect by least squares with seed blocks: estimate, weights (arms, seeds) on the outcomes, residuals alike."""

    estimate: float
    weights: np.ndarray
    residuals: np.ndarray


def fitted(values: np.ndarray, weights: np.ndarray) -> Fit | None:
    """The effect sum(weights * arm) of an additive table (arms, seeds) with holes (nan); None where it has none.

    Least squares for arms and seeds (Yates, 1940); in a table without holes it is the mean over seeds. Weights that
    do not sum to zero leave the blocks out: the means of the arms.
    """
    there = np.isfinite(values)
    filled = np.where(there, values, 0.0)
    if abs(weights.sum()) > 1e-9 * np.abs(weights).sum():
        counts = there.sum(1, keepdims=True)
        if not counts.all():
            return None
        means = filled.sum(1, keepdims=True) / counts
        on = there * (weights[:, None] / counts)
        return Fit(float((on * filled).sum()), on, there * (filled - means))
    inverse, normal = _solved(there)
    slope = inverse @ weights
    if not np.allclose(normal @ slope, weights, atol=1e-8 * np.abs(weights).max()):
        return None
    on = _centered(there * slope[:, None], there)
    return Fit(float((on * filled).sum()), on, residuals(values)[0])


def residuals(values: np.ndarray) -> tuple[np.ndarray, int]:
    """What arms and seeds leave of a table (arms, seeds), 0 in the holes, and its degrees of freedom."""
    there = np.isfinite(values)
    inverse, normal = _solved(there)
    centered = _centered(np.where(there, values, 0.0), there)
    arms = inverse @ centered.sum(1)
    left = _centered(centered - there * arms[:, None], there)
    rank = np.linalg.matrix_rank(normal, tol=1e-8)
    return left, int(there.sum() - there.any(0).sum() - rank)


def _solved(there: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The pseudo-inverse of the normal equations of the arms after seeds, and the equations themselves."""
    counts = np.maximum(there.sum(0), 1)
    normal = np.diag(there.sum(1).astype(float)) - (there / counts) @ there.T
    return np.linalg.pinv(normal, rcond=1e-9, hermitian=True), normal


def _centered(values: np.ndarray, there: np.ndarray) -> np.ndarray:
    """The table less the mean of each seed, over the arms that it has."""
    return there * (values - values.sum(0) / np.maximum(there.sum(0), 1))
