"""How many colors there are to choose from: the side of a bin. (Goyal et al., 2019.)"""

from pitfalls.difficulty.base import Dial

# In Lab units; the trial is judged by Bins.
BINS = Dial("score.size", (40.0, 20.0, 10.0, 5.0))
