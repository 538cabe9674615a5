"""What is said of a claim in words beside its numbers: its title, its attackers, and what was seen of its rows."""

from collections.abc import Iterable
from typing import Any

from pitfalls.report.going_on import profiled
from pitfalls.statistics.effects import scaled, seeds_of
from pitfalls.statistics.floors import saturation
from pitfalls.statistics.mixture import mixture_of
from pitfalls.statistics.noise import values_of

SMOKE = (
    "A smoke run shows that everything runs, and nothing of what is asked: few steps, few pictures, one seed an arm."
)


def title_of(plan: dict[str, Any]) -> str:
    """The name and the question of a claim, and the knobs that were set by hand."""
    title = f"{plan['name']}: {plan['question']}"
    return f"{title} ({explored(plan)})" if plan["exploratory"] else title


def explored(plan: dict[str, Any]) -> str:
    """That a claim explores, and with which knobs."""
    return f"exploratory, set by hand: {', '.join(plan.get('settings') or ['some knobs'])}"


def attackers(plan: dict[str, Any]) -> list[str]:
    """The names of the attackers that read the planted cues."""
    return _roles(plan, "attacker")


def notes(plan: dict[str, Any], rows: list[dict[str, Any]]) -> list[str]:
    """One sentence each: when the claim was named, whose rows it shares, references that leave no room, what arms did.

    A mixture among the contrasts with a verdict stands in their sentences, that of the others here. The cues of a
    clean arm are what the planted one's plumbing leaves without its cue: they are meant to do nothing.
    """
    ran = [row for row in rows if row.get("status") == "ok"]
    told = [SMOKE] if profiled(plan["name"])[1] == "smoke" else []
    told += [_named(plan["named_late"])] if plan.get("named_late") else []
    told += (
        [f"Rows are shared with {', '.join(plan['shared'])}: one finding, not several."] if plan.get("shared") else []
    )
    if ran and not plan["outcome"].startswith("proxy"):  # the ceiling is asked the label: its proxy is another one
        told += saturation(plan, ran)
    told += [each for contrast in plan.get("also", ()) if (each := _mixed(contrast, plan["outcome"], ran))]
    fields = [plan["arms"].get(arm, {}).get("fields", {}) for arm in _roles(plan, "clean")]
    meant = [cue for each in fields for cue in each.get("cues", ())]
    seen = [(row["arm"], each) for row in rows for each in row.get("warnings", ())]
    told += [f"Note on {arm}: {each}" for arm, each in seen if not any(_of(cue, each) for cue in meant)]
    return list(dict.fromkeys(told))


def _named(late: int) -> str:
    """That a claim is younger than some of its rows."""
    return f"This claim was named when {late} of its rows existed{' already' if late > 1 else ''}."


def _mixed(contrast: dict[str, Any], outcome: str, rows: list[dict[str, Any]]) -> str:
    """That the seeds of a contrast come in two kinds; "" where they do not."""
    whole = seeds_of(rows, contrast["terms"], outcome).whole
    found = mixture_of(values_of(whole, scaled(contrast["terms"], contrast.get("scale", 1.0)), outcome))
    return f"Of {contrast['name']}: {found.sentence}." if found else ""


def _roles(plan: dict[str, Any], role: str) -> list[str]:
    """Who plays a role in some contrast, each once."""
    every: Iterable[dict[str, Any]] = (*plan["contrasts"], *plan.get("also", ()))
    return list(dict.fromkeys(each[role] for each in every if each.get(role)))


def _of(part: dict[str, Any], told: str) -> bool:
    """Whether a note, which begins with the object's text, is of a part as it is written in the claim."""
    name = part["type"].partition(":")[2]
    knobs = {f"{name}={value!r}" for name, value in part["fields"].items()}
    return told.startswith(f"{name}(") and all(knob in told for knob in knobs)
