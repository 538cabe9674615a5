"""How many directions features spread over: the effective rank. (Roy and Vetterli, 2007; Garrido et al., 2023.)"""

import torch
from torch import Tensor


def effective_rank(features: Tensor) -> float:
    """The exponential of the entropy of the singular values of centered features (N, D), from 1 to min(N, D).

    Features are taken raw: to standardize them first would lift directions that carry next to nothing. Nothing but
    equal features has rank 0.
    """
    values = torch.linalg.svdvals((features - features.mean(0)).double())
    if float(values.sum()) <= 1e-12 * max(1.0, float(features.abs().max())):
        return 0.0
    share = values / values.sum()
    return float(torch.special.entr(share).sum().exp())
