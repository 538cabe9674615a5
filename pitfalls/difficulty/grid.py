"""How many tiles a side a puzzle has, and with them how many orders there are. (Misra and van der Maaten, 2020.)"""

from pitfalls.difficulty.base import Dial

# Tiles are of one size, so that only their number changes, and orders as many as four tiles allow; their distance grows
# with the tiles, as far as there are enough of them.
GRID = Dial(
    ("task.grid", "task.permutations", "task.distance", "task.tile"),
    ((2, 20, 2, 14), (3, 20, 6, 14), (4, 20, 12, 14)),
    amounts=(2, 3, 4),
)
