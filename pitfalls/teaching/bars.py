"""Bars of accuracy in percent, one a name, with what they are to be compared with as a line."""

from collections.abc import Mapping
from typing import Any

from pitfalls.teaching.drawn import Drawn

COLORS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#666666")
Bar = float | tuple[float, float, float]  # a share in [0, 1]; or estimate, low and high


def bars(title: str, values: Mapping[str, Bar], lines: Mapping[str, float] | None = None, unit: str = "%") -> Drawn:
    """Shares in [0, 1] as bars in percent, an interval on those that have one; `lines`: names of levels to compare."""
    from textwrap import fill

    from matplotlib.figure import Figure

    sheet = Figure(figsize=(7.5, 0.9 + 0.48 * len(values)), layout="constrained")
    axes, told = sheet.subplots(), []
    for place, (name, value) in enumerate(values.items()):
        mean, low, high = (100 * each for each in (value if isinstance(value, tuple) else (value,) * 3))
        axes.barh(place, mean, color=COLORS[place % len(COLORS)], height=0.62)
        if high > low:
            axes.plot([low, high], [place, place], color="#222222", linewidth=1.8)
        axes.text(max(mean, high) + 1, place, f"{mean:.1f}", va="center", fontsize=9)
        told.append(f"{name} {mean:.1f} {unit}" + (f" ({low:.1f} to {high:.1f})" if high > low else ""))
    for name, level in (lines or {}).items():
        axes.axvline(100 * level, color="#444444", linestyle=":", linewidth=1.4)
        axes.text(100 * level, -0.62, f" {name} {100 * level:.0f}", fontsize=8, color="#444444", va="bottom")
        told.append(f"{name} {100 * level:.1f} {unit}")
    axes.set(yticks=range(len(values)), ylim=(len(values) - 0.5, -0.75), xlim=(0, 108), xlabel=unit)
    axes.set_yticklabels([fill(name, 34) for name in values], fontsize=9)
    axes.set_title(fill(title, 90), fontsize=10, loc="left")
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return Drawn(sheet, f"{title}: {'; '.join(told)}")


def of(effect: Any) -> tuple[float, float, float]:
    """An effect as a bar with its interval."""
    return effect.estimate, effect.low, effect.high
