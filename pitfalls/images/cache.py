"""Files that are whole or absent: written aside, sealed with their sha256, renamed, and checked when read."""

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import get_ident
from typing import BinaryIO

from filelock import FileLock

from pitfalls.frozen import Refused
from pitfalls.writing import FULL, LEFT, UNLOCKED, at_home, synced

HEAD = "pitfalls sealed 1 {}\n"  # the sha256 of all that follows
LENGTH = len(HEAD.format("0" * 64))

_checked: set[tuple] = set()  # (path, inode, size, time) of sealed files that this process found whole


def home() -> Path:
    """Where sealed files lie: $PITFALLS_CACHE, or ~/.cache/pitfalls."""
    return at_home(os.environ.get("PITFALLS_CACHE") or "~/.cache/pitfalls")


class Sealing:
    """A file being written, which hashes what it is given."""

    def __init__(self, file: BinaryIO):
        self.file, self.sha = file, hashlib.sha256()

    def write(self, data: bytes | memoryview) -> None:
        self.file.write(data)
        self.sha.update(data)


def seal(path: Path, fill: Callable[[Sealing], None]) -> None:
    """Write `path` through `fill`; a reader sees the old file or the whole new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _clear(path, LEFT)
    aside = path.with_name(f"{path.name}.{os.getpid()}-{get_ident()}.tmp")
    try:
        with open(aside, "wb") as file:
            file.write(HEAD.format("0" * 64).encode())
            sealing = Sealing(file)
            fill(sealing)
            file.seek(0)
            file.write(HEAD.format(sealing.sha.hexdigest()).encode())
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)
        synced(path.parent)
    finally:
        aside.unlink(missing_ok=True)


def _clear(path: Path, age: float = 0.0) -> None:
    """Delete what killed processes have left of `path`, untouched for `age` seconds."""
    for left in path.parent.glob(f"{path.name}.*.tmp"):
        with suppress(FileNotFoundError):
            if left.stat().st_mtime <= time.time() - age:
                left.unlink()


def whole(path: Path) -> bool:
    """Whether a sealed file is there and holds what was written (hashed once a process for each state of the file)."""
    try:
        facts = path.stat()
        state = (str(path), facts.st_ino, facts.st_size, facts.st_mtime_ns)
        if state in _checked:
            return True
        with open(path, "rb") as file:
            head = file.read(LENGTH)
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return False
    if head != HEAD.format(found).encode():
        return False
    _checked.add(state)
    return True


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Only one process at a time is in here for `path`; what goes wrong with the disk becomes one sentence."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{path}.lock"):
            _clear(path)  # under the lock nobody is at it
            yield
    except OSError as error:
        if error.errno in FULL:
            raise Refused(
                f"the disk of the cache {path.parent} is full; free some space or set PITFALLS_CACHE to another folder."
            ) from error
        if error.errno in UNLOCKED:
            raise Refused(
                f"the cache {path.parent} lies on a file system without locks ({error.strerror}); "
                "set PITFALLS_CACHE to a folder on a local disk."
            ) from error
        raise Refused(
            f"the cache {path.parent} cannot be used ({error.strerror or error}); "
            "set PITFALLS_CACHE to a folder that can be written."
        ) from error
