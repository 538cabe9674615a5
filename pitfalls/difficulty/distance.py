"""In how many places two orders differ at least: near orders are easily mistaken. (Noroozi and Favaro, 2016.)"""

from pitfalls.difficulty.base import Dial

DISTANCE = Dial("task.distance", (6, 5, 4, 3, 2))
