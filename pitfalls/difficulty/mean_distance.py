"""In how many places two orders differ on average. (Noroozi and Favaro, 2016, Table 4, top.)"""

from pitfalls.difficulty.base import Dial

# The least distance is 2 throughout, so that the mean alone changes.
MEAN_DISTANCE = Dial(("task.mean_distance", "task.distance"), ((8.0, 2), (6.5, 2), (5.0, 2)), amounts=(8.0, 6.5, 5.0))
