"""From a claim and the ledger to raw rows: one row an arm and seed. No torch."""

import csv
import io
from typing import Any

from pitfalls.ledger.ledger import Ledger


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
    known = {name: attempt[name] for name in ("status", "error") if name in attempt}
    return known | ({"damaged": str(ledger.path(key))} if ledger.path(key).is_file() else {})


def damage(rows: list[dict[str, Any]]) -> str:
    """Which records could not be read, in one sentence; "" where all could. The next run makes them anew."""
    paths = list(dict.fromkeys(row["damaged"] for row in rows if "damaged" in row))
    more = f" and {len(paths) - 3} more" if len(paths) > 3 else ""
    many = "1 record" if len(paths) == 1 else f"{len(paths)} records"
    return f"{many} could not be read: {', '.join(paths[:3])}{more}" if paths else ""


COLUMNS = (
    *("arm", "seed", "status", "proxy", "proxy_removed", "proxy_reversed", "chance", "questions"),
    *("probe", "balanced", "knn", "second", "floor_probe", "floor_knn", "floor_second", "n_test"),
    *("attack", "attack_chance", "fresh", "exploratory", "env", "key", "hits"),
)


def to_csv(rows: list[dict[str, Any]], experiment: str = "", head: bool = True) -> str:
    """The rows as CSV, every column in its place, numbers as short as they read back equal.

    Rows of several claims are told apart by a first column, the name of each row's experiment, under one head.
    """
    out, columns = io.StringIO(), (*(["experiment"] if experiment else []), *COLUMNS)
    writer = csv.DictWriter(out, columns, restval="", extrasaction="ignore", lineterminator="\n")
    if head:
        writer.writeheader()
    writer.writerows({"experiment": experiment} | row for row in rows)
    return out.getvalue()


def from_csv(text: str) -> list[dict[str, Any]]:
    """Rows as `to_csv` wrote them."""
    words = {"experiment", "arm", "status", "env", "key", "hits"}
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
