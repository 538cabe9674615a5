"""How large a tile is: less is seen of a picture, and less of what crosses a border. (Noroozi and Favaro, 2016.)"""

from pitfalls.difficulty.base import Dial

TILE = Dial("task.tile", (16, 14, 12, 10, 8))
