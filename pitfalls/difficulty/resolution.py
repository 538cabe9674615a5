"""How finely colors are asked for: the side of the block that has one answer."""

from pitfalls.difficulty.base import Dial

# In px; all of these divide the window.
RESOLUTION = Dial(("task.crop", "task.stride"), ((48, 16), (48, 8), (48, 4), (48, 2)), amounts=(16, 8, 4, 2))
