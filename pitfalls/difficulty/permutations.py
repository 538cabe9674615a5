"""How many orders a jigsaw may be in: a step, not a slope, in the published features. (Noroozi and Favaro, 2016.)"""

from pitfalls.difficulty.base import Dial

# The sizes at which the published table has its step; the minimum distance stays, so that size alone changes.
PERMUTATIONS = Dial("task.permutations", (5, 10, 20, 50, 100))
