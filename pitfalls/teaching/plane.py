"""The signature plane: what each contrast of the committed claims does to the proxy, and what to the features."""

from typing import Any

from pitfalls.statistics.effects import Effect
from pitfalls.teaching.bars import COLORS
from pitfalls.teaching.claims import Kept, among
from pitfalls.teaching.drawn import Drawn

Mark = tuple[str, str, Effect, Effect]  # its name, its pitfall, the change of the proxy and of the features


def marks(kept: list[Kept] | None = None) -> list[Mark]:
    """Every contrast that has both, with 95 % intervals over all committed seeds; features are the claim's outcome."""
    found = []
    for claim in among() if kept is None else kept:
        if claim.finding.claim["outcome"].startswith("proxy"):
            continue
        for contrast in (*claim.finding.claim["contrasts"], *claim.finding.claim["also"]):
            proxy, features = claim.effect(contrast["name"], "proxy"), claim.effect(contrast["name"])
            if proxy.pairs > 1 and features.pairs > 1:
                found.append((f"{claim.name}: {contrast['name']}", claim.pitfall, proxy, features))
    return found


def plane(found: list[Mark], marked: str = "") -> Drawn:
    """The plane with one cross a contrast, colored by pitfall; the one called `marked` stands out and is told."""
    from matplotlib.figure import Figure

    sheet = Figure(figsize=(7.5, 5.2), layout="constrained")
    axes = sheet.subplots()
    axes.axhline(0, color="#bbbbbb", linewidth=0.8)
    axes.axvline(0, color="#bbbbbb", linewidth=0.8)
    colors = dict(zip(sorted({pitfall for _, pitfall, _, _ in found}), COLORS, strict=False))
    told = f"{len(found)} contrasts; choose one to read it."
    for name, pitfall, proxy, features in found:
        chosen = name == marked
        style: dict[str, Any] = {"color": colors[pitfall], "linewidth": 2.6 if chosen else 1.0}
        style["alpha"] = 1.0 if chosen or not marked else 0.35
        x, y = 100 * proxy.estimate, 100 * features.estimate
        axes.plot([100 * proxy.low, 100 * proxy.high], [y, y], **style)
        axes.plot([x, x], [100 * features.low, 100 * features.high], **style)
        axes.plot([x], [y], "o", markersize=9 if chosen else 5, color=colors[pitfall], alpha=style["alpha"])
        if chosen:
            told = f"{name}: proxy {_said(proxy)}, features {_said(features)}. {quadrant(proxy, features)}"
            axes.annotate(name, (x, y), xytext=(8, 8), textcoords="offset points", fontsize=9)
    for pitfall, color in colors.items():
        axes.plot([], [], "o", color=color, label=pitfall)
    axes.legend(frameon=False, fontsize=8)
    axes.set(xlabel="change of the proxy, points", ylabel="change of the features, points")
    return Drawn(sheet, told)


def quadrant(proxy: Effect, features: Effect) -> str:
    """What the signs of two effects say together, where their intervals leave them no choice."""
    signs = [1 if each.low > 0 else -1 if each.high < 0 else 0 for each in (proxy, features)]
    match signs:
        case [1, -1] | [-1, 1]:
            return "They move apart: the signature of a shortcut."
        case [1, 1] | [-1, -1]:
            return "They move together."
        case [_, 0]:
            return "The features stay, as far as the interval can tell."
    return "The features move, and the proxy does not show it."


def _said(found: Effect) -> str:
    return f"{100 * found.estimate:+.1f} ({100 * found.low:+.1f} to {100 * found.high:+.1f})"
