"""What a user's own arrays must be to serve as images and labels; each is copied."""

from typing import Any

import numpy as np
import torch
from torch import Tensor

from pitfalls.frozen import Refused, nearest

WHOLE = (torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64)


def as_tensor(given: Any) -> Any:
    """An array as a tensor; anything else as it is."""
    if not isinstance(given, np.ndarray):
        return given
    try:
        return torch.from_numpy(np.ascontiguousarray(given))
    except TypeError:
        raise Refused(f"Tensors got an array of {given.dtype}, but torch has no such numbers") from None


def checked_images(given: Tensor) -> Tensor:
    """A copy of square color images as uint8 on the CPU."""
    shape = tuple(given.shape)
    if len(shape) != 4 or shape[1] != 3 or shape[2] != shape[3]:
        raise Refused(
            f"images has the shape {shape}, but it should be (N, 3, S, S): color, channels first, square{_last(shape)}"
        )
    if not shape[0]:
        raise Refused("images holds no picture, but it should hold one or more")
    given = given.detach().cpu()
    if given.dtype == torch.uint8:
        return given.clone(memory_format=torch.contiguous_format)
    if not given.is_floating_point():
        raise Refused(f"images is {given.dtype}, but it should be uint8 or float in [0, 1]")
    low, high = float(given.min()), float(given.max())
    if not (low >= 0 and high <= 1):  # false for NaN as well
        raise Refused(f"images goes from {low:g} to {high:g}, but floats should lie in [0, 1]")
    return (given.float() * 255).round().to(torch.uint8).contiguous()


def _last(shape: tuple[int, ...]) -> str:
    """A hint for images whose channels come last."""
    return "; images.permute(0, 3, 1, 2) puts the channels first" if len(shape) == 4 and shape[3] == 3 else ""


def checked_labels(given: Tensor, name: str, count: int) -> Tensor:
    """A copy of labels as int64 on the CPU."""
    name = "labels" if name == "label" else name  # these are told of by the knob that takes them
    if given.dtype not in WHOLE:
        raise Refused(f"{name} is {given.dtype}, but it should be whole numbers")
    if tuple(given.shape) != (count,):
        raise Refused(
            f"{name} has the shape {tuple(given.shape)}, but there are {count} images, so it should be ({count},)"
        )
    found = given.detach().cpu().to(torch.int64, copy=True)
    if int(found.min()) < 0:
        raise Refused(f"{name} goes down to {int(found.min())}, but it should start at 0")
    return found


def as_labels(given: Any) -> Any:
    """Labels by name: an array is called "label"; none, where there are none."""
    if given is None:
        return {}
    given = given if isinstance(given, dict) else {"label": given}
    return {name: as_tensor(each) for name, each in given.items()}


def as_classes(given: Any) -> Any:
    """Names of values by label; those given alone are of the main label, ""."""
    return {"": given} if isinstance(given, tuple | list) and given else given or {}


def named_values(labels: dict[str, Tensor], classes: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The names of the values of each label, 0, 1, ... where none are given ("" gives those of the first)."""
    main = next(iter(labels), "")
    given = {name or main: names for name, names in classes.items()}
    if given and not labels:
        raise Refused(f"classes has {len(next(iter(given.values())))} names, but there are no labels")
    for name in given:
        if name not in labels:
            raise Refused(f"classes names the values of {name!r}; {nearest(name, list(labels))}")
    out = {}
    for name, each in labels.items():
        top = int(each.max())
        out[name] = given.get(name) or tuple(str(value) for value in range(top + 1))
        if top >= len(out[name]):
            told = "labels go" if name == "label" else f"the labels {name!r} go"
            raise Refused(f"{told} up to {top}, but classes names only {len(out[name])}")
    return out
