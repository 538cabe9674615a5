"""Temperature of the contrastive loss: how much the hardest negatives count. (Wang and Liu, 2021.)"""

from pitfalls.difficulty.base import Dial

TEMPERATURE = Dial("score.temperature", (1.0, 0.5, 0.3, 0.1, 0.07))
