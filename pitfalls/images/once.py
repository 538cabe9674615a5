"""Looks at a folder that a command takes once, however often it asks."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

_SEEN: ContextVar[dict[tuple, Any] | None] = ContextVar("seen", default=None)  # None outside of `once`


@contextmanager
def once() -> Iterator[None]:
    """Inside, a folder is looked at once: a command takes it as it was when first looked at.

    Outside of it every look is a new one, so that the next command notices what has changed. It holds for the thread
    that entered it, and one inside another is a part of the outer one.
    """
    if _SEEN.get() is not None:
        yield
        return
    token = _SEEN.set({})
    try:
        yield
    finally:
        _SEEN.reset(token)


def remembered(look: Callable[..., T]) -> Callable[..., T]:
    """The same look at a folder, taken once inside of `once`; a refusal is not remembered."""

    @wraps(look)
    def looked(root: Path, *more: int) -> T:
        seen = _SEEN.get()
        if seen is None:
            return look(root, *more)
        place = (os.path.realpath(root), look, *more)
        if place not in seen:
            seen[place] = look(root, *more)
        return seen[place]

    return looked


def look_again(root: Path) -> None:
    """Have the next look at a folder be a new one, even inside of `once`."""
    seen, real = _SEEN.get() or {}, os.path.realpath(root)
    for place in [place for place in seen if place[0] == real]:
        del seen[place]
