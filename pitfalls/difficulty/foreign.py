"""How many tiles come from another picture; the answer stays. (Jigsaw++: Noroozi et al., 2018.)"""

from pitfalls.difficulty.base import Dial

FOREIGN = Dial("task.foreign", (0, 1, 2, 3, 4))
