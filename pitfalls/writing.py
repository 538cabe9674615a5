"""Files that are there whole or not at all."""

import errno
import os
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from pitfalls.refused import Refused

FULL = {getattr(errno, name) for name in ("ENOSPC", "EDQUOT") if hasattr(errno, name)}  # Windows has no quota


def write_whole(path: Path, data: bytes) -> None:
    """Write a file under a temporary name, sync it and rename it, so that it is there whole or not at all.

    Who may read it is for the umask to say.
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
    with suppress(OSError):  # Windows, and some network folders, cannot sync a folder: the file is there all the same
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
