"""What is handed in as defenses: a transform of another library gets the line to write instead."""

from typing import Any

from pitfalls.frozen import Refused
from pitfalls.shortcuts.base import Defense


def as_defenses(given: Any) -> Any:
    """The defenses as they are; Refused where one is a transform of Kornia's, of torchvision's or of the user's own."""
    for each in given if isinstance(given, tuple | list) else (given,):
        if isinstance(each, Defense) or each is None:
            continue
        from pitfalls.shortcuts.kornia_object import instead  # which imports all of Kornia

        line = instead(each)
        if line:
            kind = type(each)
            name = getattr(each, "__name__", f"{kind.__name__} of {kind.__module__.partition('.')[0]}")
            raise Refused(f"Trial.defenses got {name}, which is no defense of the lab; {line}")
    return given
