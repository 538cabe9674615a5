"""A part of the cells of an experiment, for one of several machines that do not know of each other."""

import re
from collections.abc import Sequence

from pitfalls.experiment.cells import Cell
from pitfalls.refused import Refused


def shard(cells: Sequence[Cell], text: str) -> list[Cell]:
    """The cells of shard "3/8", the third of eight about equal ones that hold each cell once.

    What stands together stays together, so that but for the ends of a shard its seeds are whole.
    """
    found = re.fullmatch(r"(\d{1,6})/(\d{1,6})", text, re.ASCII)
    number, of = map(int, found.groups()) if found else (0, 0)
    if not 1 <= number <= of:
        raise Refused(f"--shard is {text!r}, but it should be NUMBER/COUNT, as 3/8, with a number from 1 to the count")
    return list(cells[len(cells) * (number - 1) // of : len(cells) * number // of])
