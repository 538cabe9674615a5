"""From a claim and the ledger to raw rows: one row an arm and seed. No torch."""

import csv
import io
from typing import Any

from pitfalls.ledger import Ledger


def rows_of(plan: dict[str, Any], ledger: Ledger) -> list[dict[str, Any]]:
    """One row a cell, finished or not, in the order of the plan."""
    return [row_of(cell, plan, ledger) for cell in plan["cells"]]


def row_of(cell: dict[str, Any], plan: dict[str, Any], ledger: Ledger) -> dict[str, Any]:
    """What is known of a cell: status ok, nan, error, interrupted or missing, and all measured numbers.

    A run whose attack is still to come, or failed, has the status of the attack: its cell is not finished.
    """
    row = {"arm": cell["arm"], "seed": cell["seed"], "key": cell["key"], "exploratory": plan["exploratory"]}
    record = ledger.find(cell["key"])
    if record is None:
        return row | _tried(cell["key"], ledger)
    row |= {"status": record["status"], "fresh": plan["fresh"], "env": record["env"]["fingerprint"]}
    row |= record["outcome"] | {"warnings": record.get("warnings", [])}
    if not cell["attack"]:
        return row
    found = ledger.find(cell["attack"])
    if found is None:
        return row | _tried(cell["attack"], ledger)
    return row | {"attack": found["outcome"]["accuracy"], "attack_chance": found["outcome"]["chance"]}


def _tried(key: str, ledger: Ledger) -> dict[str, Any]:
    """The status of what was never finished, with the error that ended it."""
    attempt = ledger.attempted(key) or {"status": "missing"}
    return {name: attempt[name] for name in ("status", "error") if name in attempt}


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
