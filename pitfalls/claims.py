"""The claims beside their rows: named once, before any row; later they only grow by seeds and arms. No torch."""

from pathlib import Path
from typing import Any

from pitfalls.frozen import Refused
from pitfalls.ledger import REVISION, SCHEMA, Ledger, of_this_version, read, to_json
from pitfalls.rows import from_csv
from pitfalls.writing import write_whole

CLAIM = "claim.json"
NAMED_BEFOREHAND = ("outcome", "delta", "alpha", "clean", "planted", "sham", "attacker")
HOLDS = {*NAMED_BEFOREHAND, "name", "revision", "question", "exploratory", "fresh", "contrasts", "arms", "cells"}


def store_claim(ledger: Ledger, plan: dict[str, Any]) -> str:
    """Write the claim beside its rows; Refused where another was named before. Gives what a user should know, or ""."""
    path = path_of(ledger, plan["name"])
    try:
        old = read_claim(path) if path.is_file() else None
    except Damaged as error:
        write_whole(path, to_json(plan))
        return f"{error}; it was written anew."
    told = ""
    if old is not None and old["revision"] != plan["revision"]:
        told = _set_aside(path.parent, old)
    elif old is not None and any(ledger.find(cell["key"]) for cell in old["cells"]):
        differing = changed(old, plan)
        if differing:
            raise Refused(
                f"{plan['name']} has rows under {ledger.folder} already, and its claim was named before them, but "
                f"{differing}; take another --results, or give the experiment's file another name"
            )
    write_whole(path, to_json(plan))
    return told


def changed(old: dict[str, Any], new: dict[str, Any]) -> str:
    """What differs in a claim that may only grow by seeds and by arms that no contrast names; "" for nothing."""
    for name in NAMED_BEFOREHAND:
        if old[name] != new[name]:
            return f"{name} was {old[name]!r} and is {new[name]!r} now"
    before, now = ({each["name"]: each for each in plan["contrasts"]} for plan in (old, new))
    for name in before | now:
        if before.get(name) != now.get(name):
            word = "is new" if name not in before else "is gone" if name not in now else "was changed"
            return f"the contrast {name!r} {word}"
    keys = {(cell["arm"], cell["seed"]): cell["key"] for cell in new["cells"]}
    arms = {cell["arm"] for cell in new["cells"]}
    for cell in old["cells"]:
        if cell["arm"] not in arms:
            return f"the arm {cell['arm']!r} is gone"
        if keys.get((cell["arm"], cell["seed"]), cell["key"]) != cell["key"]:
            return f"the arm {cell['arm']!r} is another trial now, or has other images"
    return ""


def seeds_of(ledger: Ledger, name: str) -> int:
    """How many seeds the stored claim of a name has; 0 where there is none that this revision would go on with."""
    try:
        old = read_claim(path_of(ledger, name))
    except Damaged:
        return 0
    return 1 + max(cell["seed"] for cell in old["cells"]) if old["revision"] == REVISION else 0


def _set_aside(folder: Path, old: dict[str, Any]) -> str:
    """Keep the claim of another revision under a name of its own, which is that of its folder."""
    named = f"{folder.name}~r{old['revision']}"
    names = (named, *(f"{named}.{number}" for number in range(1, 1000)))
    other = next(folder.with_name(name) for name in names if not folder.with_name(name).exists())
    folder.rename(other)
    return (
        f"The rows of {folder.name} were made by revision {old['revision']} of the lab; they are kept as {other.name}."
    )


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


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        return from_csv(path.read_text())
    except ValueError as error:
        raise Refused(f"{path} is damaged: {error}") from error
