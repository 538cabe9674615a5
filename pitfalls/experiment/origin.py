"""Where the cells of a run come from, so that another process can make them again."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from pitfalls.experiment.cells import Cell, unpack
from pitfalls.experiment.find import arranged
from pitfalls.frozen import Refused


@dataclass(frozen=True)
class Origin:
    """The words by which an experiment was asked for."""

    name: str
    profile: str
    images: str | None
    settings: tuple[str, ...]
    seeds: int


def remade(data: dict[str, Any], origin: Origin | None) -> Cell | None:
    """The cell that `Cell.pack` wrote down; None where it is another one here, or cannot be made here.

    What is named by a digest only, as a net or an array is, cannot be sent as plain data: the experiment's file is
    loaded again, and the keys tell whether it gives the same once more.
    """
    try:
        return unpack(data)
    except Refused:
        if origin is None:
            raise
    try:
        cell = _cells(origin).get((data["arm"], data["seed"]))
    except Refused:
        return None
    return cell if cell is not None and [cell.key, cell.attack_key] == data["keys"] else None


@cache
def _cells(origin: Origin) -> dict[tuple[str, int], Cell]:
    experiment = arranged(origin.name, origin.profile, origin.images, origin.settings)[1]
    return {(cell.arm, cell.seed): cell for cell in experiment.cells(origin.seeds)}
