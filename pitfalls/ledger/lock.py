"""A cell is held while it is computed, so that no two drivers compute it. No torch."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pitfalls.refused import Refused
from pitfalls.writing import UNLOCKED


@contextmanager
def held(path: Path) -> Iterator[bool | None]:
    """Hold the lock at `path`: gives True, or False where another process holds it, which the system ends with it.

    None where the file system has no locks: then a cell may be computed twice, with the same outcome.
    """
    from filelock import FileLock, Timeout  # not above: who only reads holds nothing

    lock, mine = None, None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path)
        lock.acquire(timeout=0)
        mine = True
    except Timeout:
        mine = False
    except OSError as error:
        if error.errno not in UNLOCKED:
            raise Refused(f"{path.parent} cannot be written: {error.strerror}.") from error
    try:
        yield mine
    finally:
        if mine and lock:
            lock.release()
