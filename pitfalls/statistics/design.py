"""What a design can confirm before, and how many seeds it needs after: the power of the looks."""

import math
from typing import Any

import numpy as np

from pitfalls.statistics.effects import pairs_of
from pitfalls.statistics.noise import Noise, Row, images_behind, noise_of, t_quantile

LOOKS = (5, 10, 20)  # numbers of whole pairs at which a verdict may fall, and at no other
POWER = 0.8
SPREAD = 0.03  # of paired differences in accuracy, where none was observed
MOST = 1000  # seeds beyond which nobody goes


def level_of(plan: dict[str, Any]) -> float:
    """Level of the interval of each contrast at each look, so that a false word has chance alpha in all."""
    return 1 - plan["alpha"] / (len(LOOKS) * len(plan["contrasts"]))


def smallest(noise: Noise, pairs: int, level: float, delta: float) -> float:
    """The true effect whose interval after `pairs` seeds lies above delta with chance POWER (noncentral t)."""
    from scipy.special import nctdtrinc, ndtri

    seeds = nctdtrinc(pairs - 1, 1 - POWER, t_quantile(pairs - 1, level)) * math.sqrt(noise.seed / pairs)
    images = (t_quantile(max(noise.count - 1, 1), level) + ndtri(POWER)) * math.sqrt(noise.images)
    return delta + math.hypot(seeds, images)


def smallest_confirmable(
    plan: dict[str, Any], rows: list[Row] | None = None, spread: float | None = None
) -> list[dict[str, Any]]:
    """For each contrast and look, the smallest true effect that the look confirms with power .8.

    Each is a dictionary of contrast, look, planned (whether the plan has the seeds), effect (in accuracy; None where
    not even the largest possible one would do), spread (standard deviation of paired differences: as given, else as
    observed from 5 pairs on, else .03), seen (whether it was observed), limit (what no number of seeds goes below,
    for shared test images; None without them), power and sentence.
    """
    planned = len({cell["seed"] for cell in plan["cells"]})
    found = []
    for contrast in plan["contrasts"]:
        noise = expected(plan, contrast["terms"], rows or [], spread)
        pairs, _ = pairs_of(rows or [], contrast["terms"], plan["outcome"])
        most = sum(weight for weight in contrast["terms"].values() if weight > 0)
        for look in LOOKS:
            size = smallest(noise, look, level_of(plan), plan["delta"])
            told = {"contrast": contrast["name"], "look": look, "planned": planned >= look, "power": POWER}
            told |= {"effect": size if size <= most else None, "spread": math.sqrt(noise.seed)}
            shared = Noise(0.0, noise.images, noise.count)
            told |= {"limit": smallest(shared, look, level_of(plan), plan["delta"]) if noise.images else None}
            told |= {"images": noise.count, "seen": spread is None and len(pairs) >= LOOKS[0]}
            never = hopeless(plan)
            parts = [never] if never else [f"{contrast['name']}: {_look(told, planned)}", *_behind(told)]
            found.append(told | {"sentence": "; ".join(parts) + "."})
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
    return told


def hopeless(plan: dict[str, Any]) -> str:
    """Why the plan cannot confirm anything at all; "" where it can."""
    planned = len({cell["seed"] for cell in plan["cells"]})
    if plan.get("lacking"):
        return f"the plan cannot confirm anything: the outcome is the {plan['outcome']}, and {plan['lacking']}"
    return f"{planned} seeds cannot confirm anything, for the first look is at {LOOKS[0]}" if planned < LOOKS[0] else ""


def expected(plan: dict[str, Any], terms: dict[str, int], rows: list[Row], spread: float | None) -> Noise:
    """The noise to plan with: observed from the first look on, else assumed."""
    pairs, _ = pairs_of(rows, terms, plan["outcome"])
    if len(pairs) >= LOOKS[0]:
        seen = noise_of(pairs, terms, plan["outcome"])
        return Noise(seen.seed if spread is None else spread**2, seen.images, seen.count)
    known = [images_behind(row, plan["outcome"]) for row in rows if row.get("n_test")]
    count = min(known or [plan.get("n_test") or images_behind({}, "")])
    square = sum(weight**2 for weight in terms.values())
    images = 0.0 if plan["fresh"] else square * 0.25 / count  # as if the arms agreed by chance only
    return Noise((SPREAD if spread is None else spread) ** 2, images, count)


def _look(told: dict[str, Any], planned: int) -> str:
    """What one look confirms."""
    if told["effect"] is None:
        text = f"the look at {told['look']} seeds cannot confirm anything, not even the largest possible effect"
    else:
        text = f"the look at {told['look']} seeds confirms a true effect of {100 * told['effect']:.1f} points or more"
        text += f" with power {POWER:g}"
    return text + ("" if told["planned"] else f", but the plan has {planned}")


def _behind(told: dict[str, Any]) -> list[str]:
    """What stands behind what the looks of a contrast confirm."""
    origin = "as seen so far" if told["seen"] else "assumed"
    found = [f"the standard deviation of the paired differences is {100 * told['spread']:.1f} points, {origin}"]
    if told["limit"] is not None:
        limit = f"limit this to {100 * told['limit']:.1f} points, however many seeds"
        found.append(f"{told['images']} test images shared by all seeds {limit}")
    return found


def seeds_needed(estimate: float, noise: Noise, look: int, level: float, delta: float) -> tuple[int, int] | None:
    """From how many to how many seeds would settle an effect of this size, with power .8; None beyond 1000.

    The range is that of the spread (90 %, chi square) after `look` seeds, with the estimate taken at its word; its
    upper end is 1000 where more would be needed.
    """
    from scipy.special import chdtri, ndtri

    counts = np.arange(look + 1, MOST + 1)
    gap = abs(abs(estimate) - delta)
    more = ndtri(POWER)
    images = (t_quantile(max(noise.count - 1, 1), level) + more) ** 2 * noise.images
    ends = []
    for tail in (0.05, 0.95):
        seed = noise.seed * (look - 1) / chdtri(look - 1, tail)
        reach = np.sqrt((t_quantile(counts - 1, level) + more) ** 2 * seed / counts + images)
        enough = np.flatnonzero(reach <= gap)
        ends.append(int(counts[enough[0]]) if len(enough) else None)
    low, high = ends
    return None if low is None else (low, MOST if high is None else high)
