"""What a user's own labels must be: whole numbers from 0, one a picture; a value that does not occur is no class."""

from typing import Any

import numpy as np
import torch
from torch import Tensor

from pitfalls.frozen import Refused, nearest
from pitfalls.images.arrays import as_array

WHOLE = (
    *(torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64, torch.bool),
    *(torch.uint16, torch.uint32, torch.uint64),
)
WANTED = "whole numbers from 0, in a tensor, an array or a list"

Names = dict[str, tuple[str, ...]]


def as_label(given: Any, name: str) -> Any:
    """One label of each picture as a tensor, if it can be one; Refused, with what to write, if it is made of names."""
    name = "labels" if name == "label" else name  # these are told of by the knob that takes them
    found = as_array(given)
    if isinstance(found, Tensor):
        return found
    if not isinstance(found, np.ndarray):
        raise Refused(f"Tensors: {name} is {_said(given)}, but it should be {WANTED}")
    if found.dtype.kind in "US":
        raise Refused(
            f"Tensors: {name} holds names such as {str(found.flat[0])!r}, but it should be {WANTED}; "
            f"names, numbers = numpy.unique({name}, return_inverse=True) gives labels=numbers, classes=list(names)"
        )
    if found.dtype.kind not in "uifb":
        raise Refused(f"Tensors: {name} is an array of {found.dtype}, but it should be {WANTED}")
    if found.dtype.kind == "u" and found.dtype.itemsize > 1:  # torch has no arithmetic for these
        if found.size and int(found.max()) >= 2**63:
            raise Refused(f"Tensors: {name} goes up to {found.max()}, but it should stay below 2**63")
        found = found.astype(np.int64)
    return torch.from_numpy(found)


def _said(given: Any) -> str:
    text = repr(given)
    return text if len(text) <= 60 and "\n" not in text else f"a {type(given).__name__}"


def as_labels(given: Any) -> Any:
    """Labels by name: those given alone are called "label"; none, where there are none."""
    if given is None:
        return {}
    given = given if isinstance(given, dict) else {"label": given}
    return {name: as_label(each, name) for name, each in given.items()}


def as_second(given: Any) -> Any:
    """A second label as a tensor; none, where there is none."""
    return None if given is None else as_label(given, "second")


def as_classes(given: Any) -> Any:
    """Names of values by label; those given alone are of the main label, ""."""
    given = given.tolist() if isinstance(given, np.ndarray) else given
    return {"": given} if isinstance(given, tuple | list) and given else given or {}


def checked_labels(given: Tensor, name: str, count: int, images: str = "images") -> Tensor:
    """A copy of labels as int64 on the CPU, (count,); a column (count, 1) is taken as it is meant."""
    name = "labels" if name == "label" else name
    shape = tuple(given.shape)
    if shape == (count, 1):
        given, shape = given[:, 0], (count,)
    if shape != (count,):
        one_hot = len(shape) == 2 and shape[0] == count
        hint = f"; {name}.argmax(1) makes one number of a row of zeros and a one" if one_hot else ""
        hint = "; are these pictures?" if len(shape) == 4 else hint
        raise Refused(f"{name} has the shape {shape}, but there are {count} {images}, so it should be ({count},){hint}")
    if given.dtype not in WHOLE:
        kind, real = str(given.dtype).removeprefix("torch."), given.is_floating_point()
        even = real and bool((given == given.round()).all())  # false where one is missing
        hint = f"; {name}.astype(int), or .long() of a tensor, makes them so" if even else ""
        raise Refused(f"{name} is torch.{kind}, but it should be whole numbers{hint}")
    found = given.detach().cpu().to(torch.int64, copy=True)
    if int(found.min()) < 0:
        raise Refused(
            f"{name} goes down to {int(found.min())}, but it should start at 0; leave out what has no label, as in "
            f"images[{name} >= 0]"
        )
    return found


def named_values(labels: dict[str, Tensor], classes: Names) -> tuple[dict[str, Tensor], Names]:
    """Each label renumbered to the values that occur, and the names of these: as given, else their numbers.

    Names given under "" are those of the first label.
    """
    main = next(iter(labels), "")
    given = {name or main: names for name, names in classes.items()}
    if given and not labels:
        raise Refused(f"classes has {len(next(iter(given.values())))} names, but there are no labels")
    for name in given:
        if name not in labels:
            raise Refused(f"classes names the values of {name!r}; {nearest(name, list(labels))}")
    numbers, names = {}, {}
    for name, each in labels.items():
        values, numbers[name] = each.unique(return_inverse=True)
        top, own = int(values[-1]), given.get(name)
        if own and top >= len(own):
            told = "labels go" if name == "label" else f"the labels {name!r} go"
            raise Refused(f"{told} up to {top}, but classes names only {len(own)}")
        names[name] = tuple(own[value] if own else str(value) for value in values.tolist())
    return numbers, names
