"""By how many angles a picture may be turned: more are harder to tell apart. (Gidaris, Singh and Komodakis, 2018.)"""

from pitfalls.difficulty.base import Dial

# A square of 40 px has picture about it at every angle in pictures of 64 px, so that no corner tells.
ANGLES = Dial(("task.angles", "task.crop"), ((2, 40), (4, 40), (8, 40), (16, 40)), amounts=(2, 4, 8, 16))
