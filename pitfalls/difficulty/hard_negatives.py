"""How much more the nearest negatives count than the others. (Robinson et al., 2021.)"""

from pitfalls.difficulty.base import Dial

# The trial is judged by DebiasedNTXent; its prior says how many of the negatives are none.
HARD_NEGATIVES = Dial("score.hardness", (0.0, 0.5, 1.0, 2.0))
