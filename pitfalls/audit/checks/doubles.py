"""Pictures that are there twice, or nearly so."""

import torch
from torch.nn import functional as F

from pitfalls.audit.finding import Finding
from pitfalls.audit.poses import inner
from pitfalls.images.base import Pictures
from pitfalls.path.walk import Path

MOST, SIDE, CHUNK = 4096, 16, 512
NEAR = 2 / 255  # root mean square difference of thumbnails; two scenes differ by twenty times as much
FLAT = 4 / 255  # spread of a picture that shows nothing, which is no double of another


def check(path: Path, pictures: Pictures) -> Finding | None:
    """Where pictures have doubles: a flaw for a task that tells pictures apart, else a note."""
    share = doubled(pictures)
    if not share:
        return None
    told = f"{share:.1%} of the pictures are there twice, exactly or but for the faintest change"
    if path.task.level == "view":
        told += ": views of two of them are of one picture, but count as of two."
        return Finding("doubles", "flaw", told, "leave one of each double in the folder")
    return Finding("doubles", "note", f"{told}.", "leave one of each double in the folder")


def doubled(pictures: Pictures) -> float:
    """The share of pictures that have a double among the others, by thumbnails of 16 x 16 px."""
    count = min(MOST, len(pictures.pixels))
    parts = torch.arange(count).split(CHUNK)
    small = torch.cat([F.adaptive_avg_pool2d(inner(pictures, part), SIDE).flatten(1) for part in parts])
    small = small[small.std(1) > FLAT]
    found = 0
    for start in range(0, len(small), CHUNK):
        part = small[start : start + CHUNK]
        apart = torch.cdist(part, small) / small.shape[1] ** 0.5
        apart[torch.arange(len(part)), start + torch.arange(len(part))] = 1
        found += int((apart.amin(1) < NEAR).sum())
    return found / count
