"""A part's method called under watch: it draws from its stream alone, keeps what it is handed, and repeats itself."""

import random
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

import numpy as np
import torch
from torch import Tensor

from pitfalls.frozen import Refused

T = TypeVar("T")
DUST = 1e-4  # sums on a GPU are not the same to the last digit


def watched(name: str, call: Callable[[], T], handed: Tensor | None = None, what: str = "") -> T:
    """What `call` gives, which is called twice; Refused, told of the method's `name`, where it is not to be trusted.

    handed: the tensor that it is given, called `what` in a refusal.
    """
    kept = None if handed is None else handed.clone()
    before = _generators()
    first = call()
    for whose, state in _generators().items():
        if state != before[whose]:
            raise Refused(
                f"{name} draws from the global generator of {whose}, which no seed of a trial repeats; draw from the "
                "rng that it is handed, as in rng.uniform(count) or rng.integers(0, 2, count)"
            )
    if handed is not None and kept is not None and not alike(kept, handed):
        raise Refused(f"{name} writes into the {what} it is handed; work on a copy, {what}.clone()")
    if not alike(first, call()):
        raise Refused(
            f"{name} gives something else when it is called again with the same stream; draw from the rng that it is "
            "handed, and keep nothing from call to call"
        )
    return first


def _generators() -> dict[str, Any]:
    numbers: Any = np.random.get_state()  # noqa: NPY002 (it is looked at, not drawn from)
    found: dict[str, Any] = {"torch": torch.get_rng_state().tolist(), "Python": random.getstate()}
    found["NumPy"] = (numbers[1].tobytes(), *numbers[2:])
    if torch.cuda.is_initialized():
        found["torch on the GPU"] = torch.cuda.get_rng_state().tolist()
    return found


def alike(one: Any, other: Any) -> bool:
    """Whether two results are the same: tensors by their numbers, containers and dataclasses by what they hold."""
    if type(one) is not type(other):
        return False
    if isinstance(one, Tensor):
        if one.shape != other.shape or one.dtype != other.dtype or one.device != other.device:
            return False
        return (
            bool(torch.isclose(one, other, 0, DUST, True).all()) if one.is_floating_point() else torch.equal(one, other)
        )
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(alike, one, other))
    if is_dataclass(one):
        return all(alike(getattr(one, each.name), getattr(other, each.name)) for each in fields(one))
    return one is other or one == other
