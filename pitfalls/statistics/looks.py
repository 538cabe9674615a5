"""Looks named beforehand, the levels at which they are taken, and the words that an interval allows."""

from typing import Any, Literal

from pitfalls.statistics.blocks import WAITING
from pitfalls.statistics.effects import Effect, seeds_of
from pitfalls.statistics.noise import Row
from pitfalls.statistics.pooled import FEWEST, pool_arms

LOOKS = (5, 10, 20)  # numbers of seeds at which a verdict may fall, and at no other
EXPECTED = 0.75  # share of a look's alpha that goes to *equivalent* where no effect is expected
Word = Literal["holds", "contradicted", "equivalent", "undecided", "not testable"]


def alpha_of(plan: dict[str, Any]) -> float:
    """The chance of a false word that one look at one contrast may take.

    A third of alpha over the m contrasts (Bonferroni); all of the third where contrasts are tested in their order, for
    then none is tested before those ahead of it have their words (fixed sequence: Maurer, Hothorn and Lehmacher, 1995).
    """
    return plan["alpha"] / (len(LOOKS) * (1 if plan.get("ordered") else len(plan["contrasts"])))


def levels_of(plan: dict[str, Any], sign: int) -> tuple[float, float]:
    """Levels of the two-sided intervals that decide: of an effect beyond delta, and of one within it.

    An effect of exactly delta is told falsely in two ways: by the upper end (*equivalent*, the two one-sided tests of
    Schuirmann, 1987) and by the lower one. Both together take what a look may take, a half each; where no effect is
    expected (sign 0) three quarters go to *equivalent*, and the last is that of an effect beyond delta.
    """
    share = alpha_of(plan)
    within = EXPECTED if sign == 0 else 0.5
    return 1 - 2 * (1 - within) * share, 1 - 2 * within * share


def level_of(plan: dict[str, Any]) -> float:
    """Level of the interval of each contrast with a sign at each look, so that any false word has chance alpha."""
    return levels_of(plan, 1)[0]


def word_of(beyond: tuple[float, float], within: tuple[float, float], delta: float, sign: int) -> Word:
    """The word for the two intervals (low, high) of an effect in the direction of its terms."""
    over, under = beyond[0] > delta, beyond[1] < -delta
    if over or under:
        return "holds" if sign == (1 if over else -1) else "contradicted"
    return "equivalent" if -delta < within[0] and within[1] < delta else "undecided"


def shown(word: Word, beyond: Effect, within: Effect) -> Effect:
    """The interval that goes with the word."""
    return beyond if word in ("holds", "contradicted") else within


def looks(plan: dict[str, Any], contrast: dict[str, Any], rows: list[Row]) -> list[tuple[int, list[Row]]]:
    """The looks that may be taken and the rows each may see, those of other arms too.

    A look sees the first 5, 10 or 20 counted seeds by number, and waits while a run before its last is still to
    come, or to be tried again after an error, be it of an arm, of a role, or of an arm that the spread is pooled with:
    neither who finishes first nor a machine's mishap chooses what it sees. A run that failed for good holds up nothing.
    """
    table = seeds_of(rows, contrast["terms"], plan["outcome"])
    awaited = {contrast.get(role) for role in ("clean", "planted", "sham")} - {"", None, *contrast["terms"]}
    pooled = pool_arms(plan["contrasts"])
    awaited |= set(pooled) if len(pooled) >= FEWEST else set()
    waiting = {row["seed"] for row in rows if row["arm"] in awaited and row["status"] in WAITING} | table.open
    seeds = [seed for seed, _ in table.counted]
    last = {look: seeds[look - 1] for look in LOOKS if len(seeds) >= look}
    open_to = {look: seed for look, seed in last.items() if not any(other <= seed for other in waiting)}
    return [(look, [row for row in rows if row["seed"] <= seed]) for look, seed in open_to.items()]
