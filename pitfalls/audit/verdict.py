"""An audit in words, the gravest first, and as plain data."""

from dataclasses import asdict
from typing import Any

from pitfalls.audit.auditing import Audit
from pitfalls.audit.finding import Finding, by_gravity
from pitfalls.audit.reach import ALPHA, Reach
from pitfalls.refused import snake

ENOUGH = 0.25  # of a leak: a defense that leaves no more closes it
NAMED = 2  # defenses that are named for a leak
DETAIL = 0.1  # how much a defense may take of detail and color before it is named after one that takes less


def verdict(audit: Audit) -> list[Finding]:
    """One finding for all that was found of the question and each way to its answer."""
    found = list(audit.findings)
    before = {each.attacker: each for each in audit.reaches if not each.behind}
    for each in audit.left:
        first = before[each.attacker]
        if each.leaks:
            opened = f"; it is opened by {audit.last}" if audit.last and not first.leaks else ""
            told = f"{_way(each)}{_beside(each)}{opened}."
            found.append(Finding(each.attacker, "leak", told, _advice(audit, each)))
        elif first.leaks:
            told = (
                f"{words(each.attacker).capitalize()} went {first.share:.0%} of the way and is closed by {audit.last}"
            )
            found.append(Finding(each.attacker, "note", f"{told}: {each.share:.0%} are left{_beside(each)}."))
        elif each.works:
            found.append(Finding(each.attacker, "easy", f"{_way(each)}{_beside(each)}."))
    return by_gravity(found)


def headline(audit: Audit) -> str:
    """The verdict in one sentence."""
    broken = [each for each in audit.findings if each.gravity == "broken"]
    if broken:
        return f"The question itself is broken: {broken[0].told}"
    if audit.leaks:
        most = audit.leaks[0]
        return f"It leaks: {_way(most)}{_beside(most)}."
    if not audit.finished:
        return "The audit was stopped before its end; so far no leak was found."
    behind = f" behind {audit.last}" if audit.last else ""
    return f"No leak was found{behind} by {len(audit.left)} attackers."


def words(name: str) -> str:
    """An attacker's name as it is said: ChannelDisplacement is channel displacement."""
    return snake(name).replace("_", " ")


def closing(audit: Audit, leak: Reach) -> list[tuple[Reach, float]]:
    """What was tried against a leak, the best first: how far is left behind it, and the share of the leak that is."""
    content = max(0.0, leak.control or 0.0)
    size = max(leak.share - content, 1e-9)
    tried = [each for each in audit.tried if each.attacker == leak.attacker]
    rest = {each.behind: max(0.0, each.share - content) / size for each in tried}
    taken = lambda each: sum(1 - kept for kept in audit.costs.get(each.behind, {}).values())
    order = lambda each: (rest[each.behind] > ENOUGH, round(taken(each) / DETAIL), rest[each.behind])
    return [(each, rest[each.behind]) for each in sorted(tried, key=order)]


def as_data(audit: Audit) -> dict[str, Any]:
    """All of it as plain data, for JSON."""
    task = audit.trial.task
    return {
        "task": repr(task),
        "images": repr(audit.trial.images),
        "cues": [repr(each) for each in audit.trial.cues],
        "defenses": [each.called for each in audit.trial.defenses],
        "finished": audit.finished,
        "headline": headline(audit),
        "verdict": [asdict(each) for each in verdict(audit)],
        "ceiling": audit.ceiling,
        "level": 1 - ALPHA,
        "cues_alone": [asdict(each) | {"works": each.works, "leaks": each.leaks} for each in audit.reaches],
        "tried": [asdict(each) for each in audit.tried],
        "costs": audit.costs,
        "not_asked": audit.skipped,
    }


def _way(each: Reach) -> str:
    told = f"{words(each.attacker).capitalize()} alone goes {each.share:.0%} of the way from chance to perfect"
    return f"{told} ({each.low:.0%} to {each.high:.0%})"


def _beside(each: Reach) -> str:
    return "" if each.control is None else f", where there is no cue {max(0.0, each.control):.0%}"


def _advice(audit: Audit, leak: Reach) -> str:
    best = [(each, rest) for each, rest in closing(audit, leak) if rest <= ENOUGH][:NAMED]
    if not best:
        tried = any(each.attacker == leak.attacker for each in audit.tried)
        return "no defense of the lab closes it alone" if tried else ""
    return "try " + " or ".join(f"--with {snake(each.behind)} ({each.share:.0%} left)" for each, _ in best)
