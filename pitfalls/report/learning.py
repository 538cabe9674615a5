"""Learning curves: proxy and probe over the steps of a run, as far as its record has points. No torch."""

from collections.abc import Mapping, Sequence
from typing import Any

from pitfalls.refused import Refused
from pitfalls.report.colors import MEASURES, REFERENCES
from pitfalls.report.marks import LINES, WIDTHS
from pitfalls.report.tables import HEADS

SHOWN = ("proxy", "probe", "knn")
Record = Mapping[str, Any]


def learning(runs: Mapping[str, Sequence[Record]]) -> Any:
    """A matplotlib Figure of the records of runs by arm: a panel an arm, a line a measure; thin lines are single runs.

    Points stand where the trial's `reading.curve` asked for them, beside the first step and the last; dotted is the
    untrained net. Refused without a record that has a curve.
    """
    from matplotlib.figure import Figure

    runs = {arm: [each for each in records if each.get("curve")] for arm, records in runs.items()}
    runs = {arm: records for arm, records in runs.items() if records}
    if not runs:
        raise Refused("there is no learning curve to draw: none of these runs was finished")
    across = min(3, len(runs))
    down = -(-len(runs) // across)
    page = Figure(figsize=(0.8 + 3.2 * across, 0.6 + 2.6 * down), layout="constrained")
    panels = page.subplots(down, across, squeeze=False, sharey=True).flat
    for panel, (arm, records) in zip(panels, runs.items(), strict=False):
        _panel(panel, records)
        panel.set_title(arm, fontsize=9)
    for panel in list(panels)[len(runs) :]:
        page.delaxes(panel)
    page.legend(*_told(page), loc="outside lower center", ncols=5, frameon=False, fontsize=8)
    return page


def _panel(axes: Any, records: Sequence[Record]) -> None:
    for name in SHOWN:
        lines = [_line(record, name) for record in records]
        for line in lines:
            axes.plot(*zip(*line.items(), strict=True) if line else ([], []), color=MEASURES[name], alpha=0.3, lw=0.8)
        steps = sorted(set.intersection(*(set(line) for line in lines)))
        means = [sum(line[step] for line in lines) / len(lines) for step in steps]
        axes.plot(steps, means, ".-", color=MEASURES[name], lw=1.6, label=HEADS[name])
    for reference, field in (("floor", "floor_probe"), ("chance", "chance")):
        found = [100 * each["outcome"][field] for each in records if each.get("outcome", {}).get(field) is not None]
        if found:
            style: dict[str, Any] = {"linestyle": LINES[reference], "linewidth": WIDTHS[reference], "zorder": 0}
            told = {"floor": "untrained net", "chance": "chance"}[reference]
            axes.axhline(sum(found) / len(found), color=REFERENCES[reference], label=told, **style)
    axes.set(xlabel="step", ylabel="points", ylim=(-2, 102))


def _line(record: Record, name: str) -> dict[int, float]:
    """A measure in points by step."""
    return {each["step"]: 100 * each[name] for each in record["curve"] if each.get(name) is not None}


def _told(page: Any) -> tuple[list[Any], list[str]]:
    """Each entry of the legends of all panels once."""
    found: dict[str, Any] = {}
    for axes in page.axes:
        for handle, label in zip(*axes.get_legend_handles_labels(), strict=True):
            found.setdefault(label, handle)
    return list(found.values()), list(found)
