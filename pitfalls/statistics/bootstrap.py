"""A check on skewed effects that decides nothing."""

import math

import numpy as np

from pitfalls.refused import Refused

RESAMPLES = 9999


def boot_t(
    values: np.ndarray, level: float = 0.95, seed: "int | np.random.Generator" = 0
) -> tuple[float, float] | None:
    """The studentized bootstrap interval of a mean (Efron, 1981).

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
