"""What may stand where a source of pictures is wanted: the user's arrays; near misses are told what to write."""

import os
from typing import Any

import numpy as np
from torch import Tensor

from pitfalls.frozen import Refused
from pitfalls.images.arrays import collection
from pitfalls.images.base import Source
from pitfalls.images.tensors import Tensors

FORMS = "images, (images, labels), (images, labels, second) or (images, labels, test_images, test_labels)"


def as_source(thing: Any) -> Any:
    """Arrays of images, alone or with labels, a second label or a test split, as a source; else as it is.

    Refused, with what to write instead, for a path, a data set and other collections of pictures.
    """
    if isinstance(thing, Source):
        return thing
    if _array(thing):
        return Tensors(images=thing)
    if isinstance(thing, str | os.PathLike):
        raise Refused(f"Trial.images is {str(thing)!r}, but a folder goes in as Folder(path={str(thing)!r})")
    if not isinstance(thing, tuple | list) or not thing:
        told = collection(thing)
        if told:
            raise Refused(f"Trial.images is {told}")
        return thing
    if all(_pair(each) for each in thing) and len(thing) == 2:  # (images, labels), (test_images, test_labels)
        thing = (*thing[0], *thing[1])
    if not _array(thing[0]) or (isinstance(thing, list) and _pictures(thing)):
        given = thing[0] if len(thing) == 2 and isinstance(thing[0], list | tuple) else thing
        told = collection(given) or f"a {type(given).__name__}"
        raise Refused(f"Trial.images is {told}")
    if any(_array(each) and each.ndim == 4 for each in (*thing[1:2], *thing[2 : len(thing) % 4])):
        raise Refused(f"Trial.images holds pictures where labels are due; give {FORMS}, or Tensors with names")
    names = ("images", "labels", "second") if len(thing) < 4 else ("images", "labels", "test_images", "test_labels")
    if len(thing) > 4:
        told = "a list of pictures; stack them to one array" if _pictures(thing) else f"{len(thing)} things"
        raise Refused(f"Trial.images is {told}; give {FORMS}")
    return Tensors(**dict(zip(names, thing, strict=False)))


def _array(thing: Any) -> bool:
    return isinstance(thing, Tensor | np.ndarray)


def _pair(thing: Any) -> bool:
    return isinstance(thing, tuple | list) and len(thing) == 2 and _array(thing[0]) and len(thing[0].shape) == 4


def _pictures(things: Any) -> bool:
    """Whether each of them is one picture (three axes of one shape) rather than a set and its labels."""
    shapes = {tuple(each.shape) if _array(each) else () for each in things}
    return len(shapes) == 1 and len(next(iter(shapes))) == 3
