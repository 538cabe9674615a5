"""What the names of folders say: which split, pictures or their masks, or a class of its own."""

import re
from collections.abc import Collection

SPLITS = {
    **dict.fromkeys(("train", "training", "trn", "learn"), "train"),
    **dict.fromkeys(("validation", "valid", "val", "vld", "dev", "development"), "validation"),
    **dict.fromkeys(("test", "testing", "tst", "eval", "evaluation", "holdout"), "test"),
}
PICTURES = {
    *("image", "images", "img", "imgs", "jpegimages", "picture", "pictures", "photo", "photos", "rgb"),
    *("data", "dataset", "set", "split", "ilsvrc", "clsloc", "folder", "files", "input", "inputs"),
}  # said of any folder of pictures
MASKS = {
    *("mask", "masks", "segmentation", "segmentations", "seg", "annotation", "annotations", "annot", "label"),
    *("labels", "gt", "ground", "groundtruth", "truth", "target", "targets", "trimap", "trimaps"),
}
KINDS = {"class", "object", "semantic", "instance"}  # of masks


def words(name: str) -> tuple[str, ...]:
    """The words of a folder's name, in small letters and without numbers: those of "TrainSet2" are train and set."""
    found = re.findall(r"[^\W\d_]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", name))
    return tuple(word.lower() for word in found)


def split_of(name: str) -> str | None:
    """The split that a folder's name tells, None where it tells none."""
    own = [word.removesuffix("set") for word in words(name) if word not in PICTURES]
    return SPLITS.get(own[0]) if len(own) == 1 else None


def of_pictures(name: str) -> bool:
    """Whether a folder's name says only that pictures are in it."""
    own = words(name)
    return bool(own) and all(word in PICTURES for word in own)


def masks_among(names: Collection[str]) -> set[str]:
    """Those of some folders side by side that hold the masks of the pictures in another: masks beside images."""
    plain = {_core(name) for name in names if not set(words(name)) & MASKS and (of_pictures(name) or split_of(name))}
    return {name for name in names if set(words(name)) & MASKS and _core(name) in plain}


def _core(name: str) -> tuple[str, ...]:
    return tuple(word for word in words(name) if word not in PICTURES | MASKS | KINDS)
