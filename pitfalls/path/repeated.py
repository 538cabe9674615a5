"""Draws that a picture gets again and again: it is then asked the same few questions, whenever it is shown.

With one order a picture a jigsaw can be learned by heart: the paper's remedy is many of them, 69 on average (Noroozi
and Favaro, 2016).
"""

import math

import torch
from torch import Tensor

from pitfalls.frozen import Refused
from pitfalls.streams import Rng, key

# SplitMix64 (Steele, Lea and Flood, 2014), in the signed numbers that torch has
GOLDEN, FIRST, SECOND = (n - 2**64 for n in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))
BITS = 24  # of a float32 in [0, 1)


class Repeated(Rng):
    """The stream of one purpose for a batch of pictures, keyed by each one's number and by one of `many` questions.

    Which of its questions a picture is asked is drawn anew each step; what is drawn then is the same for ever. No table
    is held, so that a set may be of any size. Draws have one row a picture; what is drawn for a whole batch is Refused.
    """

    def __init__(self, seed: int, purpose: str, many: int, device: torch.device | str = "cpu"):
        super().__init__(seed, purpose, device)
        self.many, self.choosing = many, Rng(seed, f"{purpose}/question", device)
        self.base = key(seed, purpose, "repeated")
        self.rows: Tensor | None = None

    def at(self, step: int) -> "Repeated":
        super().at(step)
        return self

    def about(self, index: Tensor) -> "Repeated":
        """The same stream for the pictures numbered `index` (B,), from its first draw on."""
        which = self.choosing.at(self.step).integers(0, self.many, len(index))
        self.rows, self.call = mixed(GOLDEN * (index * self.many + which + 1) + self.base), 0
        return self

    def uniform(self, *shape: int) -> Tensor:
        """Uniform draws in [0, 1), float32, of the given shape, whose first axis is that of the pictures."""
        if self.rows is None or not shape or shape[0] != len(self.rows):
            rows = 0 if self.rows is None else len(self.rows)
            raise Refused(
                f"{self.purpose} draws the shape {shape} for {rows} pictures, but to repeat the questions of a picture "
                "every draw must have one row for each; draw so, or set questions to 0"
            )
        self.call += 1
        place = torch.arange(1, math.prod(shape[1:]) + 1, device=self.rows.device)
        words = mixed(mixed(self.rows + self.call)[:, None] + GOLDEN * place)
        return (shifted(words, 64 - BITS).float() / 2**BITS).view(shape)

    def noise(self, *shape: int) -> Tensor:
        """Standard normal noise (Box and Muller, 1958)."""
        far, angle = self.uniform(shape[0], 2, *shape[1:]).unbind(1)
        return (-2 * (1 - far).log()).sqrt() * (2 * math.pi * angle).cos()


def shifted(words: Tensor, by: int) -> Tensor:
    """Words of 64 bits moved right by so many, zeros entering."""
    return (words >> by) & ((1 << (64 - by)) - 1)


def mixed(words: Tensor) -> Tensor:
    """Words of 64 bits, scrambled."""
    words = (words ^ shifted(words, 30)) * FIRST
    words = (words ^ shifted(words, 27)) * SECOND
    return words ^ shifted(words, 31)
