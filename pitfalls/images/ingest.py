"""A folder of picture files, decoded once into one sealed file of uint8 pixels."""

import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from pitfalls.frozen import Refused
from pitfalls.images.budget import BYTES
from pitfalls.images.cache import Sealing, alone, home, seal, whole
from pitfalls.images.decode import Decoded, Unreadable, decode, strict
from pitfalls.images.ingested import Ingested, opened, written
from pitfalls.images.listing import File
from pitfalls.images.odd import odd
from pitfalls.images.reading import ahead, opened_plain
from pitfalls.images.split import rank
from pitfalls.images.survey import WORKERS, Survey, forget

VERSION = 2  # raised when a change alters any pixel, label or split
FORM = 2  # raised when what is known of the pictures is told otherwise
TOGETHER = 64  # files that are read before their turn to be written, and between two words on how far it is

watch: Callable[[int, int], None] | None = None  # told (files done, files in all) while a folder is ingested


def digest(found: Survey, *recipe: object) -> str:
    """A digest of names, splits, classes and bytes of all picture files and of the recipe, wherever they lie."""
    return hashlib.sha256(json.dumps([VERSION, recipe, found.content]).encode()).hexdigest()


def ingested(root: Path, found: Survey, side: int, cap: float) -> Ingested:
    """All pictures of a survey at `side` px, those above `cap` megapixels left out; decoded now if not kept whole.

    How they are split is no part of it: all ways to split a folder read the same file.
    """
    path = home() / "pictures" / f"{digest(found, side, cap)[:40]}-{FORM}.pictures"
    if not whole(path):
        with alone(path):
            try:
                if not whole(path):  # another process may have done it in the meantime
                    build(path, root, found, side, cap)
            except Refused:
                forget(root)  # should it be the memo that is wrong, the next start reads every file anew
                raise
    return opened(path, found.listing)


def build(path: Path, root: Path, found: Survey, side: int, cap: float) -> None:
    """Decode every file, in an order that mixes classes, and seal the pixels with all that is known of them."""
    lots = [rank("order", f"{sha}\x1f{file.name}") for file, sha in zip(found.listing.files, found.shas, strict=True)]
    order = sorted(range(len(lots)), key=lots.__getitem__)
    kept: dict[int, Decoded] = {}  # by the number of the file, without their pixels, which are on the disk by then
    skipped: list[tuple[str, str]] = []

    def fill(out: Sealing) -> None:
        look = lambda number: read(found.listing.files[number], found.shas[number], side, cap)
        with strict(), ThreadPoolExecutor(WORKERS) as pool:
            for done, (number, one) in enumerate(zip(order, ahead(pool, look, order, TOGETHER), strict=True), 1):
                if isinstance(one, str):
                    skipped.append((found.listing.files[number].name, one))
                else:
                    out.write(one.pixels.tobytes())
                    kept[number] = replace(one, pixels=one.pixels[:0])
                if watch is not None and (done % TOGETHER == 0 or done == len(order)):
                    watch(done, len(order))
        if not kept:
            raise Refused(
                f"{root}: none of {len(order)} image files could be read "
                f"(the first, {skipped[0][0]}: {skipped[0][1]}); give a folder with whole images."
            )
        out.write(written(side, kept, skipped))

    seal(path, fill)


def read(file: File, sha: str, side: int, cap: float) -> Decoded | str:
    """One file decoded, or the reason why not; Refused where it is not as the survey found it."""
    if file.size > 1e6 + cap * 8e6:  # more than 16 bits of four channels take
        return f"{file.size / 1e6:.0f} MB is more than pictures within the cap of {cap:g} megapixels take"
    with BYTES.taking(file.size):
        try:
            with opened_plain(file.path) as found:
                data = found.read(file.size + 1)  # it may have grown without end
        except OSError as error:
            if sha:  # it would be missing in the cache under the digest of a folder that has it
                told = f"{file.name} could be read a moment ago but cannot be now ({error.strerror})"
                raise Refused(f"{told}; start again once it can.") from error
            return f"cannot be read ({error.strerror})"
        if hashlib.sha256(data).hexdigest() != sha:
            told = f"{file.name} changed while its folder was read"
            raise Refused(f"{told}; start again once its files stay as they are.")
        try:
            one = decode(data, side, cap)
            what = odd(one.pixels)
            return replace(one, notes=(*one.notes, what)) if what else one
        except Unreadable as reason:
            return str(reason)
        except MemoryError as error:  # there may be more of it next time
            told = f"{file.name} takes more memory than there is"
            raise Refused(f"{told}; move it away, give a smaller cap, or end other programs.") from error
