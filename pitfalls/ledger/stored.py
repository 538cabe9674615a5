"""The claims that were stored, with their rows: those run here, or kept beside the experiments. No torch."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pitfalls.experiment.find import folders
from pitfalls.ledger.ledger import SCHEMA, Ledger, of_this_version, read
from pitfalls.ledger.rows import damage, from_csv, rows_of
from pitfalls.refused import Refused, nearest

Claim = dict[str, Any]
Rows = list[dict[str, Any]]
CLAIM = "claim.json"
KIN = "-@+~"  # what parts the name of an experiment from the profile, images, knobs or revision it was run with
NAMED_BEFOREHAND = ("outcome", "delta", "alpha", "ordered", "learning")
HOLDS = {*NAMED_BEFOREHAND, "name", "revision", "question", "exploratory", "fresh", "contrasts", "arms", "cells"}


class Damaged(Refused):
    """A claim that cannot be read as one."""


def path_of(ledger: Ledger, name: str) -> Path:
    return ledger.folder / "claims" / name / CLAIM


def claim_files(ledger: Ledger) -> list[Path]:
    """The files of all claims that were ever run here, by name."""
    return sorted((ledger.folder / "claims").glob(f"*/{CLAIM}"))


def read_claim(path: Path) -> dict[str, Any]:
    """The claim in a file, by the name that the file has now; Refused if it is damaged or of another version."""
    claim = {"schema": SCHEMA} | (read(path) or {})
    of_this_version(claim, path)
    cells = claim.get("cells")
    if not claim.keys() >= HOLDS or not isinstance(cells, list) or not all(map(_is_cell, cells)) or not cells:
        raise Damaged(f"{path} is damaged: no claim can be read from it")
    return claim | {"name": path.parent.name if path.name == CLAIM else path.stem}


def _is_cell(found: Any) -> bool:
    return isinstance(found, dict) and {"arm", "seed", "key", "attack"} <= found.keys()


def kept_rows(folders: list[Path], name: str) -> list[tuple[dict[str, Any], list[dict[str, Any]], Path]]:
    """A claim, its rows and where they lie, out of NAME.json and NAME.csv beside the experiments."""
    places = [path for folder in folders for path in sorted(folder.rglob("*.json")) if path.stem == name]
    whole = [path for path in places if path.with_suffix(".csv").is_file()]
    return [(read_claim(path), _rows(path.with_suffix(".csv")), path) for path in whole]


def sharing(plan: dict[str, Any], folders: list[Path]) -> list[str]:
    """The names of the claims kept in these folders that rest on a run which this one rests on too."""
    own, found = {cell["key"] for cell in resting(plan)}, set()
    for path in (path for folder in folders for path in folder.rglob("*.json")):
        try:
            other = read_claim(path)
        except Refused:  # of another version, damaged, or no claim
            continue
        if other["name"] != plan["name"] and own & {cell["key"] for cell in resting(other)}:
            found.add(other["name"])
    return sorted(found)


def resting(claim: dict[str, Any]) -> list[dict[str, Any]]:
    """The cells that a contrast rests on; a ceiling, which other claims share, decides nothing."""
    arms = {arm for contrast in claim["contrasts"] for arm in contrast["terms"]}
    return [cell for cell in claim["cells"] if cell["arm"] in arms]


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        return from_csv(path.read_text())
    except ValueError as error:
        raise Refused(f"{path} is damaged: {error}") from error


def asked_for(name: str) -> str:
    """The name of a claim, given as such or by the experiment's file."""
    return Path(name).stem if name.endswith(".py") else name


def claims(name: str | None, ledger: Ledger, tell: Callable[[str], None]) -> Iterator[tuple[Claim, Rows]]:
    """The claim of that name with its rows, of what was run here or is kept beside the experiments; or all run here.

    `tell` takes what a user should know; of all, one that cannot be read is told, and refused after the others.
    """
    files = claim_files(ledger)
    if name is not None:
        name = asked_for(name)
        if path_of(ledger, name) in files:
            claim = read_claim(path_of(ledger, name))
            rows = rows_of(claim, ledger)
            yield claim, rows
            if damage(rows):
                tell(damage(rows))
            return
        for claim, rows, path in kept_rows(folders(), name)[:1]:
            tell(f"{name} was not run under {ledger.folder}; these rows are kept in {path}")
            yield claim, rows
            return
    if not files:
        raise Refused(f"nothing was run yet under {ledger.folder}; start with `pitfalls run aberration`")
    kin = [path for path in files if name is not None and path.parent.name.startswith(tuple(name + k for k in KIN))]
    if kin:
        told = ", ".join(path.parent.name for path in kin)
        tell(f"{name} itself was not run under {ledger.folder}; this is shown: {told}")
        files = kin
    elif name is not None:
        known = [path.parent.name for path in files]
        raise Refused(f"no experiment {name!r} was run under {ledger.folder}; {nearest(name, known)}")
    bad, every = [], []
    for path in files:
        try:
            claim = read_claim(path)
            rows = rows_of(claim, ledger)
        except Refused as error:  # one bad claim does not hide the others
            bad.append(str(error).rstrip("."))
        else:
            yield claim, rows
            every += rows
    if damage(every):
        tell(damage(every))
    if bad:
        raise Refused("; ".join(bad))
