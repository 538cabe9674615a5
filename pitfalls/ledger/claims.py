"""How a claim is stored: named once, before any row; later it only grows by seeds and arms. No torch."""

from pathlib import Path
from typing import Any

from pitfalls.ledger.believed import LONG, fault
from pitfalls.ledger.factors import knobs_of
from pitfalls.ledger.ledger import REVISION, Ledger, to_json
from pitfalls.ledger.named import Named
from pitfalls.ledger.stored import NAMED_BEFOREHAND, Damaged, path_of, read_claim, resting
from pitfalls.refused import Refused
from pitfalls.writing import write_whole

FREE = ("seed", "images.path")  # decide no key by themselves
NONE = "not there"  # what is said of a knob that an arm lacks


def store_claim(ledger: Ledger, plan: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Write the claim beside its rows; Refused where another was named before.

    Gives the claim as it is stored, with the number of its rows that were there before it was named, and what a user
    should know, or "".
    """
    path = path_of(ledger, plan["name"])
    if wrong := fault(Named, plan):
        raise Refused(f"the claim {plan['name']} cannot be stored: {wrong}")
    try:
        old, told = (read_claim(path) if path.is_file() else None), ""
    except Damaged as error:
        old, told = None, f"{error}; it was written anew."
    if old is not None and old["revision"] != plan["revision"]:
        told, old = _set_aside(path.parent, old), None
    if old is not None and has_rows(old, ledger):
        differing = changed(old, plan)
        if differing:
            raise Refused(
                other_pictures(old, plan)
                or f"{plan['name']} has rows under {ledger.folder} already, and its claim was named before them, but "
                f"{differing}; take another --results (under another name of the experiment's file, rows that are "
                "there count as older than their claim, which says so)"
            )
        late = old.get("named_late", 0)
    else:
        late = finished(plan, ledger)
    plan = plan | {"named_late": late}
    write_whole(path, to_json(plan))
    return plan, told


def finished(claim: dict[str, Any], ledger: Ledger) -> int:
    """How many of the runs that a contrast rests on are finished, in any environment."""
    return sum(ledger.find(cell["key"]) is not None for cell in resting(claim))


def has_rows(claim: dict[str, Any], ledger: Ledger) -> bool:
    """Whether a run that a contrast rests on is finished."""
    return any(ledger.find(cell["key"]) for cell in resting(claim))


def other_pictures(old: dict[str, Any], new: dict[str, Any]) -> str:
    """What is said where nothing but the pictures differ, as in two folders of one name; "" for any other change."""
    before, now = old.get("images", {}), new.get("images", {})
    moved = [arm for arm in before if arm in now and before[arm] != now[arm]]
    if not moved or changed(old, new | {"cells": old["cells"]}):
        return ""
    plain = lambda plan, arm: {**plan["arms"][arm].get("fields", {}), "images": None}
    if any(arm in new["arms"] and plain(old, arm) != plain(new, arm) for arm in old["arms"]):
        return ""
    folder = new["arms"][moved[0]].get("fields", {}).get("images", {}).get("fields", {}).get("path")
    if folder is None:
        return ""
    told = f"{folder} does not hold the pictures that {new['name']} was run on"
    return f"{told}; take another --results or rename the folder"


def changed(old: dict[str, Any], new: dict[str, Any]) -> str:
    """What differs in a claim that may only grow by seeds and by arms that no contrast names; "" for nothing."""
    for name in NAMED_BEFOREHAND:
        if old[name] != new[name]:
            return f"{name} was {old[name]!r} and is {new[name]!r} now"
    before, now = ({each["name"]: each for each in plan["contrasts"]} for plan in (old, new))
    for name in before | now:
        if before.get(name) != now.get(name):
            word = "is new" if name not in before else "is gone" if name not in now else "was changed"
            return f"the contrast {name!r} {word}"
    if new["ordered"] and [*before] != [*now]:
        return "its contrasts, which are tested in order, stand in another one"
    keys = {(cell["arm"], cell["seed"]): cell["key"] for cell in new["cells"]}
    arms = {cell["arm"] for cell in new["cells"]}
    for cell in old["cells"]:
        if cell["arm"] not in arms:
            return f"the arm {cell['arm']!r} is gone"
        if keys.get((cell["arm"], cell["seed"]), cell["key"]) != cell["key"]:
            told = f"the arm {cell['arm']!r} is another trial now, or has other images"
            return _knob_changed(cell["arm"], old, new) or told
    return ""


def _knob_changed(arm: str, old: dict[str, Any], new: dict[str, Any]) -> str:
    """Which knobs of an arm are others now, with both values; "" where none is, or the parts are others."""
    before, now = (dict(knobs_of(plan["arms"].get(arm, {}))) for plan in (old, new))
    known = [knob for knob in before | now if knob not in FREE]
    differing = [knob for knob in known if before.get(knob, NONE) != now.get(knob, NONE)]
    told = [f"{knob} of the arm {arm!r} was {_said(before, knob)} and is {_said(now, knob)} now" for knob in differing]
    return ", ".join(told[:3]) + (f", and {len(told) - 3} more knobs differ" if len(told) > 3 else "")


def _said(knobs: dict[str, Any], knob: str) -> str:
    text = repr(knobs[knob]) if knob in knobs else NONE
    return text if len(text) <= LONG else "another"


def seeds_of(ledger: Ledger, name: str) -> int:
    """How many seeds the stored claim of a name has; 0 where there is none that this revision would go on with."""
    try:
        old = read_claim(path_of(ledger, name))
    except Damaged:
        return 0
    return 1 + max(cell["seed"] for cell in old["cells"]) if old["revision"] == REVISION else 0


def _set_aside(folder: Path, old: dict[str, Any]) -> str:
    """Keep the claim of another revision under a name of its own, which is that of its folder."""
    named = f"{folder.name}~r{old['revision']}"
    names = (named, *(f"{named}.{number}" for number in range(1, 1000)))
    other = next(folder.with_name(name) for name in names if not folder.with_name(name).exists())
    folder.rename(other)
    return (
        f"The rows of {folder.name} were made by revision {old['revision']} of the lab; they are kept as {other.name}."
    )
