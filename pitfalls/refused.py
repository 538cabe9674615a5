"""Bad input is refused in one sentence. It stands alone, so that stored results are read without pydantic."""

import re
from collections.abc import Sequence
from difflib import get_close_matches

# what a terminal obeys in the place of showing it, and what turns the direction of a line
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Refused(ValueError):
    """Bad input, in one sentence that names the thing, the value and what is allowed."""

    def __init__(self, told: object = ""):
        super().__init__(plain(str(told)))


def plain(text: str) -> str:
    """The text with every control character told as Python writes it, so that no terminal obeys it."""
    return CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def snake(name: str) -> str:
    """A name as it is typed: LateralAberration, lateral-aberration and lateral_aberration alike."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.replace("-", "_")).lower()


def nearest(name: str, known: Sequence[str], also: Sequence[str] = ()) -> str:
    """A hint for a misspelled name: the closest, be it known or an alias (`also`), else the list of those known."""
    close = get_close_matches(name, [*known, *also], n=1, cutoff=0.5)
    if not known:
        return "it has none."
    return f"did you mean {close[0]!r}?" if close else f"known: {', '.join(sorted(known))}."
