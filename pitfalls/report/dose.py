"""Claims about a dose: which they are, and their curves over px."""

import re
from textwrap import fill
from typing import Any

from pitfalls.report.colors import MEASURES, REFERENCES
from pitfalls.report.marks import LINES, WIDTHS, Row, mean_of, values
from pitfalls.report.panels import SMALL
from pitfalls.report.tables import CEILING, of_all, points
from pitfalls.statistics.floors import over_floor
from pitfalls.statistics.learned import shares

FEWEST = 3  # doses that make a curve
NAMED = re.compile(r"(.*?)(\d+(?:\.\d+)?) px")


def doses(plan: dict[str, Any]) -> dict[str, float]:
    """The dose of each arm that is one, in px, in rising order; {} where the claim is about something else.

    As the plan says under `dose`, else by arms that are all called "... px", with one beginning.
    """
    told = plan.get("dose") or {}
    if not told:
        named = {arm: found for arm in plan["arms"] if (found := NAMED.fullmatch(arm))}
        same = len({found[1] for found in named.values()}) == 1 and len(named) == len(plan["arms"])
        told = {arm: float(found[2]) for arm, found in named.items()} if same else {}
    told = {arm: float(dose) for arm, dose in sorted(told.items(), key=lambda each: each[1]) if arm in plan["arms"]}
    return told if len(set(told.values())) >= FEWEST else {}


def curves(axes: Any, rows: list[Row], told: dict[str, float], others: list[str], names: list[str], read: str) -> None:
    """Outcomes over the dose, seeds as points, means with 95 % intervals joined by lines; floor and ceiling of `read`.

    Arms without a dose stand at the right, joined to nothing.
    """
    floors, positive = f"floor_{read}", min(dose for dose in told.values() if dose > 0)
    last = max(told.values())
    places = told | {arm: last * 2.0 ** (k + 1) for k, arm in enumerate(others)}
    axes.set_xscale("symlog", linthresh=positive, linscale=0.3, subs=[])
    axes.set(
        xlim=(-0.5 * positive if 0 in told.values() else positive * 0.7, max(places.values()) * 1.5), ylim=(-2, 102)
    )
    for k, name in enumerate(names):
        shift = 2 ** (0.12 * (k - (len(names) - 1) / 2))  # so that intervals do not hide each other
        at = {
            arm: dose * shift if dose else 0.12 * positive * (k - (len(names) - 1) / 2) for arm, dose in places.items()
        }
        means = {arm: mean_of(axes, rows, arm, name, at[arm], upright=True) for arm in places}
        line = [(at[arm], means[arm]) for arm in told if means[arm] is not None]
        axes.plot(*zip(*line, strict=True) if line else ([], []), color=MEASURES[name], linewidth=1.4, alpha=0.8)
    for reference, field, arms in (
        ("floor", floors, list(told)),
        ("ceiling", read, [CEILING]),
        ("chance", "chance", list(told)),
    ):
        found = [value for arm in arms for value in values(rows, arm, field)]
        if found:
            style = {"linestyle": LINES[reference], "linewidth": WIDTHS[reference], "zorder": 0}
            axes.axhline(sum(found) / len(found), color=REFERENCES[reference], **style)
    known = shares(rows)
    lens = all(NAMED.fullmatch(arm) for arm in told)
    below = {"dose": [f"{dose:g}" if lens else fill(arm, 12) for arm, dose in told.items()] + others}
    below["learned"] = [of_all(known.get(arm)) for arm in places]
    below["over floor"] = [points(over_floor(rows, arm, read), "+") for arm in places]
    deep = max(each.count("\n") for each in below["dose"])  # lines below the first
    below["dose"] = [each + "\n" * (deep - each.count("\n")) for each in below["dose"]]
    heads = "\n".join(["dose, px" if lens else "", *[""] * deep, *list(below)[1:]])
    axes.set_xticks(
        list(places.values()), ["\n".join(each) for each in zip(*below.values(), strict=True)], fontsize=SMALL
    )
    axes.annotate(heads, (0, 0), (-8, -5), "axes fraction", "offset points", ha="right", va="top", fontsize=SMALL)
    axes.set(ylabel="points of accuracy, means with 95 % intervals", title="by dose")
    axes.minorticks_off()
