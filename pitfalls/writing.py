"""Files that are there whole or not at all, and the folders that a user names for them."""

import errno
import os
import re
import time
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from pitfalls.refused import Refused

FULL = {getattr(errno, name) for name in ("ENOSPC", "EDQUOT") if hasattr(errno, name)}  # Windows has no quota
# what file systems say that have no locks: some network folders, and shares of virtual machines
UNLOCKED = {getattr(errno, name) for name in ("ENOLCK", "ENOSYS", "ENOTSUP", "EOPNOTSUPP") if hasattr(errno, name)}
LEFT = 3600.0  # seconds after which nobody still writes to one


def at_home(path: str | Path) -> Path:
    """The path as its user means it: "~" is the home folder; Refused where there is no such user."""
    try:
        return Path(path).expanduser()
    except RuntimeError as error:
        raise Refused(f"{path} names the home folder of a user who is not known here; write it out") from error


def write_whole(path: Path, data: bytes) -> None:
    """Write a file under a temporary name, sync it and rename it, so that it is there whole or not at all.

    Who may read it is for the umask to say. What a write left here that was killed an hour ago goes.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        there = path.with_name(f".{path.name}.{uuid4().hex[:12]}")
        try:
            with open(there, "xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(there, path)
        except BaseException:
            there.unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = "the disk is full" if error.errno in FULL else error.strerror
        raise Refused(f"{path} could not be written: {reason}; what was finished before is kept.") from error
    synced(path.parent)
    sweep(path.parent, re.escape(path.name), LEFT)


def synced(folder: Path) -> None:
    """Make a rename in a folder outlast a power cut, where the system can."""
    with suppress(OSError):  # Windows, and some network folders, cannot sync a folder: the file is there all the same
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def sweep(folder: Path, name: str = ".+", age: float = 0.0) -> None:
    """Delete what killed writes of files of that name have left in a folder, untouched for `age` seconds."""
    unfinished = re.compile(rf"\.{name}\.[0-9a-f]{{12}}")
    with suppress(OSError):  # a folder that is not there, or is another's, keeps what it has
        for path in folder.iterdir():
            if unfinished.fullmatch(path.name) and path.lstat().st_mtime <= time.time() - age:
                path.unlink(missing_ok=True)
