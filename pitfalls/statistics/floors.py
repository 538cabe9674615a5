"""What training added to the untrained net, and references that leave no room."""

import math
from typing import Any

from pitfalls.statistics.effects import Effect, effect
from pitfalls.statistics.noise import Row

CEILING = "ceiling"  # the arm that is told the labels
FULL = 0.98  # a floor from here on leaves no room above it
UNTRAINED = "\0floor"  # stands beside the arm as if it were one; no arm can be called so


def over_floor(rows: list[Row], arm: str, outcome: str, level: float = 0.95) -> Effect | None:
    """An arm less its own untrained nets, paired by seed, with the interval; None where no floor was read."""
    floor = f"floor_{outcome}"
    own = [row for row in rows if row["arm"] == arm and row.get(floor) is not None]
    if not own:
        return None
    untrained = [{k: v for k, v in row.items() if k != "hits"} | {"arm": UNTRAINED, outcome: row[floor]} for row in own]
    found = effect(own + untrained, {arm: 1, UNTRAINED: -1}, outcome, level)
    return found if found.pairs else None


def below_floor(rows: list[Row], terms: dict[str, float], outcome: str) -> bool:
    """Whether every arm knows less than its untrained net: the upper bound of arm - floor is below 0 for each."""
    found = [over_floor(rows, arm, outcome) for arm in terms]
    return all(each is not None and each.high < 0 for each in found)


def saturation(plan: dict[str, Any], rows: list[Row]) -> list[str]:
    """One sentence for each reference that leaves no room: a floor next to perfect, a ceiling below an arm."""
    outcome, told = plan["outcome"], []
    floors = [row[f"floor_{outcome}"] for row in rows if row.get(f"floor_{outcome}") is not None]
    if floors and sum(floors) / len(floors) >= FULL:
        floor = 100 * sum(floors) / len(floors)
        told.append(f"The untrained net reaches {floor:.1f} % already: the {outcome} has no room for an effect.")
    means = {arm: _mean(rows, arm, outcome) for arm in (CEILING, *plan["arms"])}
    top = means.pop(CEILING)
    above = [arm for arm, mean in means.items() if mean > top]
    if above:
        names = ", ".join(repr(arm) for arm in above)
        told.append(f"The ceiling, {100 * top:.1f} %, lies below {names}: it is no ceiling of the {outcome}.")
    return told


def _mean(rows: list[Row], arm: str, outcome: str) -> float:
    """The mean of an arm's finished runs, nan without one."""
    own = [row[outcome] for row in rows if row["arm"] == arm and row["status"] == "ok" and row.get(outcome) is not None]
    return sum(own) / len(own) if own else math.nan
