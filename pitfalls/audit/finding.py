"""What an audit says: one sentence, how grave it is, and what to try."""

from dataclasses import dataclass

GRAVITY = ("broken", "leak", "flaw", "easy", "note")
MEANING = {
    "broken": "the question itself: it cannot be answered right, or answers itself",
    "leak": "a trace that no scene has gives the answer away",
    "flaw": "the question is sound, but asked carelessly",
    "easy": "a plain statistic goes part of the way; it may be honest content, or a shortcut",
    "note": "to be known, and no fault",
}


@dataclass(frozen=True)
class Finding:
    """One thing that was found.

    name: of the check or attacker; gravity: one of GRAVITY; told: a whole sentence; advice: what to try, or "";
    ceiling: the best accuracy in [0, 1] that any answerer can have because of it.
    """

    name: str
    gravity: str
    told: str
    advice: str = ""
    ceiling: float = 1.0


def by_gravity(found: list[Finding]) -> list[Finding]:
    """The gravest first, else as they came."""
    return sorted(found, key=lambda each: GRAVITY.index(each.gravity))
