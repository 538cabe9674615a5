"""The panels of a figure: what the arms reach, one line an arm, and what the contrasts say, one line each."""

from textwrap import fill
from typing import Any

from pitfalls.report.colors import BAND, REFERENCES, WORDS
from pitfalls.report.marks import LINES, WIDTHS, Row, mean_of, scattered, values
from pitfalls.report.tables import CEILING, HEADS, of_all, points, read_of
from pitfalls.statistics.effects import paired
from pitfalls.statistics.floors import over_floor
from pitfalls.statistics.learned import shares
from pitfalls.statistics.verdict import Judgment

SMALL = 8


def arms_panel(axes: Any, rows: list[Row], arms: list[str], names: list[str], references: dict[str, str]) -> None:
    """Each outcome of each arm: seeds as points, means with 95 % intervals, references as short lines.

    rows: those that ended well; references: what is drawn as floor, ceiling or chance, by the field it is read from.
    """
    for place, arm in enumerate(arms):
        for k, name in enumerate(names):
            mean_of(axes, rows, arm, name, place + 0.8 * ((k + 0.5) / len(names) - 0.5))
        for reference, field in references.items():
            found = values(rows, CEILING if reference == "ceiling" else arm, field)
            if found:
                style = {"linestyle": LINES[reference], "linewidth": WIDTHS[reference], "zorder": 0}
                axes.plot(
                    [sum(found) / len(found)] * 2, [place - 0.45, place + 0.45], color=REFERENCES[reference], **style
                )
    axes.set(yticks=range(len(arms)), ylim=(len(arms) - 0.5, -0.5), xlim=(-2, 102))
    axes.set(xlabel="points, means with 95 % intervals")
    _apart(axes, len(arms))


def arm_labels(rows: list[Row], arms: list[str]) -> list[str]:
    """The name of each arm and, below, how many of its runs learned; and failed, where some did."""
    known = shares(rows)
    told = []
    for arm in arms:
        failed = sum(row["status"] in ("failed", "nan", "error") for row in rows if row["arm"] == arm)
        parts = [f"learned {of_all(known.get(arm))}"] if arm in known else []
        parts += [f"{failed} failed"] if failed else []
        told.append("\n".join([fill(arm, 22), ", ".join(parts) or "no run yet"]))
    return told


def floor_column(axes: Any, rows: list[Row], arms: list[str], outcome: str) -> None:
    """At the right of a panel, what each arm knows beyond its untrained nets."""
    found = [points(over_floor(rows, arm, read_of(outcome)), "+") for arm in arms]
    if any(found):
        _beside(axes, -0.5, "over floor", "bottom", weight="bold")
        for place, told in enumerate(found):
            _beside(axes, place, told)


def contrasts_panel(axes: Any, plan: dict[str, Any], rows: list[Row], found: list[Judgment]) -> None:
    """The contrasts with the intervals that decide; the band of effects too small to count; the words at the right."""
    axes.axvspan(-100 * plan["delta"], 100 * plan["delta"], color=BAND, zorder=0)
    axes.axvline(0, color="#999999", linewidth=0.8, zorder=0)
    for place, (each, contrast) in enumerate(zip(found, plan["contrasts"], strict=True)):
        color, seen = WORDS[each.word], each.effect
        seeds = 100 * paired(rows, contrast["terms"], plan["outcome"])[0] / contrast.get("scale", 1.0)
        places = place + 0.22 + scattered(len(seeds), 0.06)
        axes.plot(seeds, places, ".", color="#777777", alpha=0.5, markersize=4.5, markeredgewidth=0)
        told = ""
        if seen.pairs:
            low, mean, high = (100 * value for value in (seen.low, seen.estimate, seen.high))
            told = f"{mean:+.1f}"
            if seen.pairs > 1:
                axes.plot([low, high], [place, place], color=color, linewidth=2.2, solid_capstyle="butt")
                told += f" [{low:+.1f}, {high:+.1f}]\nat {100 * seen.level:.4g} %, {seen.pairs} seeds"
            axes.plot(mean, place, "D", color=color, markersize=6, markeredgecolor="white", markeredgewidth=0.6)
        below = len(told.splitlines())
        _beside(axes, place, each.word, lift=below / 2, color=color, weight="bold")
        _beside(axes, place, told, lift=-0.5)
    count = len(found)
    axes.set(xlabel="points, intervals at the levels told", yticks=range(count), ylim=(count - 0.5, -0.5))
    axes.set_yticklabels([fill(each.name, 18) for each in found])
    axes.set_title(f"effect on the {HEADS.get(plan['outcome'], plan['outcome'])}")
    low, high = axes.get_xlim()
    wide = 200 * plan["delta"]  # so that the band is seen to end
    axes.set_xlim(min(max(low, -105), -wide), max(min(high, 105), wide))
    _apart(axes, count)


def _beside(axes: Any, place: float, told: str, side: str = "center", lift: float = 0, **style: Any) -> None:
    """Text at the right of a panel's line, lifted by lines of text."""
    axes.annotate(
        told,
        (1, place),
        xytext=(5, 1.2 * SMALL * lift),
        xycoords=("axes fraction", "data"),
        textcoords="offset points",
        ha="left",
        va=side,
        fontsize=SMALL,
        annotation_clip=False,
        **style,
    )


def _apart(axes: Any, count: int) -> None:
    """Thin lines between the lines of a panel, in the place of those through them."""
    axes.grid(False, axis="y")
    for place in range(1, count):
        axes.axhline(place - 0.5, color="#dddddd", linewidth=0.7, zorder=0)
