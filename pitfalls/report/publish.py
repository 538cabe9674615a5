"""Write what a claim shows beside it: the rows, the figure and the page. No torch."""

import base64
from pathlib import Path
from typing import Any

from pitfalls.ledger.ledger import Ledger, to_json
from pitfalls.ledger.rows import rows_of, to_csv
from pitfalls.report.figures import figure, svg
from pitfalls.report.page import page
from pitfalls.writing import write_whole


def publish(plan: dict[str, Any], ledger: Ledger) -> Path:
    """Write rows.csv, figure.svg and index.html under claims/NAME; gives the path of the page."""
    folder = ledger.folder / "claims" / plan["name"]
    rows = rows_of(plan, ledger)
    shown = folder / plan.get("picture", "picture.png")
    picture = base64.b64encode(shown.read_bytes()).decode() if shown.is_file() else ""
    write_whole(folder / "rows.csv", to_csv(rows).encode())
    write_whole(folder / "figure.svg", svg(figure(plan, rows)).encode())
    write_whole(folder / "index.html", page(plan, rows, picture).encode())
    return folder / "index.html"


def keep(plan: dict[str, Any], rows: list[dict[str, Any]], folder: Path) -> Path:
    """Put claim, rows and figure side by side as NAME.json, .csv and .svg, to be kept with the experiment's file."""
    path = folder / f"{plan['name']}.csv"
    write_whole(path.with_suffix(".json"), to_json(plan))
    write_whole(path.with_suffix(".svg"), svg(figure(plan, rows)).encode())
    write_whole(path, to_csv(rows).encode())
    return path
