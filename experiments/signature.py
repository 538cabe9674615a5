"""Do the three pitfalls leave three marks on what a net learns? Over the kept rows of every claim.

Expected before any row: a shortcut moves proxy and probe apart (the proxy up, the probe down); an ambiguity moves them
together; a dial has an interior optimum or a plateau. What is asked of the rows:

- of a shortcut, each contrast of a planted arm against its clean one, or, where the cue was there by itself, each
  primary contrast that expects an effect of closing it: proxy and probe, with 95 % intervals;
- of an ambiguity, each primary contrast alike;
- of a dial, each claim with doses: whether an arm between beats both ends, each by an interval that holds over all arms
  between; else whether two neighbors differ by less than the claim's delta, by a 95 % interval.

A change whose interval holds zero has no direction: where neither has one the contrast is not told, and neither
supports nor fails. Proxies are compared as they stand: where a dial adds answers, chance is lower too. `python
experiments/signature.py` prints each claim with what was found and expected, and writes signature.csv and .svg.
"""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pitfalls.ledger.sheet import from_csv
from pitfalls.report.dose import doses
from pitfalls.statistics.effects import Effect, effect

HERE = Path(__file__).parent
EXPECTED = {"shortcuts": ("apart",), "ambiguity": ("together",), "difficulty": ("interior optimum", "plateau")}
COLORS = {"shortcuts": "#d95f02", "ambiguity": "#6a3d9a", "difficulty": "#0072b2"}
LEVEL = 0.95
Plan = dict[str, Any]
Rows = list[dict[str, Any]]


def kept(folder: Path = HERE) -> Iterator[tuple[str, Plan, Rows]]:
    """Every claim that is kept with its rows, and the pitfall that it is about."""
    for path in sorted(folder.glob("*/*.json")):
        if path.parent.name in EXPECTED and path.with_suffix(".csv").is_file():
            plan = json.loads(path.read_text())
            yield path.parent.name, plan, from_csv(path.with_suffix(".csv").read_text())


def directions(proxy: Effect, probe: Effect) -> str:
    """How proxy and probe moved: apart, together, one alone, or not told."""
    up = lambda found: (found.low > 0) - (found.high < 0)
    if up(proxy) and up(probe):
        return "together" if up(proxy) == up(probe) else "apart"
    return "probe alone" if up(probe) else "proxy alone" if up(proxy) else "not told"


def curve(plan: Plan, rows: Rows) -> str:
    """What the probe does over a dose: interior optimum, plateau, or a slope."""
    arms = list(doses(plan))
    against = lambda one, other, level: effect(rows, {one: 1, other: -1}, "probe", level)
    level = 1 - (1 - LEVEL) / len(arms[1:-1])
    for arm in arms[1:-1]:
        if all(against(arm, end, level).low > 0 for end in (arms[0], arms[-1])):
            return "interior optimum"
    reach = lambda found: max(-found.low, found.high)
    neighbors = [against(one, other, LEVEL) for one, other in zip(arms[1:], arms, strict=False)]
    if any(each.pairs > 1 and reach(each) < plan["delta"] for each in neighbors):
        return "plateau"
    ends = against(arms[-1], arms[0], LEVEL)
    return "slope" if ends.pairs > 1 and not ends.low <= 0 <= ends.high else "not told"


def asked(pitfall: str, plan: Plan) -> list[Plan]:
    """The contrasts of a claim that show its pitfall."""
    if pitfall == "shortcuts":
        roles = lambda each: {each.get("planted"), each.get("clean")}
        every = (*plan["contrasts"], *plan.get("also", ()))
        planted = [each for each in every if len(each["terms"]) == 2 and roles(each) == set(each["terms"])]
        return planted or [each for each in plan["contrasts"] if each["sign"]]
    return list(plan["contrasts"])


def marks(folder: Path = HERE) -> list[dict[str, Any]]:
    """One line a contrast, and one a dose: the claim, what moved, what was found, what was expected."""
    found = []
    for pitfall, plan, rows in kept(folder):
        told: dict[str, Any] = {"pitfall": pitfall, "claim": plan["name"], "expected": " or ".join(EXPECTED[pitfall])}
        for contrast in asked(pitfall, plan):
            terms, scale = contrast["terms"], contrast.get("scale", 1.0)
            proxy, probe = (effect(rows, terms, name, LEVEL, scale) for name in ("proxy", "probe"))
            if proxy.pairs > 1 and probe.pairs > 1:
                moved = directions(proxy, probe)
                found.append(told | {"contrast": contrast["name"], "proxy": proxy, "probe": probe, "found": moved})
        if pitfall == "difficulty" and len(doses(plan)) > 2:
            found.append(told | {"contrast": "over the dose", "found": curve(plan, rows)})
    return found


def verdict(mark: dict[str, Any]) -> str:
    """Whether a mark is as expected; of a dial the curve alone is asked."""
    if mark["pitfall"] == "difficulty" and "proxy" in mark:
        return ""
    if mark["found"] == "not told":
        return "not told"
    return "as expected" if mark["found"] in EXPECTED[mark["pitfall"]] else "FAILS"


def figure(found: list[dict[str, Any]]) -> Any:
    """Change of the proxy against change of the probe, with intervals: one mark a claim, its first contrast."""
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    page = Figure(figsize=(8, 6), layout="constrained")
    axes = page.subplots()
    first = {each["claim"]: each for each in reversed(found) if "proxy" in each}
    axes.axhline(0, color="#999999", linewidth=0.8)
    axes.axvline(0, color="#999999", linewidth=0.8)
    for claim, each in sorted(first.items()):
        proxy, probe, color = each["proxy"], each["probe"], COLORS[each["pitfall"]]
        axes.plot([100 * proxy.low, 100 * proxy.high], [100 * probe.estimate] * 2, color=color, alpha=0.7)
        axes.plot([100 * proxy.estimate] * 2, [100 * probe.low, 100 * probe.high], color=color, alpha=0.7)
        axes.plot(100 * proxy.estimate, 100 * probe.estimate, "o", color=color)
        axes.annotate(
            claim, (100 * proxy.estimate, 100 * probe.estimate), (5, 5), textcoords="offset points", fontsize=8
        )
    axes.set(xlabel="change of the proxy, points", ylabel="change of the probe, points")
    axes.set_title("What each pitfall does to the proxy and to the features (95 % intervals)", fontsize=10)
    known = [Line2D([], [], color=color, marker="o", lw=0, label=name) for name, color in COLORS.items()]
    page.legend(handles=known, loc="outside lower center", ncols=3, frameon=False)
    return page


def main(folder: Path = HERE) -> int:
    """Print what was found, and write it beside this file; 0 whether or not the signature holds."""
    from pitfalls.report.figures import svg

    found = marks(folder)
    said = lambda each: f"{100 * each.estimate:+.1f} [{100 * each.low:+.1f}, {100 * each.high:+.1f}]" if each else ""
    head = ("pitfall", "claim", "contrast", "proxy", "probe", "found", "expected", "verdict")
    table = [
        [
            *(each[name] for name in head[:3]),
            said(each.get("proxy")),
            said(each.get("probe")),
            each["found"],
            each["expected"],
            verdict(each),
        ]
        for each in found
    ]
    with (folder / "signature.csv").open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *table])
    (folder / "signature.svg").write_text(svg(figure(found)))
    for line in table:
        print("; ".join(part for part in line if part))
    for pitfall in EXPECTED:
        own = [verdict(each) for each in found if each["pitfall"] == pitfall and verdict(each)]
        counts = ", ".join(f"{own.count(word)} {word}" for word in ("as expected", "FAILS", "not told"))
        print(f"{pitfall}: {counts}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
