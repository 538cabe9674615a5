"""Which cell a worker gets next: the arms of one seed after the other, for they share pictures and floors."""

from collections import deque
from collections.abc import Hashable, Sequence


class Handout:
    """The numbers of all cells, by seed. A worker stays at its seed until that is out, then takes a fresh one.

    Where no seed is untouched it helps with the one that has most left: so fewer seeds than workers are split, and
    nobody waits at the end.
    """

    def __init__(self, seeds: Sequence[int]):
        self.left: dict[int, deque[int]] = {}
        for number, seed in enumerate(seeds):
            self.left.setdefault(seed, deque()).append(number)
        self.fresh = deque(self.left)
        self.at: dict[Hashable, int] = {}

    def next(self, worker: Hashable) -> int | None:
        """The number of the next cell for a worker; None where nothing is left."""
        seed = self.at.get(worker)
        if seed is None or not self.left[seed]:
            most = max(self.left, key=lambda each: len(self.left[each]), default=None)
            seed = self.fresh.popleft() if self.fresh else most
        if seed is None or not self.left[seed]:
            return None
        self.at[worker] = seed
        return self.left[seed].popleft()
