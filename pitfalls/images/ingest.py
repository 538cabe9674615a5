"""A folder of picture files, decoded once into one sealed file of uint8 pixels."""

import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from pitfalls.frozen import Refused
from pitfalls.images.cache import LENGTH, Sealing, alone, home, seal, whole
from pitfalls.images.decode import Decoded, Unreadable, decode, strict
from pitfalls.images.inventory import inventory
from pitfalls.images.listing import File
from pitfalls.images.report import Report
from pitfalls.images.split import rank
from pitfalls.images.survey import WORKERS, Survey, forget

VERSION = 1  # raised when a change alters any pixel, label or split
TOGETHER = 64  # files in memory at once

watch: Callable[[int, int], None] | None = None  # told (files done, files in all) while a folder is ingested


@dataclass(frozen=True)
class Recipe:
    """What decides the pixels beside the files: side of the square (px), shares of validation and test, cap (MP)."""

    side: int
    shares: tuple[float, float]
    cap: float


@dataclass(frozen=True)
class Ingested:
    """pixels (N, 3, side, side) uint8, read from the disk as needed; label, split: one of each row; the report."""

    pixels: np.ndarray
    labels: np.ndarray
    splits: np.ndarray
    classes: tuple[str, ...]
    report: Report


def digest(found: Survey, *recipe: object) -> str:
    """A digest of names, splits, classes and bytes of all picture files and of the recipe, wherever they lie."""
    rows = [[file.name, file.split, file.label, sha] for file, sha in zip(found.listing.files, found.shas, strict=True)]
    return hashlib.sha256(json.dumps([VERSION, recipe, rows]).encode()).hexdigest()


def ingested(root: Path, found: Survey, key: str, recipe: Recipe) -> Ingested:
    """The pictures of a survey, decoded now if no whole cache of `key` is there."""
    path = home() / "pictures" / f"{key[:40]}.pictures"
    if not whole(path):
        with alone(path):
            try:
                if not whole(path):  # another process may have done it in the meantime
                    build(path, root, found, recipe)
            except Refused:
                forget(root)  # should it be the memo that is wrong, the next start reads every file anew
                raise
    return opened(path, found)


def opened(path: Path, found: Survey) -> Ingested:
    """A sealed cache, with what the listing skipped added to its report."""
    with open(path, "rb") as file:
        file.seek(-8, 2)
        length = int.from_bytes(file.read(8), "little")
        file.seek(-8 - length, 2)
        facts = json.loads(file.read(length))
    shape = (len(facts["labels"]), 3, facts["side"], facts["side"])
    pixels = np.memmap(path, np.uint8, "r", LENGTH, shape)
    pairs = {name: tuple(map(tuple, facts["report"][name])) for name in ("skipped", "notes", "duplicates")}
    report = Report(**(facts["report"] | pairs))
    report = replace(report, skipped=tuple(sorted(report.skipped + found.listing.skipped)))
    labels, splits = np.array(facts["labels"], np.int64), np.array(facts["splits"])
    return Ingested(pixels, labels, splits, tuple(facts["classes"]), report)


def build(path: Path, root: Path, found: Survey, recipe: Recipe) -> None:
    """Decode every file, in an order that mixes classes, and seal the pixels with all that is known of them."""
    lots = [rank("order", f"{sha}\x1f{file.name}") for file, sha in zip(found.listing.files, found.shas, strict=True)]
    order = sorted(range(len(lots)), key=lots.__getitem__)
    tasks = [(found.listing.files[row], found.shas[row]) for row in order]
    kept: list[tuple[File, Decoded]] = []  # without their pixels, which are on the disk by then
    skipped: list[tuple[str, str]] = []

    def fill(out: Sealing) -> None:
        with strict(), ThreadPoolExecutor(WORKERS) as pool:
            for start in range(0, len(tasks), TOGETHER):
                batch = tasks[start : start + TOGETHER]
                for (file, _), one in zip(
                    batch, pool.map(lambda task: read(task[0], task[1], recipe), batch), strict=True
                ):
                    if isinstance(one, str):
                        skipped.append((file.name, one))
                    else:
                        out.write(one.pixels.tobytes())
                        kept.append((file, replace(one, pixels=one.pixels[:0])))
                if watch is not None:
                    watch(start + len(batch), len(tasks))
        if not kept:
            raise Refused(
                f"{root}: none of {len(tasks)} image files could be read "
                f"(the first, {skipped[0][0]}: {skipped[0][1]}); give a folder with whole images."
            )
        facts = json.dumps(
            inventory(root, found.listing, kept, skipped, recipe.shares) | {"side": recipe.side}
        ).encode()
        out.write(facts + len(facts).to_bytes(8, "little"))

    seal(path, fill)


def read(file: File, sha: str, recipe: Recipe) -> Decoded | str:
    """One file decoded, or the reason why not."""
    if file.size > 1e6 + recipe.cap * 8e6:  # more than 16 bits of four channels take
        return f"{file.size / 1e6:.0f} MB is more than pictures within the cap of {recipe.cap:g} megapixels take"
    try:
        data = Path(file.path).read_bytes()
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    if hashlib.sha256(data).hexdigest() != sha:
        raise Refused(f"{file.name} changed while its folder was read; start again once its files stay as they are.")
    try:
        return decode(data, recipe.side, recipe.cap)
    except Unreadable as reason:
        return str(reason)
