"""What the pictures of a source are like, found out once a process: the names of their labels, and their number."""

from pitfalls.frozen import Refused
from pitfalls.images.base import Pictures, Source, Split

# By the digest of the source, so that a folder that has changed is looked at afresh.
_SEEN: dict[str, Pictures] = {}
_COUNTED: dict[tuple, int] = {}


def names(source: Source, label: str) -> tuple[str, ...]:
    """The names of the values of a label ("" is the main one); none where the pictures have no labels at all."""
    digest = source.digest()
    if digest not in _SEEN:
        _SEEN[digest] = source.load("test", 0, 1)
    return _SEEN[digest].label(label)[1] if _SEEN[digest].labels else ()


def count(source: Source, split: Split, seed: int, most: int) -> int:
    """How many pictures a split has, counted to `most` only: scenes are drawn as they are counted."""
    name = (source.digest(), split, seed, most)
    if name not in _COUNTED:
        try:
            _COUNTED[name] = len(source.load(split, seed, most).pixels)
        except Refused:  # a source may refuse to give fewer than were asked for
            _COUNTED[name] = min(most, len(source.load(split, seed).pixels))
    return _COUNTED[name]
