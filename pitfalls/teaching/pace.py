"""How long a notebook may take: PITFALLS_FAST=1 in the environment asks for a minute, as the tests do."""

import os
from typing import TypeVar

T = TypeVar("T")


def fast() -> bool:
    """Whether a notebook should finish within a minute on two cores, with everything in it run once."""
    return os.environ.get("PITFALLS_FAST", "") not in ("", "0")


def paced(normal: T, quick: T) -> T:
    """`quick` where PITFALLS_FAST is set, else `normal`."""
    return quick if fast() else normal
