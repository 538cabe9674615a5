"""A bank: for each training picture the running mean of what was kept of it, found again by its number.

Wu, Xiong, Yu and Lin (2018) keep codes in it; Feng, Xu and Tao (2019) codes, and how surely a picture stands upright.
"""

from dataclasses import replace

import torch
from torch import Tensor

from pitfalls.shapes import Answer


class Bank:
    """rows (count, width + 1): the running mean of each picture, zeros before it was seen, and how often it was."""

    def __init__(self, count: int, width: int, momentum: float, device: torch.device | str = "cpu"):
        self.rows = torch.zeros(count, width + 1, device=device)
        self.momentum = momentum

    def tell(self, answer: Answer) -> Answer:
        """The answer with what is remembered of every picture."""
        return replace(answer, memory=self.rows)

    @torch.no_grad()
    def keep(self, seen: Tensor, index: Tensor) -> None:
        """Mix what was seen (B, width) of the pictures numbered `index` (B,), each once, into their rows.

        The first time it stands for itself, later the old mean counts `momentum`.
        """
        old = self.rows.index_select(0, index)
        share = torch.where(old[:, -1:] > 0, self.momentum, 0.0)
        mean = share * old[:, :-1] + (1 - share) * seen
        self.rows.index_copy_(0, index, torch.cat([mean, old[:, -1:] + 1], 1))
