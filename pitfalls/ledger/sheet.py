"""Rows as CSV: whole, to be kept and read back, and tidy, to be looked at elsewhere. No torch."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from pitfalls.ledger.columns import COLUMNS, kinds
from pitfalls.ledger.factors import factors
from pitfalls.refused import plain
from pitfalls.statistics.floors import CEILING

TEXTS = kinds("text", "blob") | {"experiment"}
FORMULA = re.compile(r"'*[=+\-@\t\r]")  # what a spreadsheet would compute in the place of showing it
KNOWN = {*COLUMNS, "experiment"}
LONGEST = 2**26  # characters of a cell: the hits of a large test set are one


def to_csv(rows: list[dict[str, Any]]) -> str:
    """The rows with every column in its place, numbers as short as they read back equal."""
    return _written(_there(COLUMNS, rows), rows)


def tidy(claims: Sequence[tuple[dict[str, Any], list[dict[str, Any]]]], hits: bool = False, named: bool = False) -> str:
    """The rows of claims under one head, with a column for every knob that differs between the arms of a claim.

    kind tells the ceiling, whose proxy is another question, from the arms. hits: also which test images were right;
    named: first the claim of each row.
    """
    told = [(plan, rows, factors(plan)) for plan, rows in claims]
    knobs = dict.fromkeys(name for _, _, found in told for own in found.values() for name in own)
    rest = [name for name in list(COLUMNS)[2:] if hits or COLUMNS[name].kind != "blob"]
    rest = _there(rest, [row for _, rows, _ in told for row in rows])
    every = [
        {"experiment": plan["name"], "kind": "arm" if row["arm"] in plan["arms"] else CEILING}
        | found.get(row["arm"], {})
        | row
        for plan, rows, found in told
        for row in rows
    ]
    return _written([*(["experiment"] if named else []), "arm", "seed", "kind", *knobs, *rest], every)


def _there(columns: Iterable[str], rows: list[dict[str, Any]]) -> list[str]:
    """The columns without the late ones that no row has."""
    return [name for name in columns if not COLUMNS[name].late or any(name in row for row in rows)]


def _written(columns: Iterable[str], rows: list[dict[str, Any]]) -> str:
    columns, out = list(columns), io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(map(_cell, columns))
    writer.writerows([_cell(row.get(name, "")) for name in columns] for row in rows)
    return out.getvalue()


def _cell(value: Any) -> Any:
    """A list with spaces between; a text that begins as a formula does stands behind an apostrophe."""
    if isinstance(value, list):
        return " ".join(map(repr, value))
    if not isinstance(value, str):
        return value
    return plain(f"'{value}" if FORMULA.match(value) else value)


def from_csv(text: str) -> list[dict[str, Any]]:
    """Rows as `to_csv` wrote them; what was not measured has no key, and columns of knobs are passed over."""
    csv.field_size_limit(LONGEST)
    return [
        {name: _value(name, value or "") for name, value in raw.items() if name in KNOWN and (value or name in TEXTS)}
        for raw in csv.DictReader(io.StringIO(text))
    ]


def _value(name: str, value: str) -> Any:
    if name in TEXTS:
        return value[1:] if value[:1] == "'" and FORMULA.match(value) else value
    match COLUMNS[name].kind:
        case "truth":
            return value == "True"
        case "accuracies":
            return [float(each) for each in value.split()]
        case "whole number":
            return int(value)
    return float(value)
