"""A promise that a part does not keep, in one sentence; a promise is a function of the part that raises it."""

from collections.abc import Callable, Iterable
from typing import Any

from pitfalls.frozen import Refused

Promise = Callable[[Any], None]


class Broken(AssertionError):
    """What a part did and what is allowed, one sentence a promise."""


def name_of(part: Any) -> str:
    """What a part is called in a sentence."""
    return getattr(part, "called", None) or type(part).__name__


def keeps(promise: Promise, part: Any) -> None:
    """Ask one promise of a part; whatever goes wrong in it is told as Broken, in one sentence."""
    try:
        promise(part)
    except Broken:
        raise
    except Refused as error:
        raise Broken(str(error)) from error
    except Exception as error:  # a part may fail in any way, and the sentence says where
        said = f"{type(error).__name__}: {error}".strip().splitlines()[0]
        raise Broken(f"{name_of(part)} fails where it is asked: {words(promise)} ({said})") from error


def words(promise: Promise) -> str:
    """A promise in words: the first sentence of its docstring, without the stop."""
    return (promise.__doc__ or promise.__name__.replace("_", " ")).strip().splitlines()[0].rstrip(".")


def check(promises: Iterable[Promise], part: Any) -> None:
    """Ask all promises of a part; one Broken tells all that are not kept, a line each."""
    told: list[str] = []
    for promise in promises:
        try:
            keeps(promise, part)
        except Broken as broken:
            told.append(str(broken))
    if told:
        raise Broken("\n".join(told))
