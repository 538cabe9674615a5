"""Files that are there whole or not at all."""

import errno
import os
import tempfile
from pathlib import Path

from pitfalls.refused import Refused


def write_whole(path: Path, data: bytes) -> None:
    """Write a file under a temporary name, sync it and rename it, so that it is there whole or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        reason = "the disk is full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else error.strerror
        raise Refused(f"{path} could not be written: {reason}; what was finished before is kept.") from error
