"""Initial weights keyed by parameter name: a part that is added or taken away re-rolls no other."""

import torch
from torch import nn

from pitfalls.streams import generator


@torch.no_grad()
def initialize(module: nn.Module, seed: int, purpose: str) -> None:
    """Draw every weight of `module` from a stream of its own, in place.

    Matrices and kernels get He's normal law for ReLU (He et al., 2015), vectors and normalization their
    neutral values; a parameter that is none of these keeps what the constructor gave it.
    """
    for name, part in module.named_modules():
        weight, bias = getattr(part, "weight", None), getattr(part, "bias", None)
        if isinstance(weight, nn.Parameter) and weight.ndim >= 2:
            keyed = generator(seed, purpose, f"{name}.weight")
            fresh = torch.empty(weight.shape)
            nn.init.kaiming_normal_(fresh, nonlinearity="relu", generator=keyed)
            weight.copy_(fresh)
        elif isinstance(weight, nn.Parameter):
            nn.init.ones_(weight)
        if isinstance(bias, nn.Parameter):
            nn.init.zeros_(bias)
        if isinstance(part, nn.modules.batchnorm._NormBase):
            part.reset_running_stats()
