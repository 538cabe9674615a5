"""A bound on the sum of what is in memory at once, whatever the number of threads."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition


class Budget:
    """Threads take a part of it and wait while it is used up; what is larger than all of it has its turn alone."""

    def __init__(self, whole: float):
        self.whole, self.used = whole, 0.0
        self._free = Condition()

    @contextmanager
    def taking(self, amount: float) -> Iterator[None]:
        """Hold an amount of it, in its unit, as soon as there is room."""
        with self._free:
            self._free.wait_for(lambda: not self.used or self.used + amount <= self.whole)
            self.used += amount
        try:
            yield
        finally:
            with self._free:
                self.used -= amount
                self._free.notify_all()


PIXELS = Budget(64e6)  # decoded at once, of 4 bytes and up to three copies
BYTES = Budget(256e6)  # of files read at once
