"""Raw rows on the output, as CSV, and what its columns mean. No torch."""

import sys
from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.table import Table

from pitfalls.ledger.columns import explained
from pitfalls.ledger.sheet import tidy
from pitfalls.refused import Refused


def write_rows(claims: Iterable[tuple[dict[str, Any], list[dict[str, Any]]]], name: str | None, hits: bool) -> None:
    """Write the rows of claims under one head; where one cannot be read, those of the others before it is refused."""
    found: list[tuple[dict[str, Any], list[dict[str, Any]]]] = []
    bad = None
    try:
        found += claims
    except Refused as error:
        bad = error
    if found:
        named = len(found) > 1 or found[0][0]["name"] != name
        sys.stdout.write(tidy(found, hits, named))
    if bad is not None:
        raise bad


def show_columns(console: Console) -> None:
    """Print name, kind and meaning of every column of the rows."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for head in ("column", "kind", "meaning"):
        table.add_column(head, overflow="fold")
    for line in explained():
        table.add_row(*line)
    console.print(table)
