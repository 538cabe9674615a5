"""What a user holds in memory as a tensor: arrays of any byte order, layout and rights are copied."""

import os
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, TensorDataset

from pitfalls.frozen import Refused


def as_array(given: Any) -> Any:
    """An array, or what turns into one (a Series, a list of numbers), in native byte order; anything else as it is."""
    if isinstance(given, Tensor) or not (hasattr(given, "__array__") or isinstance(given, list | tuple | range)):
        return given
    try:
        found = np.array([_plain(each) for each in given] if isinstance(given, list | tuple) else given, order="C")
    except (ValueError, TypeError):  # rows of unequal length, or things that are no numbers
        return given
    if found.dtype == object:
        found = np.array(found.tolist()) if found.size else found
    return found.astype(found.dtype.newbyteorder("="), copy=False)


def _plain(each: Any) -> Any:
    return each.detach().cpu().numpy() if isinstance(each, Tensor) else each


def as_tensor(given: Any) -> Any:
    """Pictures as a tensor; what holds pictures in another way is refused with the line to write instead."""
    if isinstance(given, Tensor):
        return given
    told = collection(given)
    if told:
        raise Refused(f"Tensors.images is {told}")
    if not hasattr(given, "__array__"):
        return given
    found = as_array(given)
    if found.dtype.kind not in "uifb":
        raise Refused(f"Tensors.images is an array of {found.dtype}, but it should be uint8 or float in [0, 1]")
    return torch.from_numpy(found)


def collection(given: Any) -> str:
    """What a collection of pictures is, and how its pictures are handed in; "" for what is none."""
    if isinstance(given, DataLoader):
        return (
            f"a DataLoader, but it should be arrays; with batches = list({_name(given)}) give "
            "(torch.cat([x for x, _ in batches]), torch.cat([y for _, y in batches]))"
        )
    if isinstance(given, TensorDataset):
        return f"a TensorDataset, but it should be arrays; give its tensors: {_name(given)}.tensors"
    if isinstance(given, Dataset) or _like_a_set(given):
        name, kind = _name(given), type(given).__name__
        return (
            f"{kind}, a data set, but it should be arrays; with square pictures as tensors give "
            f"(torch.stack([x for x, _ in {name}]), [y for _, y in {name}])"
        )
    if isinstance(given, list | tuple) and given:
        kind = type(given[0]).__name__
        if isinstance(given[0], Tensor):
            return f"a {type(given).__name__} of {len(given)} tensors; give torch.stack(images)"
        if isinstance(given[0], np.ndarray):
            return f"a {type(given).__name__} of {len(given)} arrays; give numpy.stack(images)"
        if hasattr(given[0], "convert") and hasattr(given[0], "getbands"):  # a picture of Pillow's
            return (
                f"a {type(given).__name__} of {len(given)} pictures of Pillow; with square ones of one size give "
                'numpy.stack([numpy.asarray(each.convert("RGB")) for each in images]).transpose(0, 3, 1, 2)'
            )
        if isinstance(given[0], str | os.PathLike):
            return f"a {type(given).__name__} of paths, but it should be a tensor or an array; Folder reads files"
        return f"a {type(given).__name__} of {kind}, but it should be a tensor or an array"
    return ""


def _like_a_set(given: Any) -> bool:
    """Whether it gives examples by number, as data sets of any library do."""
    plain = isinstance(given, str | bytes | list | tuple | dict | range | np.ndarray) or hasattr(given, "__array__")
    return not plain and hasattr(given, "__getitem__") and hasattr(given, "__len__")


def _name(given: Any) -> str:
    return "loader" if isinstance(given, DataLoader) else "data"
