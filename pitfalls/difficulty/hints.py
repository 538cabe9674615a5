"""How many places of a gray picture are shown with their color: each makes the others easier. (Zhang et al., 2017.)"""

from pitfalls.difficulty.base import Dial

HINTS = Dial("task.hints", (32, 16, 8, 4, 0))
