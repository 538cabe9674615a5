"""Raw rows as tables of text: what the arms reach, what the contrasts say, what was seen beside them. No torch."""

from typing import Any

from pitfalls.report.notes import notes as notes  # asked for beside the tables
from pitfalls.report.notes import title_of as title_of
from pitfalls.statistics.effects import Effect, effect
from pitfalls.statistics.floors import CEILING as CEILING  # the arm that is told the labels
from pitfalls.statistics.floors import over_floor
from pitfalls.statistics.learned import Share, shares
from pitfalls.statistics.verdict import Judgment, against_sham

PROXIES = ("proxy", "proxy_removed", "proxy_reversed")
OUTCOMES = (*PROXIES, "probe", "balanced", "knn", "second", "logistic", "probe_10", "probe_1", "saturation")
HEADS = {
    "proxy": "proxy",
    "proxy_removed": "cue removed",
    "proxy_reversed": "cue reversed",
    "probe": "probe",
    "balanced": "balanced",
    "knn": "kNN",
    "second": "2nd probe",
    "logistic": "logistic probe",
    "probe_10": "10 % probe",
    "probe_1": "1 % probe",
    "saturation": "saturation",
    "attack": "attacker",
}
BESIDE = "Every contrast on every outcome, without a verdict"
LAYERS = "The probe by layer, from the first to the last"
UNTRAINED = "floor (untrained)"


def points(found: Effect | None, sign: str = "") -> str:
    """A mean in points of accuracy and how far its interval reaches from it at most, or nothing; "+" signs it.

    One seed has no interval worth the name: the mean stands alone.
    """
    if found is None or not found.pairs:
        return ""
    mean, low, high = (100 * each for each in (found.estimate, found.low, found.high))
    return f"{mean:{sign}.1f}" + (f" ±{max(mean - low, high - mean):.1f}" if found.pairs > 1 else "")


def measured(rows: list[dict[str, Any]]) -> list[str]:
    """The outcomes that some row has, in their order; balanced accuracy only where it says something of its own."""
    found = [name for name in OUTCOMES if any(row.get(name) is not None for row in rows)]
    gaps = [abs(row["balanced"] - row["probe"]) for row in rows if "balanced" in row and "probe" in row]
    even = sum(gaps) <= 0.01 * len(gaps)
    return [name for name in found if not (name == "balanced" and even)]


def read_of(outcome: str) -> str:
    """What is set against the untrained net: the outcome that decides, or the probe where that is none of features."""
    return "probe" if outcome in (*PROXIES, "saturation") else outcome


def of_all(share: Share | None) -> str:
    """How many runs learned of how many; nothing where none was asked."""
    return f"{share.learned} of {share.runs}" if share else ""


def summary(rows: list[dict[str, Any]], outcome: str = "probe") -> list[list[str]]:
    """A table as text: a head, one line an arm, and the floor under them; last what the attacker alone gets.

    Behind `outcome` stands the arm less its own untrained nets. The ceiling has no proxy: what it is asked is the
    label.
    """
    names, ran = measured(rows), [row for row in rows if row["status"] == "ok"]
    proxies, features = [name for name in names if name in PROXIES], [name for name in names if name not in PROXIES]
    known, read = shares(ran), read_of(outcome)
    first = next((row["arm"] for row in ran if row["arm"] != CEILING), "")

    def line(arm: str) -> dict[str, str]:
        own, count = [row for row in ran if row["arm"] == arm], sum(row["arm"] == arm for row in rows)
        told = {"arm": arm, "runs": f"{len(own)}/{count}"}
        if arm != CEILING:
            told["learned"] = of_all(known.get(arm))
            told |= {HEADS[name]: points(effect(ran, {arm: 1}, name)) for name in proxies}
            chances = [row["chance"] for row in own if row.get("chance") is not None]
            told["chance"] = f"{100 * sum(chances) / len(chances):.1f}" if chances else ""
        for name in features:
            told[HEADS[name]] = points(effect(ran, {arm: 1}, name))
            if name == read:
                told["over floor"] = points(over_floor(ran, arm, name), "+")
        return told | {HEADS["attack"]: points(effect(ran, {arm: 1}, "attack"))}

    lines = [line(arm) for arm in dict.fromkeys(row["arm"] for row in rows)]
    floor = {HEADS[name]: points(effect(ran, {first: 1}, f"floor_{name}")) for name in features}
    lines += [{"arm": UNTRAINED} | floor] if any(floor.values()) else []
    behind = lambda name: [HEADS[name], "over floor"] if name == read else [HEADS[name]]
    heads = ["arm", "runs", "learned", *(HEADS[name] for name in proxies), "chance"]
    heads += [head for name in features for head in behind(name)] + [HEADS["attack"]]
    kept = [head for head in heads if head in ("arm", "runs") or any(line.get(head) for line in lines)]
    return [kept, *([line.get(head, "") for head in kept] for line in lines)]


def layers(rows: list[dict[str, Any]]) -> list[list[str]]:
    """A table as text: the probe of every layer of every arm, and of the first arm's untrained net; [] where unread."""
    ran = [row for row in rows if row["status"] == "ok" and row.get("layers")]
    count = max((len(row["layers"]) for row in ran), default=0)
    apart = lambda row, field: {f"{field} {k}": each for k, each in enumerate(row.get(field) or ())}
    spread = [row | apart(row, "layers") | apart(row, "floor_layers") for row in ran]
    line = lambda arm, field: [points(effect(spread, {arm: 1}, f"{field} {k}")) for k in range(count)]
    arms = list(dict.fromkeys(row["arm"] for row in ran))
    lines = [[arm, *line(arm, "layers")] for arm in arms]
    floor = line(next((arm for arm in arms if arm != CEILING), CEILING), "floor_layers")
    lines += [[UNTRAINED, *floor]] if any(floor) else []
    return [["arm", *(f"layer {k + 1}" for k in range(count))], *lines] if count else []


def beside(plan: dict[str, Any], rows: list[dict[str, Any]]) -> list[list[str]]:
    """A table as text: a head, then each contrast, those without a verdict too, with its effect on every outcome.

    Behind a contrast of a clean and a planted arm stands the same with the sham in the place of the clean one.
    """
    ran = [row for row in rows if row["arm"] in plan["arms"]]
    names = measured(ran)
    lines = [["contrast", *(HEADS[name] for name in names)]]
    for contrast in (*plan["contrasts"], *plan.get("also", ())):
        terms, scale = contrast["terms"], contrast.get("scale", 1.0)
        found = [points(effect(ran, terms, name, scale=scale), "+") for name in names]
        turned = [points(against_sham(contrast, ran, name), "+") for name in names]
        lines.append([contrast["name"], *found])
        lines += [[f"{contrast['name']}, against the sham", *turned]] if any(turned) else []
    return lines


def over_floors(judged: Judgment) -> str:
    """What the arms of a contrast know beyond their untrained nets, in a few words; "" where no floor was read."""
    return ", ".join(f"{arm} {points(found, '+')}" for arm, found in judged.floors.items())
