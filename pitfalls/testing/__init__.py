"""What every part promises, asked of a part: the lab's own are held to it, and so can be yours.

Each `check_...` raises `Broken` with one sentence for each promise that is not kept; `cases` gives them to pytest one
by one.
"""

from pitfalls.testing.attacker import check as check_attacker
from pitfalls.testing.broken import Broken
from pitfalls.testing.cases import cases
from pitfalls.testing.cue import check as check_cue
from pitfalls.testing.defense import check as check_defense
from pitfalls.testing.dial import check as check_dial
from pitfalls.testing.score import check as check_score
from pitfalls.testing.task import check as check_task

__all__ = [
    "Broken",
    "cases",
    "check_attacker",
    "check_cue",
    "check_defense",
    "check_dial",
    "check_score",
    "check_task",
]
