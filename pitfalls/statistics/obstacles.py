"""Why a claim is not testable: conditions on the arms themselves, looked at before any contrast."""

import math
from typing import Any

import numpy as np

from pitfalls.statistics.effects import WAITING, effect
from pitfalls.statistics.noise import Row, images_behind, t_quantile

FAILED = 0.2  # share of an arm's finished runs that may fail
LEVEL = 0.95


def obstacles(plan: dict[str, Any], rows: list[Row]) -> list[str]:
    """One sentence a reason; none, if nothing measured so far speaks against the test.

    An outcome that was not measured: the pictures lack what it is read from, or no finished run has it. An attack that
    is still to come: no run of the planted arm has one. A proxy or attack at chance: its one-sided
    95 % bound on unseen images (binomial, and t over seeds from two on) does not lie above chance. A sham that
    differs: its 95 % interval lies wholly beyond delta. Failed runs: more than a fifth of those of an arm in a role
    or a contrast.
    """
    clean, planted, sham, delta = plan["clean"], plan["planted"], plan["sham"], plan["delta"]
    found = _unmeasured(plan, rows)
    at_chance = _at_chance(rows, clean, "proxy", "chance")
    if at_chance:
        found.append(f"The proxy of {clean!r} cannot be told from chance on unseen images: {at_chance}.")
    ran = [row for row in rows if row["arm"] == planted and row.get("env")]
    if plan.get("attacker") and ran and all(row.get("attack") is None for row in ran):
        found.append(f"The cue planted in {planted!r} was not read by its attacker yet.")
    at_chance = _at_chance(rows, planted, "attack", "attack_chance")
    if at_chance:
        found.append(f"The cue planted in {planted!r} cannot be read by its own attacker: {at_chance}.")
    if sham and clean and sham != clean:
        off = effect(rows, {sham: 1, clean: -1}, plan["outcome"], LEVEL)
        if off.low > delta or off.high < -delta:
            found.append(
                f"The sham differs from {clean!r} by {100 * off.estimate:+.1f} points (95 % interval"
                f" {100 * off.low:+.1f} to {100 * off.high:+.1f}), more than the {100 * delta:.1f} points that count."
            )
    arms = [clean, planted, sham, *(arm for contrast in plan["contrasts"] for arm in contrast["terms"])]
    for arm in dict.fromkeys(filter(None, arms)):
        statuses = [row["status"] for row in rows if row["arm"] == arm and row["status"] not in WAITING]
        failed = sum(status != "ok" for status in statuses)
        if failed > FAILED * len(statuses):
            found.append(f"Of the {len(statuses)} runs of {arm!r} that ended, {failed} failed, more than a fifth.")
    return found


def _unmeasured(plan: dict[str, Any], rows: list[Row]) -> list[str]:
    """That the outcome is not there at all, as without labels."""
    outcome, arms = plan["outcome"], {arm for contrast in plan["contrasts"] for arm in contrast["terms"]}
    ran = [row for row in rows if row["arm"] in arms and row["status"] == "ok"]
    if plan.get("lacking"):
        return [f"The outcome is the {outcome}, and {plan['lacking']}."]
    if ran and all(row.get(outcome) is None for row in ran):
        return [f"The outcome is the {outcome}, and no finished run has one."]
    return []


def _at_chance(rows: list[Row], arm: str, column: str, chance: str) -> str:
    """The figures, where the column cannot be told from its chance; empty where it can or was not measured."""
    own = [row for row in rows if row["arm"] == arm and row["status"] == "ok"]
    own = [row for row in own if row.get(column) is not None and row.get(chance) is not None]
    if not own:
        return ""
    mean, luck = (float(np.mean([row[name] for row in own])) for name in (column, chance))
    shared = any(row.get("fresh") is False for row in own)
    images = min(images_behind(row, column) for row in own) * (1 if shared else len(own))
    bound = t_quantile(math.inf, 2 * LEVEL - 1) * math.sqrt(luck * (1 - luck) / images)
    if len(own) > 1:
        spread = float(np.std([row[column] - row[chance] for row in own], ddof=1))
        bound = max(bound, t_quantile(len(own) - 1, 2 * LEVEL - 1) * spread / math.sqrt(len(own)))
    return "" if mean - luck > bound else f"{100 * mean:.1f} % where chance is {100 * luck:.1f} %"
