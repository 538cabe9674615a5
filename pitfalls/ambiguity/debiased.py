"""NT-Xent that doubts its negatives: debiased (Chuang et al., 2020) and hard (Robinson et al., 2021)."""

import math

import torch
from torch import Tensor

from pitfalls.ambiguity.base import Score
from pitfalls.ambiguity.ntxent import check_pairs
from pitfalls.frozen import frozen, knob
from pitfalls.shapes import Answer
from pitfalls.tasks.base import Task
from pitfalls.tasks.contrastive import likeness


@frozen
class DebiasedNTXent(Score):
    """NT-Xent in nats, (B,), whose sum over negatives is corrected for those that show the same thing.

    With s the cosines over `temperature`, p that of the true pair and N = 2B - 2 negatives n, the loss is
    -p + log(exp(p) (1 + repeated) + G), where G = (H - prior N exp(p)) / (1 - prior), at least N exp(-1 / temperature),
    and H = N mean(exp((1 + hardness) n)) / mean(exp(hardness n)), whose weights are differentiated too. All three at 0
    are `NTXent`. What a trial knows of its pictures may be told: with twins, `prior` is the share of false negatives.
    """

    code: int = knob(default=64, ge=2, le=4096, unit="numbers", help="size of the code the head gives a view")
    temperature: float = knob(default=0.5, gt=0, le=10, help="what the cosine is divided by")
    prior: float = knob(default=0.1, ge=0, lt=1, help="share of the negatives that are taken to be positives; 0 is off")
    hardness: float = knob(default=0.0, ge=0, le=10, help="how much more the nearest negatives count; 0 is off")
    repeated: float = knob(
        default=0.0, ge=0, le=10, unit="times", help="how often the true pair is wrongly counted as a negative too"
    )

    def width(self, task: Task) -> int:
        check_pairs("DebiasedNTXent", task)
        return self.code

    def loss(self, guess: Tensor, answer: Answer) -> Tensor:
        like, other = likeness(guess)
        like = like / self.temperature
        own = like.gather(1, other[:, None])
        negatives = max(len(like) - 2, 0)
        place = torch.arange(len(like), device=like.device)
        left_out = (place[:, None] == place) | (place == other[:, None])
        like = like.masked_fill(left_out, 0)  # itself is -inf, and no number times 0
        lowest = torch.finfo(like.dtype).min / 100
        total = lambda weight: (weight * like).masked_fill(left_out, lowest).logsumexp(1, keepdim=True)
        company = math.log(max(negatives, 1))
        hard = total(1 + self.hardness)
        if self.hardness:
            hard = company + hard - total(self.hardness)
        top = torch.maximum(own, hard).detach()  # what all exponents are taken against, so that none overflows
        pair, least = (own - top).exp(), (-1 / self.temperature - top).exp() * negatives
        others = ((hard - top).exp() - self.prior * negatives * pair) / (1 - self.prior)
        each = top - own + (pair * (1 + self.repeated) + torch.maximum(others, least)).log()
        return each.view(-1, 2).mean(1)
