"""Bad input is refused in one sentence. It stands alone, so that stored results are read without pydantic."""

from collections.abc import Sequence
from difflib import get_close_matches


class Refused(ValueError):
    """Bad input, in one sentence that names the thing, the value and what is allowed."""


def nearest(name: str, known: Sequence[str], also: Sequence[str] = ()) -> str:
    """A hint for a misspelled name: the closest, be it known or an alias (`also`), else the list of those known."""
    close = get_close_matches(name, [*known, *also], n=1, cutoff=0.5)
    return f"did you mean {close[0]!r}?" if close else f"known: {', '.join(sorted(known))}."
