"""Among how many views the other one is sought: twice the batch, less two. (Chen et al., 2020.)"""

from pitfalls.difficulty.base import Dial

# More pictures are then seen in as many steps: what the negatives add is not told apart from what the data add.
NEGATIVES = Dial("batch", (16, 32, 64, 128, 256))
