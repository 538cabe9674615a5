"""The kinds of parts that the lab holds, where each stands, and what is told of a knob. No torch."""

from dataclasses import dataclass
from typing import Any

# kind: (room, base class, the pitfall it belongs to)
KINDS = {
    "task": ("tasks", "pitfalls.tasks.base:Task", "the question"),
    "cue": ("shortcuts", "pitfalls.shortcuts.base:Cue", "shortcuts"),
    "defense": ("shortcuts", "pitfalls.shortcuts.base:Defense", "shortcuts"),
    "score": ("ambiguity", "pitfalls.ambiguity.base:Score", "ambiguity"),
    "dial": ("difficulty", "pitfalls.difficulty.base:Dial", "difficulty"),
    "encoder": ("encoders", "pitfalls.encoders.base:Encoder", "the net"),
    "images": ("images", "pitfalls.images.base:Source", "the pictures"),
    "attacker": ("audit.attackers", "pitfalls.audit.attackers.base:Attacker", "how far one cue alone gets"),
}


@dataclass(frozen=True)
class Knob:
    """One field of a part: its meaning, unit, range and default, as text (no default: it must be given)."""

    name: str
    meaning: str
    unit: str
    allowed: str
    default: str


def plural(kind: str) -> str:
    """What several of a kind are called."""
    return kind if kind.endswith("s") else f"{kind}s"


def range_of(limits: dict[str, Any], choices: tuple[Any, ...]) -> str:
    """What a knob may be, as text: its choices, or its limits by the words ge, gt, le and lt."""
    if choices and all(isinstance(choice, str) for choice in choices):
        return " | ".join(choices)
    signs = {"ge": ">=", "gt": ">", "le": "<=", "lt": "<"}
    return ", ".join(f"{sign} {limits[word]:g}" for word, sign in signs.items() if limits.get(word) is not None)


def value_said(value: Any) -> str:
    """A default as text."""
    return f"{value:g}" if isinstance(value, float) else str(value) or '""'
