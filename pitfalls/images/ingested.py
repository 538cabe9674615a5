"""All pictures of a folder as they lie decoded on the disk, and what is known of each."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from pitfalls.images.cache import LENGTH
from pitfalls.images.decode import Decoded
from pitfalls.images.listing import File, Listing
from pitfalls.images.report import Pairs

TAIL = 8  # bytes that tell the length of what is known of the pictures, which stands before them


@dataclass(frozen=True)
class Ingested:
    """Every picture that could be decoded, in an order that mixes classes.

    pixels (N, 3, side, side) uint8, read from the disk as needed; files, contents: the file of each and a digest of all
    its pixels; notes, skipped: (name, words) of files that gave a picture, and of those that gave none.
    """

    pixels: np.ndarray
    files: tuple[File, ...]
    contents: tuple[str, ...]
    notes: Pairs
    skipped: Pairs


def written(side: int, kept: dict[int, Decoded], skipped: list[tuple[str, str]]) -> bytes:
    """What is known of the pictures, as it stands behind their pixels; `kept` is by the number of the file."""
    facts = {
        "side": side,
        "files": list(kept),
        "contents": [one.content for one in kept.values()],
        "notes": [[number, note] for number, one in kept.items() for note in one.notes],
        "skipped": skipped,
    }
    data = json.dumps(facts).encode()
    return data + len(data).to_bytes(TAIL, "little")


def opened(path: Path, found: Listing) -> Ingested:
    """A sealed file of pictures, beside the listing that it was made of."""
    state = path.stat()
    facts = _facts(path, state.st_ino, state.st_size, state.st_mtime_ns)
    pixels = np.memmap(path, np.uint8, "r", LENGTH, (len(facts["files"]), 3, facts["side"], facts["side"]))
    return Ingested(
        pixels=pixels,
        files=tuple(found.files[number] for number in facts["files"]),
        contents=tuple(facts["contents"]),
        notes=tuple((found.files[number].name, note) for number, note in facts["notes"]),
        skipped=tuple(sorted((*map(tuple, facts["skipped"]), *found.skipped))),
    )


@lru_cache(maxsize=2)  # the splits of a seed are loaded one after the other
def _facts(path: Path, *state: int) -> dict[str, Any]:
    with open(path, "rb") as file:
        file.seek(-TAIL, 2)
        length = int.from_bytes(file.read(TAIL), "little")
        file.seek(-TAIL - length, 2)
        return json.loads(file.read(length))
