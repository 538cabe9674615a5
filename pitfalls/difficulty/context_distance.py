"""How far apart two patches lie: near ones share lines, far ones only what they are parts of. (Doersch, 2015.)"""

from pitfalls.difficulty.base import Dial

# Patches are of 12 px, so that three and two gaps fit pictures of 64 px; the trial has a Gap among its defenses.
CONTEXT_DISTANCE = Dial(
    ("task.tile", "defenses.gap.pixels"), ((12, 0), (12, 3), (12, 6), (12, 10)), amounts=(0, 3, 6, 10)
)
