"""Figures of a claim, drawn from its rows alone: what the arms reach, and what the contrasts say."""

import io
from textwrap import fill
from typing import Any

from pitfalls.report.dose import curves, doses
from pitfalls.report.marks import handles
from pitfalls.report.panels import SMALL, arm_labels, arms_panel, contrasts_panel, floor_column
from pitfalls.report.tables import HEADS, PROXIES, measured, read_of

FEATURES = ("probe", "balanced", "knn", "second")  # what is drawn beside the outcome that decides
FONT: dict[Any, Any] = {
    name: SMALL for name in ("xtick.labelsize", "ytick.labelsize", "legend.fontsize", "axes.labelsize")
}
FONT |= {"font.size": SMALL, "axes.titlesize": 9.5, "figure.titlesize": 10.5}
FONT |= {"text.parse_math": False}  # a name with two dollars in it is a name and no formula


def figure(plan: dict[str, Any], rows: list[dict[str, Any]]) -> Any:
    """The arms by proxy and features, or curves over a dose, and the contrasts with delta, as a matplotlib Figure."""
    import matplotlib
    import seaborn as sns

    from pitfalls.statistics.verdict import judge

    with sns.axes_style("whitegrid"), matplotlib.rc_context(FONT):
        page = _drawn(plan, rows, judge(plan, rows))
        wide = int(12 * page.get_figwidth())
        page.suptitle(fill(plan["question"] + (" (exploratory)" if plan["exploratory"] else ""), wide))
    return page


def svg(page: Any) -> str:
    """The figure as SVG text, the same for the same rows."""
    import matplotlib

    out = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": "pitfalls", "svg.fonttype": "none"}):
        page.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()


def _drawn(plan: dict[str, Any], rows: list[dict[str, Any]], found: list[Any]) -> Any:
    """The panels side by side, and one legend below all of them, over nothing."""
    from matplotlib.figure import Figure

    own = [row for row in rows if row["arm"] in plan["arms"]]
    ran = [row for row in rows if row["status"] == "ok"]
    arms = list(dict.fromkeys(row["arm"] for row in own))
    names = measured([row for row in own if row["status"] == "ok"])
    attack = ["attack"] * any(row.get("attack") is not None for row in ran)
    asked = [*attack, *(name for name in names if name in PROXIES)]
    read = read_of(plan["outcome"])
    known = [name for name in names if name in FEATURES or name == read]
    told = doses(plan)
    lines = max(0.5 * len(found), 0.14 * len(arms) * max(len(asked), len(known), 3), 1.5)
    if told:
        others = [arm for arm in arms if arm not in told]
        size = (max(11.5, 5.5 + 0.95 * (len(told) + len(others))), max(1.6 + 0.6 * len(found), 5.0))
        page = Figure(figsize=size, layout="constrained")
        left, right = page.subplots(1, 2, width_ratios=[size[0] - 5, 3])
        shown = [name for name in ("attack", "proxy", read, "knn") if name in (*asked, *known)]
        curves(left, ran, told, others, shown, read)
    else:
        page = Figure(figsize=(11.5, 1.6 + lines), layout="constrained")
        proxy, features, right = page.subplots(1, 3)
        arms_panel(proxy, ran, arms, asked, {"chance": "chance"})
        proxy.set(title="proxy task, unseen images", yticklabels=arm_labels(own, arms))
        arms_panel(features, ran, arms, known, {"floor": f"floor_{read}", "ceiling": read})
        features.set(title="what the features know", yticklabels=[])
        floor_column(features, ran, arms, plan["outcome"])
        shown = list(dict.fromkeys([*asked, *known]))
    contrasts_panel(right, plan, own, found)
    fields = {"floor": f"floor_{read}", "chance": "chance"}
    there = [name for name, field in fields.items() if any(row.get(field) is not None for row in ran)]
    there += ["ceiling"] * any(row["arm"] not in plan["arms"] and row.get(read) is not None for row in ran)
    band = (
        f"within ±{100 * plan['delta']:g} points of {HEADS.get(plan['outcome'], plan['outcome'])}: too small to count"
    )
    known_marks = handles(shown, there, band)
    page.legend(handles=known_marks, loc="outside lower center", ncols=min(7, len(known_marks)), frameon=False)
    return page
