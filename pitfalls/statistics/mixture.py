"""Whether effects of single seeds come in two kinds, as where some seeds learn a shortcut and others do not."""

from dataclasses import dataclass

import numpy as np

APART = 0.05  # nearest members of the two kinds, in accuracy
# Share of the variance that the best split in two explains in one normal sample in a hundred, by number of seeds.
SPLIT = {5: 0.986, 6: 0.969, 7: 0.953, 8: 0.936, 10: 0.910, 12: 0.887, 15: 0.859, 20: 0.831}


@dataclass(frozen=True)
class Mixture:
    """Two kinds of seeds: how many of each, and the mean effect of each in accuracy, the lower first."""

    counts: tuple[int, int]
    means: tuple[float, float]

    @property
    def sentence(self) -> str:
        """The mixture in words."""
        low, high = (f"{100 * mean:+.1f} points" for mean in self.means)
        few, rest = self.counts
        return f"it is a mixture: {few} of {few + rest} seeds lie about {low} and {rest} about {high}"


def mixture_of(values: np.ndarray) -> Mixture | None:
    """The two kinds in the effects (n,) of single seeds, None where there is one, or fewer than 5 seeds.

    A gap of 5 points or more, and a split that explains more of the variance than in 99 of 100 normal samples.
    """
    ordered = np.sort(np.asarray(values, dtype=float))
    count = len(ordered)
    if count < min(SPLIT) or ordered[-1] - ordered[0] < APART:
        return None
    lower, sizes = ordered.cumsum()[:-1], np.arange(1, count)
    between = (lower - sizes / count * ordered.sum()) ** 2 * count / (sizes * (count - sizes))
    at = int(between.argmax())
    explained = between[at] / ((ordered - ordered.mean()) ** 2).sum()
    wanted = float(np.interp(count, list(SPLIT), list(SPLIT.values())))
    if explained <= wanted or ordered[at + 1] - ordered[at] < APART:
        return None
    few = at + 1
    return Mixture((few, count - few), (float(ordered[:few].mean()), float(ordered[few:].mean())))
