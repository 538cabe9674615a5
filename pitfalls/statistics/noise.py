"""What makes a mean effect uncertain: the seeds, and which images happen to be in the test set.

Where every seed has test images of its own, the spread over seeds holds both; where all seeds share them, no
number of seeds averages them out.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

UNKNOWN = 100  # images behind an accuracy whose row does not say how many: few, so that the interval is wide
Row = dict[str, Any]
Pair = tuple[int, dict[str, Row]]  # a seed and its row of each arm


def t_quantile(freedom: Any, level: float) -> Any:
    """The t that a Student variable exceeds in size with chance 1 - level; degrees of freedom > 0, any shape."""
    from scipy.special import stdtrit  # not above: it costs twice the time in which stored results are read

    return stdtrit(freedom, (1 + level) / 2)


@dataclass(frozen=True)
class Noise:
    """Variance of one seed's effect, and the variance that all seeds share through `count` common test images."""

    seed: Any
    images: float
    count: int

    def half(self, pairs: Any, level: float) -> Any:
        """Half the width of the two-sided interval for the mean of `pairs` >= 2 effects; broadcasts.

        Each variance takes the quantile of its own degrees of freedom, which is on the safe side (Cochran, 1964),
        and leaves the plain paired t (Student, 1908) where no images are shared.
        """
        over_seeds = t_quantile(pairs - 1, level) ** 2 * self.seed / pairs
        return np.sqrt(over_seeds + t_quantile(max(self.count - 1, 1), level) ** 2 * self.images)


def values_of(pairs: list[Pair], terms: dict[str, int], outcome: str) -> np.ndarray:
    """The effect of each pair, (n,), without the dust of floating point, so that a tie is a tie."""
    sums = [math.fsum(weight * arms[arm][outcome] for arm, weight in terms.items()) for _, arms in pairs]
    return np.round(np.array(sums, dtype=float), 12)


def images_behind(row: Row, outcome: str) -> int:
    """How many test images an accuracy rests on; proxies ask at most `questions` of them."""
    known = [row.get("n_test"), row.get("questions") if outcome.startswith("proxy") else None]
    return min((int(each) for each in known if each), default=UNKNOWN)


def effects_by_image(pairs: list[Pair], terms: dict[str, int], outcome: str) -> np.ndarray | None:
    """The contrast of the hits on every test image, (seeds, images); None where hits were not kept for the outcome."""
    rows = [arms[arm] for _, arms in pairs for arm in terms]
    counts = {row.get("n_test") for row in rows}
    if outcome != "probe" or len(counts) != 1 or not all(row.get("hits") for row in rows):
        return None
    count = counts.pop()
    if not count or count < 2:
        return None

    def hits(row: Row) -> np.ndarray:
        return np.unpackbits(np.frombuffer(bytes.fromhex(row["hits"]), np.uint8), count=count).astype(float)

    return np.array([sum(weight * hits(arms[arm]) for arm, weight in terms.items()) for _, arms in pairs])


def crossed(table: np.ndarray) -> float:
    """Variance of the grand mean of a (seeds, images) table that its images bring, whatever the seeds.

    The component of the columns in the two-way random-effects analysis (Searle, Casella and McCulloch, 1992),
    without the part that belongs to seed and image together, which the spread over seeds already holds.
    """
    seeds, images = table.shape
    if seeds == 1:
        return float(table.var(ddof=1)) / images
    by_seed, by_image = table.mean(1, keepdims=True), table.mean(0, keepdims=True)
    between = seeds * by_image.var(ddof=1)
    rest = ((table - by_seed - by_image + table.mean()) ** 2).sum() / ((seeds - 1) * (images - 1))
    return max(float(between - rest), 0.0) / (seeds * images)


def noise_of(pairs: list[Pair], terms: dict[str, int], outcome: str) -> Noise:
    """The noise in a paired effect, estimated from at least one pair; no variance of a seed is ever zero.

    Per-image hits give what the test images bring. Where they were not kept, it is the binomial variance of the
    arms (Laplace's rule of succession at the ends), which holds too much, for arms agree on most images.
    """
    rows = [arms[arm] for _, arms in pairs for arm in terms]
    count = min(images_behind(row, outcome) for row in rows)
    square = sum(weight**2 for weight in terms.values())
    least = square / count**2  # as if one image more had gone either way
    table = effects_by_image(pairs, terms, outcome)
    if table is None:
        share = {arm: np.clip([arms[arm][outcome] for _, arms in pairs], 0, 1) for arm in terms}
        smooth = {arm: (share[arm] * count + 1) / (count + 2) for arm in terms}
        within = sum(weight**2 * (smooth[arm] * (1 - smooth[arm])).mean() for arm, weight in terms.items()) / count
    else:
        within = table.var(axis=1, ddof=1).mean() / count
    values = values_of(pairs, terms, outcome)
    spread = float(values.var(ddof=1)) if len(pairs) > 1 else float(within)
    if any(row.get("fresh") is False for row in rows):
        common = float(within) if table is None else crossed(table)
        return Noise(max(spread, least), max(common, least), count)
    return Noise(max(spread, float(within), least), 0.0, count)
