"""What every panel is drawn of: a seed as a point, a mean with its interval, a short line for a reference."""

from typing import Any

import numpy as np

from pitfalls.report.colors import MEASURES, REFERENCES
from pitfalls.report.tables import HEADS
from pitfalls.statistics.effects import effect

Row = dict[str, Any]
LINES: dict[str, Any] = {"floor": ":", "ceiling": "--", "chance": "-"}
WIDTHS: dict[str, Any] = {"floor": 1.8, "ceiling": 1.2, "chance": 2.4}


def values(rows: list[Row], arm: str, name: str) -> list[float]:
    """What the runs of an arm that ended well have of an outcome, in points."""
    return [100 * row[name] for row in rows if row["arm"] == arm and row.get(name) is not None]


def scattered(count: int, reach: float) -> np.ndarray:
    """Small shifts (count,) within ± reach, the same always, so that points of many seeds do not hide each other."""
    return reach * ((np.arange(count) * 0.618034) % 1 * 2 - 1) if count > 1 else np.zeros(count)


def mean_of(axes: Any, rows: list[Row], arm: str, name: str, at: float, upright: bool = False) -> float | None:
    """The mean of an outcome of an arm with its 95 % interval, over points of the single seeds; gives the mean.

    Beside each other along the values, which lie across, or upright.
    """
    dots, color = values(rows, arm, name), MEASURES[name]
    if not dots:
        return None
    places = at + scattered(len(dots), 0.0 if upright else 0.05)
    axes.plot(*_turned(dots, places, upright), ".", color=color, alpha=0.4, markersize=4.5, markeredgewidth=0)
    found = effect(rows, {arm: 1}, name)
    low, mean, high = (100 * each for each in (found.low, found.estimate, found.high))
    if len(dots) > 1:  # one seed has no interval
        axes.plot(*_turned([low, high], [at, at], upright), color=color, linewidth=1.6, solid_capstyle="butt")
    style: dict[str, Any] = {"markersize": 5, "markeredgecolor": "white", "markeredgewidth": 0.6, "zorder": 3}
    axes.plot(*_turned([mean], [at], upright), "D", color=color, **style)
    return mean


def _turned(along: Any, across: Any, upright: bool) -> tuple[Any, Any]:
    return (across, along) if upright else (along, across)


def handles(names: list[str], references: list[str], band: str = "") -> list[Any]:
    """What a legend says: the outcomes, the references, a single seed, and the band of what is too small to count."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    from pitfalls.report.colors import BAND

    known = [Line2D([], [], color=MEASURES[name], marker="D", ms=5, lw=1.6, label=HEADS[name]) for name in names]
    known += [
        Line2D([], [], color=REFERENCES[name], linestyle=LINES[name], linewidth=WIDTHS[name], label=_told(name))
        for name in references
    ]
    known += [Line2D([], [], color="#777777", marker=".", ms=6, lw=0, label="one seed")]
    return known + ([Patch(color=BAND, label=band)] if band else [])


def _told(reference: str) -> str:
    return {"floor": "floor (untrained)", "ceiling": "ceiling (told the labels)", "chance": "chance"}[reference]
