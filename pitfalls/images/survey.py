"""What a folder holds right now, by content; files that have not changed since are not read again."""

import hashlib
import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pitfalls.images.cache import LENGTH, home, seal, whole
from pitfalls.images.listing import File, Listing, listing
from pitfalls.images.once import look_again, remembered
from pitfalls.images.once import once as once
from pitfalls.images.reading import CORES, ahead, opened_plain

WORKERS = CORES
FRESH = 2 * 10**9  # ns: a file changed so shortly before may change again within one tick of its clock


@dataclass(frozen=True)
class Survey:
    """The listing, and the sha256 of each picture file's bytes (empty where it cannot be read)."""

    listing: Listing
    shas: tuple[str, ...]

    @cached_property
    def content(self) -> str:
        """A digest of names, splits, classes and bytes of all picture files, wherever they lie."""
        files = zip(self.listing.files, self.shas, strict=True)
        rows = [[file.name, file.split, file.label, sha] for file, sha in files]
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


@remembered
def survey(root: Path, *depth: int) -> Survey:
    """List a folder, its classes `depth` folders down where that is given, and hash its picture files.

    A memo keyed by name, size and times spares the unchanged ones. Inside of `once` it is done once, outside of it at
    each call.
    """
    found = listing(root, *depth)
    memo = _memo(root)
    known, now = _remembered(memo), time.time_ns()
    held = [known.get(file.name, {}).get(_state(file)) for file in found.files]
    with ThreadPoolExecutor(WORKERS) as pool:
        unknown = [file for file, sha in zip(found.files, held, strict=True) if sha is None]
        read = ahead(pool, lambda file: sha256(file), unknown, 64 * WORKERS)
        shas = tuple(next(read) if sha is None else sha for sha in held)
    settled = {
        file.name: {_state(file): sha}
        for file, sha in zip(found.files, shas, strict=True)
        if sha and max(file.stamp) < now - FRESH
    }
    if settled != known:
        with suppress(OSError):  # it only spares time; a cache that cannot be written is told of where it is needed
            seal(memo, lambda file: file.write(json.dumps(settled).encode()))
    return Survey(found, shas)


def forget(root: Path) -> None:
    """Drop the memo of a folder, and what `once` holds of it."""
    look_again(root)
    with suppress(OSError):
        _memo(root).unlink()


def _memo(root: Path) -> Path:
    return home() / "memo" / f"{hashlib.sha256(os.fsencode(os.path.realpath(root))).hexdigest()[:32]}.json"


def _state(file: File) -> str:
    return f"{file.size} {file.stamp[0]} {file.stamp[1]}"


def _remembered(memo: Path) -> dict[str, Any]:
    """The memo, or nothing where there is none or it is damaged."""
    return json.loads(memo.read_bytes()[LENGTH:]) if whole(memo) else {}


def sha256(file: File) -> str:
    """The sha256 of a file's bytes; empty where it cannot be read."""
    try:
        with opened_plain(file.path) as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError:
        return ""
