"""Pictures of seeds: two arms joined seed by seed, and how the interval of an effect narrows with their number."""

from typing import Any

from pitfalls.report.colors import BAND
from pitfalls.statistics.effects import effect, paired
from pitfalls.teaching.drawn import Drawn

Row = dict[str, Any]


def joined(rows: list[Row], one: str, other: str, outcome: str = "probe") -> Drawn:
    """Each seed as a line from its run of one arm to its run of the other, in percent."""
    from matplotlib.figure import Figure

    sheet = Figure(figsize=(5.5, 3.4), layout="constrained")
    axes = sheet.subplots()
    value = {(row["arm"], row["seed"]): 100 * row[outcome] for row in rows if row.get(outcome) is not None}
    seeds = sorted({seed for arm, seed in value if (one, seed) in value and (other, seed) in value})
    for seed in seeds:
        axes.plot([0, 1], [value[one, seed], value[other, seed]], "o-", color="#0072b2", alpha=0.35, markersize=4)
    axes.set(xticks=[0, 1], xticklabels=[one, other], xlim=(-0.3, 1.3), ylabel=f"{outcome}, %")
    single, _, _ = paired(rows, {other: 1, one: -1}, outcome)
    mean, spread = 100 * single.mean(), 100 * single.std(ddof=1)
    told = f"{len(seeds)} seeds: {other} less {one} is {mean:+.1f} points, one seed wavers by {spread:.1f}"
    axes.set_title(told, fontsize=9, loc="left")
    return Drawn(sheet, told)


def unpaired(rows: list[Row], arm: str) -> list[Row]:
    """The same rows, but those of `arm` under the number of another seed: the same accuracies, no longer in pairs."""
    count = 1 + max(row["seed"] for row in rows)
    return [row | {"seed": (row["seed"] + count // 2) % count} if row["arm"] == arm else row for row in rows]


def narrowing(rows: list[Row], terms: dict[str, float], outcome: str, counts: tuple[int, ...], delta: float) -> Drawn:
    """The effect and its plain 95 % interval of the first so many seeds; shaded is what is too small to count."""
    from matplotlib.figure import Figure

    sheet = Figure(figsize=(6.5, 3.2), layout="constrained")
    axes, told = sheet.subplots(), []
    axes.axhspan(-100 * delta, 100 * delta, color=BAND)
    axes.axhline(0, color="#999999", linewidth=0.8)
    for place, count in enumerate(counts):
        found = effect([row for row in rows if row["seed"] < count], terms, outcome)
        low, mean, high = (100 * each for each in (found.low, found.estimate, found.high))
        axes.plot([place, place], [low, high], color="#0072b2", linewidth=3)
        axes.plot([place], [mean], "D", color="#0072b2", markeredgecolor="white")
        told.append(f"{count}: {mean:+.1f} ({low:+.1f} to {high:+.1f})")
    axes.set(xticks=range(len(counts)), xticklabels=[str(each) for each in counts], xlabel="seeds", ylabel="points")
    return Drawn(sheet, f"The interval by number of seeds: {'; '.join(told)}. Too small to count: {100 * delta:g}.")


def verdict(judged: Any) -> Drawn:
    """One verdict: its interval over the band of what is too small to count, and its sentence."""
    from textwrap import fill

    from matplotlib.figure import Figure

    from pitfalls.report.colors import WORDS

    sheet = Figure(figsize=(8, 2.2), layout="constrained")
    axes, color, delta = sheet.subplots(), WORDS[judged.word], 100 * judged.delta
    axes.axvspan(-delta, delta, color=BAND)
    axes.axvline(0, color="#999999", linewidth=0.8)
    if judged.effect.pairs:
        low, mean, high = (100 * each for each in (judged.effect.low, judged.effect.estimate, judged.effect.high))
        axes.plot([max(low, -40), min(high, 40)], [0, 0], color=color, linewidth=5)
        axes.plot([mean], [0], "D", color=color, markeredgecolor="white")
    axes.set(yticks=[], xlim=(-40, 40), ylim=(-1, 1), xlabel="points; shaded: too small to count")
    axes.set_title(fill(judged.sentence, 110), fontsize=8.5, loc="left", color=color)
    return Drawn(sheet, judged.sentence)
