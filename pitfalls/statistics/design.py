"""What a design can decide, said before any row: the power of each contrast's looks."""

import math
from typing import Any

from pitfalls.statistics.effects import noise_of, scaled, seeds_of
from pitfalls.statistics.looks import LOOKS, levels_of
from pitfalls.statistics.looks import level_of as level_of
from pitfalls.statistics.noise import Noise, Row, images_behind
from pitfalls.statistics.pooled import pool_arms, pool_of, spend_of
from pitfalls.statistics.power import POWER, equivalence, smallest
from pitfalls.statistics.power import seeds_needed as seeds_needed

SPREAD = 0.03  # of the effects of single seeds, in accuracy, where none was observed


def smallest_confirmable(
    plan: dict[str, Any], rows: list[Row] | None = None, spread: float | None = None
) -> list[dict[str, Any]]:
    """For each contrast and look, the smallest true effect beyond delta that the look sees with power .8.

    Each is a dictionary of contrast, look, planned (whether the plan has the seeds), effect (in accuracy; None where
    not even the largest possible one would do), equivalent (the chance of that word where there is no effect), spread
    (standard deviation of the effects of single seeds: as given, else as observed from 5 seeds on, else .03), seen
    (whether it was observed), limit (what no number of seeds goes below, for shared test images; None without
    them), power, sign and sentence.
    """
    planned, over = len({cell["seed"] for cell in plan["cells"]}), (len(pool_arms(plan["contrasts"])), spend_of(plan))
    never, found = hopeless(plan), []
    for contrast in plan["contrasts"]:
        noise, seen = expected(plan, contrast, rows or [], spread)
        beyond, within = levels_of(plan, contrast["sign"])
        most = sum(weight for weight in contrast["terms"].values() if weight > 0) / contrast.get("scale", 1.0)
        told: dict[str, Any] = {"contrast": contrast["name"], "sign": contrast["sign"], "power": POWER, "seen": seen}
        told |= {"spread": math.sqrt(noise.seed), "images": noise.count, "limit": None}
        if noise.images:
            told["limit"] = smallest(Noise(0.0, noise.images, noise.count), LOOKS[-1], beyond, plan["delta"])
        for look in LOOKS:
            size = smallest(noise, look, beyond, plan["delta"], *over)
            each = told | {"look": look, "planned": planned >= look, "effect": size if size <= most else None}
            each |= {"equivalent": equivalence(noise, look, within, plan["delta"], *over)}
            parts = [never] if never else [f"{contrast['name']}: {_look(each, planned)}", *_behind(each)]
            found.append(each | {"sentence": "; ".join(parts) + "."})
    return found


def grouped(plan: dict[str, Any], found: list[dict[str, Any]]) -> list[str]:
    """What `smallest_confirmable` found, in lines: contrasts of which the same is said share theirs."""
    never = hopeless(plan)
    if never:
        return [f"{never[0].upper()}{never[1:]}."]
    planned, alike = len({cell["seed"] for cell in plan["cells"]}), {}
    for contrast in plan["contrasts"]:
        own = [told for told in found if told["contrast"] == contrast["name"]]
        lines = [*(_look(told, planned) for told in own), *_behind(own[0])]
        alike.setdefault(tuple(lines), []).append(contrast["name"])
    told = []
    for said, names in alike.items():
        told += [f"{', '.join(names)}:", *(f"  {each}." for each in said)]
    if plan.get("ordered") and len(plan["contrasts"]) > 1:
        order = ", ".join(contrast["name"] for contrast in plan["contrasts"])
        told.append(f"Tested in this order, each once all before it have their words: {order}.")
    return told


def hopeless(plan: dict[str, Any]) -> str:
    """Why the plan cannot confirm anything at all; "" where it can."""
    planned = len({cell["seed"] for cell in plan["cells"]})
    if plan.get("lacking"):
        return f"the plan cannot confirm anything: the outcome is the {plan['outcome']}, and {plan['lacking']}"
    return f"{planned} seeds cannot confirm anything, for the first look is at {LOOKS[0]}" if planned < LOOKS[0] else ""


def expected(
    plan: dict[str, Any], contrast: dict[str, Any], rows: list[Row], spread: float | None
) -> tuple[Noise, bool]:
    """The noise to plan with and whether its spread was seen: observed from the first look on, else assumed."""
    outcome, terms = plan["outcome"], scaled(contrast["terms"], contrast.get("scale", 1.0))
    table = seeds_of(rows, contrast["terms"], outcome)
    if len(table.counted) >= LOOKS[0]:
        seen = noise_of(table, terms, pool_of(rows, plan), levels_of(plan, contrast["sign"])[0])
        return Noise(seen.seed if spread is None else spread**2, seen.images, seen.count), spread is None
    known = [images_behind(row, outcome) for row in rows if row.get("n_test")]
    count = min(known or [plan.get("n_test") or images_behind({}, "")])
    square = sum(weight**2 for weight in terms.values())
    images = 0.0 if plan["fresh"] else square * 0.25 / count  # as if the arms agreed by chance only
    return Noise((SPREAD if spread is None else spread) ** 2, images, count), False


def _look(told: dict[str, Any], planned: int) -> str:
    """What one look decides."""
    word = "confirms" if told["sign"] else "sees"
    if told["effect"] is None:
        text = f"the look at {told['look']} seeds cannot {word[:-1]} anything, not even the largest possible effect"
    else:
        text = f"the look at {told['look']} seeds {word} a true effect of {100 * told['effect']:.1f} points or more"
        text += f" with power {POWER:g}"
    text += f", and says equivalent of no effect in {100 * told['equivalent']:.0f} %"
    return text + ("" if told["planned"] else f", but the plan has {planned}")


def _behind(told: dict[str, Any]) -> list[str]:
    """What stands behind what the looks of a contrast decide."""
    origin = "as seen so far" if told["seen"] else "assumed"
    found = [f"the standard deviation of the paired differences is {100 * told['spread']:.1f} points, {origin}"]
    if told["limit"] is not None:
        limit = f"limit this to {100 * told['limit']:.1f} points, however many seeds"
        found.append(f"{told['images']} test images shared by all seeds {limit}")
    return found
