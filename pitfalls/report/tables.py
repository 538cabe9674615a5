"""Raw rows as tables of text: what the arms reach, what the contrasts say, what was seen beside them. No torch."""

from typing import Any

from pitfalls.statistics.effects import Effect, effect

OUTCOMES = ("proxy", "proxy_removed", "proxy_reversed", "probe", "balanced", "knn", "second")
HEADS = {
    "proxy": "proxy",
    "proxy_removed": "cue removed",
    "proxy_reversed": "cue reversed",
    "probe": "probe",
    "balanced": "balanced",
    "knn": "kNN",
    "second": "2nd probe",
    "attack": "attacker",
    "floor_probe": "probe",
    "floor_knn": "kNN",
    "floor_second": "2nd probe",
}
BESIDE = "Every contrast on every outcome, without a verdict"
CEILING = "ceiling"  # the arm that is told the labels


def points(found: Effect, sign: str = "") -> str:
    """A mean in points of accuracy and how far its interval reaches from it at most, or nothing; "+" signs it.

    One seed has no interval worth the name: the mean stands alone.
    """
    if not found.pairs:
        return ""
    mean, low, high = (100 * each for each in (found.estimate, found.low, found.high))
    return f"{mean:{sign}.1f}" + (f" ±{max(mean - low, high - mean):.1f}" if found.pairs > 1 else "")


def measured(rows: list[dict[str, Any]]) -> list[str]:
    """The outcomes that some row has, in their order; balanced accuracy only where it says something of its own."""
    found = [name for name in OUTCOMES if any(name in row for row in rows)]
    gaps = [abs(row["balanced"] - row["probe"]) for row in rows if "balanced" in row and "probe" in row]
    even = sum(gaps) <= 0.01 * len(gaps)
    return [name for name in found if not (name == "balanced" and even)]


def summary(rows: list[dict[str, Any]]) -> list[list[str]]:
    """A table as text: a head, one line an arm, and the floor under them; last what the attacker alone gets.

    The ceiling has no proxy: what it is asked is the label.
    """
    names = [*measured(rows), *(["attack"] if any("attack" in row for row in rows) else [])]
    ran = [row for row in rows if row["status"] == "ok"]
    lines = [["arm", "runs", *(HEADS[name] for name in names)]]
    for arm in dict.fromkeys(row["arm"] for row in rows):
        runs = sum(row["arm"] == arm for row in ran)
        of = sum(row["arm"] == arm for row in rows)
        own = [name if not (arm == CEILING and name.startswith("proxy")) else "" for name in names]
        lines.append([arm, f"{runs}/{of}", *(points(effect(ran, {arm: 1}, name)) for name in own)])
    first = next((row["arm"] for row in rows if any(row["arm"] == each["arm"] for each in ran)), "")
    floor = [points(effect(ran, {first: 1}, f"floor_{name}")) for name in names]
    return [*lines, ["floor (untrained)", "", *floor]] if any(floor) else lines


def beside(plan: dict[str, Any], rows: list[dict[str, Any]]) -> list[list[str]]:
    """A table as text: a head, then each contrast, those without a verdict too, with its effect on every outcome."""
    ran = [row for row in rows if row["arm"] in plan["arms"]]
    names = measured(ran)
    lines = [["contrast", *(HEADS[name] for name in names)]]
    for contrast in (*plan["contrasts"], *plan.get("also", ())):
        found = [effect(ran, contrast["terms"], name) for name in names]
        lines.append([contrast["name"], *(points(each, "+") for each in found)])
    return lines


def notes(plan: dict[str, Any], rows: list[dict[str, Any]]) -> list[str]:
    """What was seen of an arm beside its numbers, as a toggle that changes nothing: one line each.

    The cues of the clean arm are what the planted one's plumbing leaves without its cue: they are meant to do nothing.
    """
    meant = plan["arms"].get(plan["clean"], {}).get("fields", {}).get("cues", ())
    seen = [(row["arm"], told) for row in rows for told in row.get("warnings", ())]
    told = [f"Note on {arm}: {each}" for arm, each in seen if not any(_of(cue, each) for cue in meant)]
    return list(dict.fromkeys(told))


def _of(part: dict[str, Any], told: str) -> bool:
    """Whether a note, which begins with the object's text, is of a part as it is written in the claim."""
    name = part["type"].partition(":")[2]
    knobs = {f"{name}={value!r}" for name, value in part["fields"].items()}
    return told.startswith(f"{name}(") and all(knob in told for knob in knobs)


def title_of(plan: dict[str, Any]) -> str:
    """The name and the question of a claim, and the knobs that were set by hand."""
    title = f"{plan['name']}: {plan['question']}"
    return f"{title} ({explored(plan)})" if plan["exploratory"] else title


def explored(plan: dict[str, Any]) -> str:
    """That a claim explores, and with which knobs."""
    return f"exploratory, set by hand: {', '.join(plan.get('settings') or ['some knobs'])}"
