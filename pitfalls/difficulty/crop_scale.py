"""How small two crops may be: small ones share less. (Chen et al., 2020; Tian et al., 2020.)"""

from pitfalls.difficulty.base import Dial

# The least share of a picture's area in a crop.
CROP_SCALE = Dial("task.scale_low", (0.9, 0.7, 0.5, 0.3, 0.1))
