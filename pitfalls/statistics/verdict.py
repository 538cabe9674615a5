"""Verdicts: one word for each contrast named beforehand, at looks named beforehand, or why there can be none."""

from dataclasses import dataclass, field, replace
from typing import Any

from pitfalls.statistics.design import seeds_needed
from pitfalls.statistics.design import smallest_confirmable as smallest_confirmable  # asked for beside the verdicts
from pitfalls.statistics.effects import Effect, effect, noise_of, scaled, seeds_of
from pitfalls.statistics.floors import over_floor
from pitfalls.statistics.learned import Share, difference, shares
from pitfalls.statistics.looks import LOOKS, Word, levels_of, looks, shown, word_of
from pitfalls.statistics.mixture import Mixture, mixture_of
from pitfalls.statistics.noise import Row, values_of
from pitfalls.statistics.obstacles import obstacles
from pitfalls.statistics.pooled import pool_of
from pitfalls.statistics.sentences import sentence

DECIDED = ("holds", "contradicted", "equivalent")


@dataclass(frozen=True)
class Judgment:
    """The word for one contrast, with what stands beside it.

    effect is in the direction of the contrast's terms, at the look that gave the word, or over all seeds before the
    first look; sign is the expected one, 0 for none; look and next_look are numbers of seeds, or None; seeds_needed is
    the range of seeds that would settle an undecided effect, None where none up to 1000 would. Of the same rows:
    reasons why it is not testable; by arm, how many runs learned and what the arm knows beyond its untrained net; the
    contrast of the shares learned (estimate, low, high); two kinds of seeds; the effect with the sham in the place of
    the clean arm. after: the contrast that must have its word first.
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
    reasons: tuple[str, ...] = ()
    learned: dict[str, Share] = field(default_factory=dict)
    share: tuple[float, float, float] | None = None
    floors: dict[str, Effect] = field(default_factory=dict)
    mixture: Mixture | None = None
    sham: Effect | None = None
    after: str = ""


def judge(plan: dict[str, Any], rows: list[Row]) -> list[Judgment]:
    """One judgment a contrast: the first look that decides, decides; later rows give a plain interval only.

    Levels are those of `levels_of`, so that over all looks and contrasts the chance of any false word is at most
    alpha: to 6 % by simulation where one arm varies five times as much as the others. Beyond any rule is an effect of
    exactly delta made by one arm of which few runs have another level, for nobody saw them in 5 or 10 seeds.
    Obstacles are looked for among the rows of that look. In an ordered plan a contrast is tested from the look
    on at which all before it have their words; one behind a contrast that is undecided or not testable waits.
    """
    found: list[Judgment] = []
    since, ahead = 0, None
    for contrast in plan["contrasts"]:
        each = _judged(contrast, plan, rows, since, ahead)
        found.append(each)
        if plan.get("ordered") and ahead is None:
            since, ahead = max(since, each.look or 0), None if each.word in DECIDED else each
    return found


def _judged(
    contrast: dict[str, Any], plan: dict[str, Any], rows: list[Row], since: int, ahead: Judgment | None
) -> Judgment:
    terms, sign, scale = contrast["terms"], contrast["sign"], contrast.get("scale", 1.0)
    outcome, delta, levels = plan["outcome"], plan["delta"], levels_of(plan, contrast["sign"])
    every = effect(rows, terms, outcome, levels[1], scale)
    look, seen, visible, word = None, every, rows, "undecided"
    for taken, visible_then in looks(plan, contrast, rows) if ahead is None else []:
        if taken < since:
            continue
        look, visible, pool = taken, visible_then, pool_of(visible_then, plan)
        beyond, within = (effect(visible, terms, outcome, level, scale, pool) for level in levels)
        word = word_of((beyond.low, beyond.high), (within.low, within.high), delta, sign)
        seen = shown(word, beyond, within)
        if word != "undecided":
            break
    reasons = tuple(obstacles(plan, contrast, visible))
    word = "not testable" if reasons else word
    following, needed = None, None
    if word == "undecided":
        following = next((each for each in LOOKS if each > (look or 0) and each >= since), None)
        following = following if ahead is None else ahead.next_look
    if word == "undecided" and look:
        noise = noise_of(seeds_of(visible, terms, outcome), scaled(terms, scale), pool_of(visible, plan), levels[1])
        needed = seeds_needed(seen.estimate, noise, look, levels[1], delta)
    judged = Judgment(contrast["name"], word, seen, look, sign, delta, "", following, needed, reasons)
    judged = replace(judged, after=ahead.name if ahead else "", **_beside(contrast, plan, visible))
    later = effect(rows, terms, outcome, scale=scale) if look and every.pairs > seen.pairs else None
    return replace(judged, sentence=sentence(judged, every.pairs, later))


def _beside(contrast: dict[str, Any], plan: dict[str, Any], rows: list[Row]) -> dict[str, Any]:
    """What stands beside the word, of the same rows."""
    terms, outcome, scale = contrast["terms"], plan["outcome"], contrast.get("scale", 1.0)
    every = shares(rows)
    known = {arm: every[arm] for arm in terms if arm in every}
    floors = {arm: over_floor(rows, arm, outcome) for arm in terms}
    return {
        "learned": known,
        "share": difference(known, contrast) if plan.get("learning") else None,
        "floors": {arm: each for arm, each in floors.items() if each is not None},
        "mixture": mixture_of(values_of(seeds_of(rows, terms, outcome).whole, scaled(terms, scale), outcome)),
        "sham": against_sham(contrast, rows, outcome),
    }


def against_sham(contrast: dict[str, Any], rows: list[Row], outcome: str) -> Effect | None:
    """The effect with the sham in the place of the clean arm, with a plain 95 % interval; None where that says nothing.

    It takes from a harm what the cue's plumbing does by itself.
    """
    terms, clean, sham = contrast["terms"], contrast.get("clean"), contrast.get("sham")
    if not sham or clean not in terms or contrast.get("planted") not in terms or sham in terms:
        return None
    turned = {sham if arm == clean else arm: weight for arm, weight in terms.items()}
    found = effect(rows, turned, outcome, scale=contrast.get("scale", 1.0))
    return found if found.pairs > 1 else None
