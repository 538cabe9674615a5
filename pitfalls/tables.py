"""Raw rows as tables and words for a terminal. No torch."""

from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pitfalls.ledger import REVISION
from pitfalls.statistics import arm_means, effect

OUTCOMES = ("proxy", "proxy_removed", "proxy_reversed", "probe", "balanced", "knn", "second")
HEADS = {
    "proxy": "proxy",
    "proxy_removed": "cue removed",
    "proxy_reversed": "cue reversed",
    "probe": "probe",
    "balanced": "balanced",
    "knn": "kNN",
    "second": "2nd probe",
    "attack": "attacker",
    "floor_probe": "probe",
    "floor_knn": "kNN",
    "floor_second": "2nd probe",
}
BESIDE = "Every contrast on every outcome, without a word"
STYLES = {"holds": "bold green", "contradicted": "bold red", "equivalent": "bold cyan", "not testable": "bold yellow"}


def points(found: tuple[float, float, float] | None, sign: str = "") -> str:
    """A mean in points of accuracy and how far its interval reaches from it at most, or nothing; "+" signs it."""
    if found is None:
        return ""
    mean, low, high = (100 * each for each in found)
    return f"{mean:{sign}.1f} ±{max(mean - low, high - mean):.1f}"


def measured(rows: list[dict[str, Any]]) -> list[str]:
    """The outcomes that some row has, in their order; balanced accuracy only where it says something of its own."""
    found = [name for name in OUTCOMES if any(name in row for row in rows)]
    gaps = [abs(row["balanced"] - row["probe"]) for row in rows if "balanced" in row and "probe" in row]
    even = sum(gaps) <= 0.01 * len(gaps)
    return [name for name in found if not (name == "balanced" and even)]


def summary(rows: list[dict[str, Any]]) -> list[list[str]]:
    """A table as text: a head, one line an arm, and the floor under them; last what the attacker alone gets."""
    names = [*measured(rows), *(["attack"] if any("attack" in row for row in rows) else [])]
    ran = [row for row in rows if row["status"] == "ok"]
    means = arm_means(ran, [*names, "floor_probe", "floor_knn", "floor_second"])
    lines = [["arm", "runs", *(HEADS[name] for name in names)]]
    for arm in dict.fromkeys(row["arm"] for row in rows):
        runs = sum(row["arm"] == arm for row in ran)
        of = sum(row["arm"] == arm for row in rows)
        found = means.get(arm, {})
        lines.append([arm, f"{runs}/{of}", *(points(found.get(name)) for name in names)])
    first = next((row["arm"] for row in rows if row["arm"] in means), None)
    if first is not None:
        floor = means[first]
        lines.append(["floor (untrained)", "", *(points(floor.get(f"floor_{name}")) for name in names)])
    return lines


def beside(plan: dict[str, Any], rows: list[dict[str, Any]]) -> list[list[str]]:
    """A table as text: a head, then each contrast, those without a word too, with its effect on every outcome."""
    ran = [row for row in rows if row["arm"] in plan["arms"]]
    names = measured(ran)
    lines = [["contrast", *(HEADS[name] for name in names)]]
    for contrast in (*plan["contrasts"], *plan.get("also", ())):
        found = [effect(ran, contrast["terms"], name) for name in names]
        shown = [points((each.estimate, each.low, each.high), "+") if each.pairs else "" for each in found]
        lines.append([contrast["name"], *shown])
    return lines


def notes(rows: list[dict[str, Any]]) -> list[str]:
    """What was seen of an arm beside its numbers, as a toggle that changes nothing: one line each."""
    return list(dict.fromkeys(f"Note on {row['arm']}: {told}" for row in rows for told in row.get("warnings", ())))


def show(plan: dict[str, Any], rows: list[dict[str, Any]], console: Console) -> None:
    """Print the table of a claim and the word for each contrast."""
    from pitfalls.verdict import judge

    title = f"{plan['name']}: {plan['question']}"
    if plan["exploratory"]:
        title += " (exploratory: knobs were set by hand)"
    head, *lines = summary(rows)
    if plan.get("revision", REVISION) != REVISION:
        told = f"The rows below are of revision {plan['revision']} of the lab; this is {REVISION}, which makes others."
        console.print(told, highlight=False, markup=False)
    note = "points of accuracy, ± the reach of the 95 % interval; all on unseen images"
    if plan["attacker"]:
        note += f"; attacker: {plan['attacker']} alone at the proxy task"
    console.print(_table(title, head, lines, note, console.width))
    chances = {row["chance"] for row in rows if "chance" in row and row["arm"] in plan["arms"]}
    if chances:
        console.print(f"chance of the proxy task: {', '.join(f'{100 * each:.1f}' for each in sorted(chances))} points")
    for each in judge(plan, rows):
        text = Text(each.sentence)
        text.highlight_words([each.word], STYLES.get(each.word, "bold"))
        console.print(text)
    for told in notes(rows):
        console.print(Text(told))
    head, *lines = beside(plan, rows)
    console.print(_table(BESIDE, head, lines, "points, ± the reach of the plain 95 % interval", console.width))


def _table(title: str, head: list[str], lines: list[list[str]], note: str, width: int) -> Table:
    """Where whole cells do not fit, each column is as wide as its longest word and folds at spaces: nothing is cut."""
    table = Table(
        title=Text(title, "italic"),
        title_justify="left",
        caption=Text(note, "dim"),
        caption_justify="left",
        box=SIMPLE_HEAD,
        show_edge=False,
        padding=(0, 1, 0, 0),
    )
    columns = [[Text(text) for text in (name, *cells)] for name, *cells in zip(head, *lines, strict=True)]
    fits = sum(max(text.cell_len for text in column) + 2 for column in columns) <= width
    for column in columns:
        longest = max(len(word) for text in column for word in text.plain.split())
        side = "left" if column is columns[0] else "right"
        table.add_column(column[0], justify=side, overflow="fold", width=None if fits else longest)
    for cells in list(zip(*columns, strict=True))[1:]:
        table.add_row(*cells)
    return table
