"""Verdicts: one word for each contrast named beforehand, at looks named beforehand, or why there can be none."""

from dataclasses import dataclass
from typing import Any, Literal

from pitfalls.statistics.design import LOOKS, level_of, seeds_needed
from pitfalls.statistics.design import smallest_confirmable as smallest_confirmable  # asked for beside the verdicts
from pitfalls.statistics.effects import WAITING, Effect, effect, paired, pairs_of
from pitfalls.statistics.noise import Row, noise_of
from pitfalls.statistics.obstacles import obstacles

OPEN = (*WAITING, "error")  # what the next run of the same command computes; nan is final
Word = Literal["holds", "contradicted", "equivalent", "undecided", "not testable"]


@dataclass(frozen=True)
class Judgment:
    """The word for one contrast.

    effect is in the direction of the contrast's terms, at the look that gave the word, or over all pairs before the
    first look; sign is the expected one; look and next_look are numbers of seeds, or None; seeds_needed is the range
    of seeds that would settle an undecided effect, None where none up to 1000 would.
    """

    name: str
    word: Word
    effect: Effect
    look: int | None
    sign: int
    delta: float
    sentence: str
    next_look: int | None
    seeds_needed: tuple[int, int] | None


def word_of(low: float, high: float, delta: float) -> Word:
    """The word for an interval of the effect in its expected direction."""
    if low > delta:
        return "holds"
    if high < -delta:
        return "contradicted"
    return "equivalent" if -delta < low and high < delta else "undecided"


def looks(rows: list[Row], terms: dict[str, int], outcome: str) -> list[tuple[int, list[Row]]]:
    """The looks that may be taken and the rows each may see.

    A look sees the first 5, 10 or 20 whole pairs by seed number, and waits while a run before its last is still to
    come, or to be tried again after an error: neither who finishes first nor a machine's mishap chooses the sample.
    """
    _, seeds, _ = paired(rows, terms, outcome)
    own = [row for row in rows if row["arm"] in terms]
    failed = {row["seed"] for row in own if row["status"] not in ("ok", *OPEN)}
    waiting = {row["seed"] for row in own if row["status"] in OPEN} - set(seeds) - failed
    last = {look: seeds[look - 1] for look in LOOKS if len(seeds) >= look}
    open_to = {look: seed for look, seed in last.items() if not any(other < seed for other in waiting)}
    return [(look, [row for row in own if row["seed"] <= seed]) for look, seed in open_to.items()]


def judge(plan: dict[str, Any], rows: list[Row]) -> list[Judgment]:
    """One judgment a contrast: the first look that decides, decides; later rows give a plain interval only.

    The interval of each look is at level 1 - alpha / (3 m) for m contrasts, so that over all looks and contrasts the
    chance of any false word is at most alpha (Bonferroni). If the claim is not testable, every word says so.
    """
    why = obstacles(plan, rows)
    return [_judged(contrast, plan, rows, why) for contrast in plan["contrasts"]]


def _judged(contrast: dict[str, Any], plan: dict[str, Any], rows: list[Row], why: list[str]) -> Judgment:
    name, terms, sign = contrast["name"], contrast["terms"], contrast["sign"]
    level, outcome, delta = level_of(plan), plan["outcome"], plan["delta"]
    every = effect(rows, terms, outcome, level)
    look, seen, needed, word = None, every, None, "undecided"
    for taken, visible in looks(rows, terms, outcome):
        look, seen = taken, effect(visible, terms, outcome, level)
        low, high = sorted((sign * seen.low, sign * seen.high))
        word = word_of(low, high, delta)
        if word != "undecided":
            break
    if why:
        word = "not testable"
    following = next((each for each in LOOKS if each > (look or 0)), None) if word == "undecided" else None
    if word == "undecided" and look:
        pairs, _ = pairs_of(rows, terms, outcome)
        needed = seeds_needed(seen.estimate, noise_of(pairs[:look], terms, outcome), look, level, delta)
    if why:
        told = f"{name} is not testable: {'; '.join(each[0].lower() + each[1:].rstrip('.') for each in why)}"
        told += f"; {_figures(seen)}" if seen.pairs else f" {_dropped(seen)}" if seen.dropped else ""
    elif look is None:
        told = f"{name} is undecided: {_before_a_look(every.pairs, following)}"
        told += f"; so far {_figures(seen)}" if seen.pairs else f" {_dropped(seen)}" if seen.dropped else ""
    else:
        told = f"{name} {_words(word, look, following, needed, delta)} {_figures(seen)}"
        if every.pairs > seen.pairs:
            plain = effect(rows, terms, outcome)
            told += f"; all {plain.pairs} pairs together: {_figures(plain)}"
    return Judgment(name, word, seen, look, sign, delta, told + ".", following, needed)


def _figures(seen: Effect) -> str:
    """The estimate with what stands behind it, in accuracy points; one pair has no interval worth the name."""
    dropped = f", {seen.dropped} dropped" if seen.dropped else ""
    interval = f"{100 * seen.level:.3g} % interval {100 * seen.low:+.1f} to {100 * seen.high:+.1f}, "
    return f"{100 * seen.estimate:+.1f} points ({interval if seen.pairs > 1 else ''}pairs: {seen.pairs}{dropped})"


def _dropped(seen: Effect) -> str:
    return f"({seen.dropped} of {seen.pairs + seen.dropped} pairs dropped)"


def _before_a_look(pairs: int, following: int | None) -> str:
    """Why no look was taken yet."""
    if following is not None and pairs >= following:
        return f"there are {pairs} complete seeds, but a run of an earlier seed is still to come"
    return f"{following} complete seeds are needed for a first look, there are {pairs or 'none'}"


def _words(word: Word, look: int, following: int | None, needed: tuple[int, int] | None, delta: float) -> str:
    """The word and what follows from it."""
    counts = f"{100 * delta:.1f} points that count"
    if word == "holds":
        return f"holds beyond the {counts}:"
    if word == "contradicted":
        return f"is contradicted, the effect being opposite beyond the {counts}:"
    if word == "equivalent":
        return f"is equivalent to no effect, within the {counts} either way:"
    settle = f"{needed[0]} to {needed[1]} seeds would settle" if needed else "no 1000 seeds would settle"
    after = f"the next look is at {following}" if following else "it was the last"
    return f"is undecided at the look at {look} seeds, {after}, and {settle} an effect of this size:"
