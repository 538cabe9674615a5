"""Why a contrast is not testable: conditions on its own arms and roles, on the rows of the look that decides."""

import math
from typing import Any

import numpy as np

from pitfalls.statistics.blocks import WAITING
from pitfalls.statistics.effects import effect
from pitfalls.statistics.floors import below_floor
from pitfalls.statistics.learned import ENOUGH, shares
from pitfalls.statistics.noise import Row, images_behind, t_quantile

FAILED = 0.2  # share of an arm's finished runs that may fail
LEVEL = 0.95


def obstacles(plan: dict[str, Any], contrast: dict[str, Any], rows: list[Row]) -> list[str]:
    """One sentence a reason; none, if nothing that these rows hold speaks against the test of the contrast.

    Outcome: the pictures lack what it is read from, or no finished run has it. Learning, unless the plan asks about
    it: fewer than 80 % of the runs of an arm, the clean or the planted one learned the proxy; every arm knows less than
    its untrained net (not asked of proxy outcomes). Cue: its attacker was not run yet, or cannot be told from
    chance. Sham: its 95 % interval off the clean arm lies wholly beyond delta. Failures: more than a fifth of an arm's
    finished runs.
    """
    terms, outcome = contrast["terms"], plan["outcome"]
    roles = {role: contrast.get(role) or "" for role in ("clean", "planted", "sham")}
    found = _unmeasured(plan, terms, rows)
    if not plan.get("learning"):
        found += _unlearned(dict.fromkeys((*terms, roles["clean"], roles["planted"])), rows)
        if not outcome.startswith("proxy") and below_floor(rows, terms, outcome):
            names = ", ".join(repr(arm) for arm in terms)
            found.append(
                f"Training took knowledge away in every arm ({names}): each knows less than its untrained net."
            )
    found += _unread(roles["planted"], contrast.get("attacker") or "", rows)
    found += _shammed(roles["clean"], roles["sham"], plan, rows)
    for arm in dict.fromkeys((*terms, *filter(None, roles.values()))):
        statuses = [row["status"] for row in rows if row["arm"] == arm and row["status"] not in WAITING]
        failed = sum(status != "ok" for status in statuses)
        if failed > FAILED * len(statuses):
            found.append(f"Of the {len(statuses)} runs of {arm!r} that ended, {failed} failed, more than a fifth.")
    return found


def _unmeasured(plan: dict[str, Any], terms: dict[str, float], rows: list[Row]) -> list[str]:
    """That the outcome is not there at all, as without labels."""
    outcome = plan["outcome"]
    ran = [row for row in rows if row["arm"] in terms and row["status"] == "ok"]
    if plan.get("lacking"):
        return [f"The outcome is the {outcome}, and {plan['lacking']}."]
    if ran and all(row.get(outcome) is None for row in ran):
        return [f"The outcome is the {outcome}, and no finished run has one."]
    return []


def _unlearned(arms: Any, rows: list[Row]) -> list[str]:
    """Arms whose runs too often stayed at chance."""
    known = shares(rows)
    told = "Of the {} runs of {!r}, {} learned the proxy task, fewer than {:.0f} %."
    closed = {arm: known[arm] for arm in arms if arm in known and not known[arm].enough}
    return [told.format(share.runs, arm, share.learned, 100 * ENOUGH) for arm, share in closed.items()]


def _unread(planted: str, attacker: str, rows: list[Row]) -> list[str]:
    """That the planted cue was not read by its attacker, yet or at all."""
    own = [row for row in rows if row["arm"] == planted and row.get("env")] if planted else []
    read = [row for row in own if row.get("attack") is not None and row.get("attack_chance") is not None]
    if not read:
        return [f"The cue planted in {planted!r} was not read by its attacker yet."] if attacker and own else []
    mean, luck = (float(np.mean([row[name] for row in read])) for name in ("attack", "attack_chance"))
    shared = any(row.get("fresh") is False for row in read)
    images = min(images_behind(row, "proxy") for row in read) * (1 if shared else len(read))
    bound = t_quantile(math.inf, 2 * LEVEL - 1) * math.sqrt(luck * (1 - luck) / images)
    if len(read) > 1:
        spread = float(np.std([row["attack"] - row["attack_chance"] for row in read], ddof=1))
        bound = max(bound, t_quantile(len(read) - 1, 2 * LEVEL - 1) * spread / math.sqrt(len(read)))
    if mean - luck > bound:
        return []
    figures = f"{100 * mean:.1f} % where chance is {100 * luck:.1f} %"
    return [f"The cue planted in {planted!r} cannot be read by its own attacker: {figures}."]


def _shammed(clean: str, sham: str, plan: dict[str, Any], rows: list[Row]) -> list[str]:
    """That the sham, which tells nothing, changes something."""
    if not sham or not clean or sham == clean:
        return []
    delta, off = plan["delta"], effect(rows, {sham: 1, clean: -1}, plan["outcome"], LEVEL)
    if not (off.low > delta or off.high < -delta):
        return []
    reach = f"95 % interval {100 * off.low:+.1f} to {100 * off.high:+.1f}"
    told = f"The sham differs from {clean!r} by {100 * off.estimate:+.1f} points ({reach})"
    return [f"{told}, more than the {100 * delta:.1f} points that count."]
