"""Counter-based uniform draws: number k of image i is the same in whatever batch, order or process it is asked for."""

import numpy as np

from pitfalls.streams import key

GOLDEN, FIRST, SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def mixed(words: np.ndarray) -> np.ndarray:
    """Scramble 64-bit words (the finalizer of SplitMix64; Steele, Lea and Flood, 2014)."""
    words = (words ^ (words >> np.uint64(30))) * FIRST
    words = (words ^ (words >> np.uint64(27))) * SECOND
    return words ^ (words >> np.uint64(31))


class Draws:
    """The draws of images `index` (n,) in one named set: each call takes the next ones of every image."""

    def __init__(self, index: np.ndarray, *name: object):
        high = np.uint64(key(*name, "high")) << np.uint64(32)
        base = high | np.uint64(key(*name, "low"))
        self.state = mixed(base + GOLDEN * (index.astype(np.uint64) + np.uint64(1)))
        self.taken = 0

    def uniform(self, count: int = 1) -> np.ndarray:
        """Draws (n, count) in [0, 1), float64."""
        number = np.arange(self.taken + 1, self.taken + count + 1, dtype=np.uint64)
        self.taken += count
        return (mixed(self.state[:, None] + GOLDEN * number) >> np.uint64(11)) * 2.0**-53

    def between(self, low: float, high: float, count: int = 1) -> np.ndarray:
        """Draws (n, count) in [low, high), float64."""
        return low + (high - low) * self.uniform(count)

    def integers(self, below: int, count: int = 1) -> np.ndarray:
        """Draws (n, count) out of 0..below - 1, int64."""
        return (self.uniform(count) * below).astype(np.int64)
