"""Figures of a claim, drawn from its rows alone: what the arms reach, and what the contrasts say."""

import io
from typing import Any

from pitfalls.report.tables import HEADS, measured
from pitfalls.statistics.effects import arm_means

COLORS = {"holds": "#1b7f4d", "contradicted": "#b3261e", "equivalent": "#1d6fa5", "not testable": "#9a6b00"}


def figure(plan: dict[str, Any], rows: list[dict[str, Any]]) -> Any:
    """Three panels, as a matplotlib Figure: the proxy, the features, and the primary contrasts with delta."""
    import seaborn as sns
    from matplotlib.figure import Figure

    ran = [row for row in rows if row["status"] == "ok"]
    arms = list(dict.fromkeys(row["arm"] for row in rows if row["arm"] in plan["arms"]))
    names = measured(ran)
    with sns.axes_style("whitegrid"), sns.plotting_context("paper"):
        page = Figure(figsize=(12, 1.6 + 0.42 * max(len(arms), len(plan["contrasts"]))), layout="constrained")
        proxy, features, effects = page.subplots(1, 3)
        asked = [name for name in names if name.startswith("proxy")]
        _dots(proxy, ran, arms, asked + ["attack"] * any("attack" in row for row in ran))
        proxy.set(title="proxy task, unseen images", xlabel="accuracy", xlim=(-0.02, 1.02))
        _dots(features, ran, arms, [name for name in names if not name.startswith("proxy")], level=plan["outcome"])
        features.set(title="what the features know", xlabel="accuracy", yticklabels=[])
        _forest(effects, plan, rows)
    page.suptitle(plan["question"] + (" (exploratory)" if plan["exploratory"] else ""), fontsize=11)
    return page


def svg(page: Any) -> str:
    """The figure as SVG text, the same for the same rows."""
    import matplotlib

    out = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": "pitfalls", "svg.fonttype": "none"}):
        page.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()


def _dots(axes: Any, rows: list[dict[str, Any]], arms: list[str], names: list[str], level: str = "") -> None:
    """Every seed as a dot, means with 95 % intervals; floor and ceiling of `level` as lines."""
    import seaborn as sns

    palette = sns.color_palette("colorblind", max(1, len(names)))
    means, labeled = arm_means(rows, names), set()
    for k, name in enumerate(names):
        for place, arm in enumerate(arms):
            y = place + 0.5 * ((k + 0.5) / len(names) - 0.5)
            dots = [row[name] for row in rows if row["arm"] == arm and name in row]
            axes.plot(dots, [y] * len(dots), ".", color=palette[k], alpha=0.35, markersize=4)
            if name in means.get(arm, {}):
                mean, low, high = means[arm][name]
                label = None if name in labeled else HEADS[name]
                labeled.add(name)
                reach = [[mean - low], [high - mean]] if len(dots) > 1 else None  # one seed has no interval
                axes.errorbar(mean, y, xerr=reach, fmt="o", color=palette[k], ms=4, label=label)
    for told, arm_wanted, field in (("floor", None, f"floor_{level}"), ("ceiling", "ceiling", level)):
        found = [row[field] for row in rows if field in row and arm_wanted in (None, row["arm"])]
        if level and not level.startswith("proxy") and found:
            axes.axvline(sum(found) / len(found), color="gray", linestyle=":" if told == "floor" else "--", label=told)
    axes.set(yticks=range(len(arms)), yticklabels=arms, ylim=(len(arms) - 0.5, -0.5))
    if axes.get_legend_handles_labels()[0]:
        axes.legend(fontsize=7, loc="best")


def _forest(axes: Any, plan: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    """The contrasts with the intervals that decide, and the band of effects too small to count."""
    from pitfalls.statistics.verdict import judge

    axes.axvspan(-plan["delta"], plan["delta"], color="gray", alpha=0.15, label="too small to count")
    axes.axvline(0, color="gray", linewidth=0.8)
    found = judge(plan, rows)
    for place, each in enumerate(found):
        color, seen = COLORS.get(each.word, "#444444"), each.effect
        if seen.pairs:
            axes.plot([seen.low, seen.high], [place, place], color=color, linewidth=2)
            axes.plot(seen.estimate, place, "o", color=color)
        axes.annotate(each.word, (0.99, place), xycoords=("axes fraction", "data"), ha="right", va="bottom", fontsize=7)
    axes.set(
        title=f"effect on the {HEADS.get(plan['outcome'], plan['outcome'])}",
        xlabel="difference in accuracy",
        yticks=range(len(found)),
        yticklabels=[each.name for each in found],
        ylim=(len(found) - 0.5, -0.7),
    )
