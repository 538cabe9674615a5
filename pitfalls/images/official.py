"""A test split that a user hands in beside the images: of their size, and labeled by the same names."""

from collections.abc import Hashable, Sequence

from torch import Tensor

from pitfalls.frozen import Refused
from pitfalls.images.checked import checked_images
from pitfalls.images.labels import checked_labels
from pitfalls.images.split import split_by_content


def checked_test(
    images: Tensor | None, labels: dict[str, Tensor], side: int, names: Sequence[str]
) -> tuple[Tensor | None, dict[str, Tensor]]:
    """Copies of test images (N, 3, side, side) and their labels, which go by `names`; Refused where they do not fit."""
    if images is None:
        if labels:
            raise Refused("test_labels are given, but no test_images")
        return None, {}
    images = checked_images(images, "test_images")
    if images.shape[-1] != side:
        raise Refused(f"test_images are {images.shape[-1]} px wide, but images are {side}; give both at one size")
    if set(labels) != set(names):
        own, theirs = (", ".join(map(repr, each)) or "none" for each in (names, labels))
        raise Refused(f"images have these labels: {own}, but test_images have these: {theirs}; give both the same")
    told = lambda name: "test_labels" if name == "label" else name
    return images, {name: checked_labels(labels[name], told(name), len(images), "test_images") for name in names}


def dealt(
    contents: Sequence[str], labels: Sequence[Hashable], count: int, shares: dict[str, float], seed: int | None
) -> list[str]:
    """The split of each picture, of which those from number `count` on are for test; "" of an equal one before."""
    held = set(contents[count:])
    rows = [row for row in range(count) if contents[row] not in held]
    out = [""] * count + ["test"] * (len(contents) - count)
    drawn = split_by_content([contents[row] for row in rows], [labels[row] for row in rows], shares, seed)
    for row, split in zip(rows, drawn, strict=True):
        out[row] = split
    return out
