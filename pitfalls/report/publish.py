"""Write what a claim shows beside it: the rows, the figure and the page. No torch."""

import base64
from pathlib import Path
from typing import Any

from pitfalls.ledger.ledger import Ledger, to_json
from pitfalls.ledger.rows import rows_of
from pitfalls.ledger.sheet import tidy, to_csv
from pitfalls.refused import plain
from pitfalls.report.figures import figure, svg
from pitfalls.report.learning import learning
from pitfalls.report.page import page
from pitfalls.writing import at_home, write_whole

PNG = b"\x89PNG\r\n\x1a\n"  # how such a file begins


def publish(plan: dict[str, Any], ledger: Ledger) -> Path:
    """Write rows.csv, figure.svg and index.html under claims/NAME; gives the path of the page."""
    folder = ledger.folder / "claims" / plan["name"]
    rows = rows_of(plan, ledger)
    write_whole(folder / "rows.csv", _bytes(tidy([(plan, rows)])))
    write_whole(folder / "figure.svg", _bytes(svg(figure(plan, rows))))
    curves = {arm: [found for key in keys if (found := ledger.find(key))] for arm, keys in _keys(plan).items()}
    if any(len(record.get("curve", ())) > 2 for records in curves.values() for record in records):
        write_whole(folder / "learning.svg", _bytes(svg(learning(curves))))
    write_whole(folder / "index.html", _bytes(page(plan, rows, _picture(folder, plan.get("picture", "")))))
    return folder / "index.html"


def _keys(plan: dict[str, Any]) -> dict[str, list[str]]:
    """The keys of the runs of each arm."""
    found: dict[str, list[str]] = {}
    for cell in plan["cells"]:
        found.setdefault(cell["arm"], []).append(cell["key"])
    return found


def _picture(folder: Path, name: str) -> str:
    """The picture of a claim as base64 text, "" where there is none: only a PNG that lies in its own folder is one."""
    path = folder / (name or "picture.png")
    if not path.is_file() or path.resolve().parent != folder.resolve():
        return ""
    data = path.read_bytes()
    return base64.b64encode(data).decode() if data.startswith(PNG) else ""


def _bytes(text: str) -> bytes:
    return plain(text).encode()  # a name need not be text throughout


def keep(plan: dict[str, Any], rows: list[dict[str, Any]], folder: Path) -> Path:
    """Put claim, rows and figure side by side as NAME.json, .csv and .svg, to be kept with the experiment's file."""
    path = at_home(folder) / f"{plan['name']}.csv"
    write_whole(path.with_suffix(".json"), to_json(placeless(plan)))
    write_whole(path.with_suffix(".svg"), _bytes(svg(figure(plan, rows))))
    write_whole(path, _bytes(to_csv(rows)))
    return path


def placeless(told: Any) -> Any:
    """The same plain data with the name alone of every folder of pictures: where it lay is of one machine only."""
    if isinstance(told, list):
        return [placeless(each) for each in told]
    if not isinstance(told, dict):
        return told
    found = {name: placeless(each) for name, each in told.items()}
    return found | ({"path": Path(found["path"]).name} if isinstance(found.get("path"), str) else {})
