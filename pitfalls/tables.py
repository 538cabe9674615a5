"""Raw rows as tables and words for a terminal. No torch."""

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pitfalls.statistics import arm_means

OUTCOMES = ("proxy", "proxy_removed", "proxy_reversed", "probe", "balanced", "knn", "second")
HEADS = {
    "proxy": "proxy",
    "proxy_removed": "cue removed",
    "proxy_reversed": "cue reversed",
    "probe": "probe",
    "balanced": "balanced",
    "knn": "kNN",
    "second": "2nd probe",
    "floor_probe": "probe",
    "floor_knn": "kNN",
    "floor_second": "2nd probe",
}
STYLES = {"holds": "bold green", "contradicted": "bold red", "equivalent": "bold cyan", "not testable": "bold yellow"}


def points(found: tuple[float, float, float] | None) -> str:
    """A mean in points of accuracy and how far its interval reaches from it at most, or nothing."""
    if found is None:
        return ""
    mean, low, high = (100 * each for each in found)
    return f"{mean:.1f} ±{max(mean - low, high - mean):.1f}"


def measured(rows: list[dict[str, Any]]) -> list[str]:
    """The outcomes that some row has, in their order; balanced accuracy only where it says something of its own."""
    found = [name for name in OUTCOMES if any(name in row for row in rows)]
    gaps = [abs(row["balanced"] - row["probe"]) for row in rows if "balanced" in row and "probe" in row]
    even = sum(gaps) <= 0.01 * len(gaps)
    return [name for name in found if not (name == "balanced" and even)]


def summary(rows: list[dict[str, Any]]) -> list[list[str]]:
    """A table as text: a head, one line an arm, and the floor under them."""
    names = measured(rows)
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


def show(plan: dict[str, Any], rows: list[dict[str, Any]], console: Console) -> None:
    """Print the table of a claim and the word for each contrast."""
    from pitfalls.verdict import judge

    title = f"{plan['name']}: {plan['question']}"
    if plan["exploratory"]:
        title += " (exploratory: knobs were set by hand)"
    head, *lines = summary(rows)
    table = Table(
        title=title,
        title_justify="left",
        caption="points of accuracy, ± the reach of the 95 % interval; all on unseen images",
    )
    for name in head:
        table.add_column(name, justify="left" if name == "arm" else "right", no_wrap=name == "arm")
    for line in lines:
        table.add_row(*line)
    console.print(table)
    chances = {row["chance"] for row in rows if "chance" in row and row["arm"] in plan["arms"]}
    if chances:
        console.print(f"chance of the proxy task: {', '.join(f'{100 * each:.1f}' for each in sorted(chances))} points")
    attacks = arm_means([row for row in rows if "attack" in row], ["attack"])
    for arm, found in attacks.items():
        console.print(f"{plan['attacker']} alone, on {arm}: {points(found['attack'])}")
    for each in judge(plan, rows):
        text = Text(each.sentence)
        text.highlight_words([each.word], STYLES.get(each.word, "bold"))
        console.print(text)
