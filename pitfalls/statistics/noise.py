"""What makes a mean effect uncertain: the seeds, and which images happen to be in the test set.

Where every seed has test images of its own, the spread over seeds holds both; where all seeds share them, no
number of seeds averages them out; where splits of one folder are drawn anew, a part of them stays.
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
    """Variance of one seed's effect, and the variance that all seeds share through their `count` test images.

    extra: degrees of freedom of the first that come from elsewhere than the effect's own seeds, and spend: the part
    of a level's alpha that an interval with such degrees may take (`pooled.blend`).
    """

    seed: Any
    images: float
    count: int
    extra: Any = 0
    spend: Any = 1.0

    def half(self, pairs: Any, level: float) -> Any:
        """Half the width of the two-sided interval for the mean of `pairs` >= 2 effects; broadcasts.

        Each variance takes the quantile of its own degrees of freedom, which is on the safe side (Cochran, 1964),
        and leaves the plain paired t (Student, 1908) where no images are shared.
        """
        quantile = t_quantile(pairs - 1 + self.extra, 1 - (1 - level) * self.spend)
        over_seeds = quantile**2 * self.seed / pairs
        return np.sqrt(over_seeds + t_quantile(max(self.count - 1, 1), level) ** 2 * self.images)


def values_of(pairs: list[Pair], terms: dict[str, float], outcome: str) -> np.ndarray:
    """The effect of each pair, (n,), without the dust of floating point, so that a tie is a tie."""
    sums = [math.fsum(weight * arms[arm][outcome] for arm, weight in terms.items()) for _, arms in pairs]
    return np.round(np.array(sums, dtype=float), 12)


def images_behind(row: Row, outcome: str) -> int:
    """How many test images an accuracy rests on; proxies ask at most `questions` of them."""
    known = [row.get("n_test"), row.get("questions") if outcome.startswith("proxy") else None]
    return min((int(each) for each in known if each), default=UNKNOWN)
