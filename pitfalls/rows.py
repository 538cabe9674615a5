"""From a stored claim and the ledger to raw rows: one row an arm and seed. No torch."""

import csv
import io
import json
from pathlib import Path
from typing import Any

from pitfalls.ledger import Ledger, to_json
from pitfalls.writing import write_whole

CLAIM = "claim.json"


def store_claim(ledger: Ledger, plan: dict[str, Any]) -> Path:
    """Write the claim beside its rows; gives its folder."""
    folder = ledger.folder / "claims" / plan["name"]
    write_whole(folder / CLAIM, to_json(plan))
    return folder


def stored_claims(ledger: Ledger) -> list[dict[str, Any]]:
    """All claims that were ever run here, by name."""
    return [json.loads(path.read_bytes()) for path in sorted((ledger.folder / "claims").glob(f"*/{CLAIM}"))]


def kept_rows(folders: list[Path], name: str) -> list[tuple[dict[str, Any], list[dict[str, Any]], Path]]:
    """A claim, its rows and where they lie, out of NAME.json and NAME.csv beside the experiments."""
    places = [path for folder in folders for path in sorted(folder.rglob(f"{name}.json"))]
    whole = [path for path in places if path.with_suffix(".csv").is_file()]
    return [(json.loads(path.read_bytes()), from_csv(path.with_suffix(".csv").read_text()), path) for path in whole]


def rows_of(plan: dict[str, Any], ledger: Ledger) -> list[dict[str, Any]]:
    """One row a cell, finished or not, in the order of the plan."""
    return [row_of(cell, plan, ledger) for cell in plan["cells"]]


def row_of(cell: dict[str, Any], plan: dict[str, Any], ledger: Ledger) -> dict[str, Any]:
    """What is known of a cell: status ok, nan, error, interrupted or missing, and all measured numbers."""
    row = {"arm": cell["arm"], "seed": cell["seed"], "key": cell["key"], "exploratory": plan["exploratory"]}
    record = ledger.find(cell["key"])
    if record is None:
        return row | {"status": (ledger.attempted(cell["key"]) or {"status": "missing"})["status"]}
    row |= {"status": record["status"], "fresh": plan["fresh"], "env": record["env"]["fingerprint"]}
    row |= record["outcome"]
    found = ledger.find(cell["attack"]) if cell["attack"] else None
    if found is not None:
        row |= {"attack": found["outcome"]["accuracy"], "attack_chance": found["outcome"]["chance"]}
    return row


COLUMNS = (
    *("arm", "seed", "status", "proxy", "proxy_removed", "proxy_reversed", "chance", "questions"),
    *("probe", "balanced", "knn", "second", "floor_probe", "floor_knn", "floor_second", "n_test"),
    *("attack", "attack_chance", "fresh", "exploratory", "env", "key", "hits"),
)


def to_csv(rows: list[dict[str, Any]]) -> str:
    """The rows as CSV, every column in its place, numbers as short as they read back equal."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def from_csv(text: str) -> list[dict[str, Any]]:
    """Rows as `to_csv` wrote them."""
    words = {"arm", "status", "env", "key", "hits"}
    whole = {"seed", "questions", "n_test"}
    rows = []
    for raw in csv.DictReader(io.StringIO(text)):
        row: dict[str, Any] = {}
        for name, value in raw.items():
            if name in words:
                row[name] = value
            elif name in ("fresh", "exploratory"):
                row[name] = value == "True"
            elif value != "":
                row[name] = int(value) if name in whole else float(value)
        rows.append(row)
    return rows
