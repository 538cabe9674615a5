"""The whole procedure at once on many simulated tables, to count its false words: looks, levels, spreads, order."""

from typing import Any

import numpy as np

from pitfalls.statistics.looks import LOOKS, levels_of
from pitfalls.statistics.noise import Noise
from pitfalls.statistics.pooled import FEWEST, blend, spend_of

UNDECIDED, OVER, UNDER, WITHIN = range(4)  # beyond delta upward, downward, within delta either way
SHAPES = ("normal", "skewed", "bimodal .1", "bimodal .2", "bimodal .5")


def runs(
    shape: str, spreads: tuple[float, ...], tables: int, rng: np.random.Generator, only: tuple[int, ...] = ()
) -> np.ndarray:
    """Accuracies around 0 of arms with the given standard deviations, (tables, arms, 20).

    only: the arms whose noise has the shape, the others being normal; all without it. Skewed is exponential;
    "bimodal p" gives a share p of the runs another level, with a fifth of the spread within the two.
    """
    size = (tables, len(spreads), LOOKS[-1])
    drawn = rng.normal(size=size)
    shaped = list(only or range(len(spreads)))
    if shape == "skewed":
        drawn[:, shaped] = rng.exponential(size=size)[:, shaped] - 1
    elif shape.startswith("bimodal"):
        share = float(shape.split()[1])
        level = (rng.random(size) < share) - share
        drawn[:, shaped] = (np.sqrt(0.96 / (share * (1 - share))) * level + 0.2 * rng.normal(size=size))[:, shaped]
    return drawn * np.array(spreads)[None, :, None]


def words(
    values: np.ndarray, weights: np.ndarray, plan: dict[str, Any], shift: np.ndarray | float = 0.0, floor: float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """The words of every contrast and the index of the look that gave them, (tables, contrasts) each.

    values: (tables, arms, 20); weights: (contrasts, arms); shift: true effects, where the values have none; floor:
    standard deviation of one accuracy by its own test images; plan: alpha, delta, ordered and contrasts with signs.
    """
    count, arms = weights.shape
    square = (weights**2).sum(1)
    levels = np.array([levels_of(plan, contrast["sign"]) for contrast in plan["contrasts"]]).T
    told = np.zeros((len(values), count), dtype=int)
    when = np.full((len(values), count), len(LOOKS))
    for at, look in enumerate(LOOKS):
        seen = values[:, :, :look]
        effects = np.einsum("ca,tas->tcs", weights, seen)
        own, mean = np.maximum(effects.var(-1, ddof=1), square * floor**2), effects.mean(-1) + shift
        left = seen - seen.mean(1, keepdims=True)
        left = left - left.mean(2, keepdims=True)
        total = (look - 1) * (arms - 1) if arms >= FEWEST else look - 1
        pooled = np.maximum((left**2).sum((1, 2))[:, None] / total, floor**2) * square
        beyond, within = (half(own, pooled, look, total, level, spend_of(plan)) for level in levels)
        inside = (mean - within > -plan["delta"]) & (mean + within < plan["delta"])
        chosen = np.select(
            [mean - beyond > plan["delta"], mean + beyond < -plan["delta"], inside], [OVER, UNDER, WITHIN]
        )
        for k in range(count):
            ready = told[:, :k].all(1) if plan.get("ordered") else True
            take = (told[:, k] == UNDECIDED) & (chosen[:, k] != UNDECIDED) & ready
            told[take, k], when[take, k] = chosen[take, k], at
    return told, when


def half(own: Any, pooled: Any, look: int, total: int, level: Any, spend: float) -> Any:
    """Half widths of the intervals of mean effects by their own and the pooled variance; broadcasts."""
    variance, extra, _ = blend(own, pooled, look - 1, total, level, spend)
    plain = Noise(variance, 0.0, 1).half(look, level)
    credit = float(extra.max())  # two kinds of quantile only: a quantile a table would take most of the time
    return np.where(extra > 0, Noise(variance, 0.0, 1, credit, spend).half(look, level), plain) if credit else plain


def false(told: np.ndarray, truth: np.ndarray | float, delta: float) -> np.ndarray:
    """Which words are false, (tables, contrasts): every one where the true effect is exactly delta either way."""
    truth = np.broadcast_to(truth, told.shape)
    wrong = (told == OVER) & (truth <= delta) | (told == UNDER) & (truth >= -delta)
    return wrong | (told == WITHIN) & (np.abs(truth) >= delta)


def planned(weights: np.ndarray, delta: float, signs: tuple[int, ...] | None = None, **more: Any) -> dict[str, Any]:
    """A plan of contrasts of arms 0, 1, ... with these weights (contrasts, arms), as `judge` takes it."""
    names = [{str(arm): float(weight) for arm, weight in enumerate(row) if weight} for row in weights]
    named = [
        {"name": f"c{k}", "terms": terms, "sign": signs[k] if signs else 1, "scale": 1.0}
        for k, terms in enumerate(names)
    ]
    return {"outcome": "probe", "alpha": 0.05, "delta": delta, "fresh": True, "contrasts": named, "arms": {}} | more


def against_one(count: int) -> np.ndarray:
    """Weights of `count` arms, each against arm 0, (count, count + 1)."""
    return np.concatenate([-np.ones((count, 1)), np.eye(count)], axis=1)


# Arms: clean, planted, clean and planted behind a defense. Contrasts: harm, leak left, price, rescue.
FOUR = np.array([[-1, 1, 0, 0], [0, 0, -1, 1], [-1, 0, 1, 0], [1, -1, -1, 1]], dtype=float)
MEASURED = (0.044, 0.065, 0.051, 0.030)  # spreads of these arms over seeds, less what all arms of a seed share
