"""The claims that were stored, with their rows: those run here, or kept beside the experiments. No torch."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pitfalls.experiment.find import folders
from pitfalls.ledger.believed import fault
from pitfalls.ledger.files import SCHEMA, of_this_version, read
from pitfalls.ledger.forms import Row
from pitfalls.ledger.ledger import Ledger
from pitfalls.ledger.named import Named
from pitfalls.ledger.rows import damage, rows_of
from pitfalls.ledger.sheet import from_csv
from pitfalls.refused import Refused, nearest

Claim = dict[str, Any]
Rows = list[dict[str, Any]]
CLAIM = "claim.json"
LONGEST = 200  # bytes in the name of a claim, which is that of a folder
KIN = "-@+~"  # what parts the name of an experiment from the profile, images, knobs or revision it was run with
NAMED_BEFOREHAND = ("outcome", "delta", "alpha", "ordered", "learning")


class Damaged(Refused):
    """A claim that cannot be read as one."""


def path_of(ledger: Ledger, name: str) -> Path:
    """Where the claim of a name is kept; Refused where no folder can have it."""
    if len(name.encode(errors="replace")) > LONGEST or "\0" in name:
        raise Refused(f"the name {name[:40]!r}... has {len(name)} letters, but a claim's has at most {LONGEST}")
    return ledger.folder / "claims" / name / CLAIM


def claim_files(ledger: Ledger) -> list[Path]:
    """The files of all claims that were ever run here, by name."""
    return sorted((ledger.folder / "claims").glob(f"*/{CLAIM}"))


def read_claim(path: Path) -> dict[str, Any]:
    """The claim in a file, by the name that the file has now; Refused if it is damaged or of another version."""
    claim = {"schema": SCHEMA} | (read(path) or {})
    of_this_version(claim, path)
    if wrong := fault(Named, claim):
        raise Damaged(f"{path} is damaged, or was never a claim: {wrong}")
    return claim | {"name": path.parent.name if path.name == CLAIM else path.stem}


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
        rows = from_csv(path.read_text())
    except (OSError, ValueError, csv.Error) as error:
        raise Refused(f"{path} is damaged: {error}") from error
    for number, row in enumerate(rows):
        if wrong := fault(Row, row):
            raise Refused(f"{path} is damaged: in row {number + 1}, {wrong}")
    return rows


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
        if count := ledger.count():
            raise Refused(
                f"{count} runs are finished under {ledger.folder}, but no experiment was run there and no claim named "
                "one, so that there is no table: runs of pitfalls.run are read with pitfalls.load and the trial or key"
            )
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
