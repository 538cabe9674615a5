"""Initial weights keyed by parameter name: a part that is added or taken away re-rolls no other."""

from typing import Literal

import torch
from torch import Tensor, nn

from pitfalls.streams import generator

NORMS = (nn.modules.batchnorm._NormBase, nn.GroupNorm, nn.LayerNorm, nn.RMSNorm)
Start = Literal["drawn", "one", "zero", "kept"]


@torch.no_grad()
def initialize(module: nn.Module, seed: int, purpose: str) -> None:
    """Give every parameter of `module` its start, in place.

    What has two or more dimensions gets He's normal law for ReLU (He et al., 2015) from a stream of its own,
    normalization and biases their neutral values; a parameter that is none of these (a slope, a gain) keeps
    what the constructor gave it.
    """
    for name, part in module.named_modules():
        for leaf, parameter in part.named_parameters(recurse=False):
            match start(part, leaf, parameter):
                case "drawn":
                    fresh = torch.empty(parameter.shape)
                    keyed = generator(seed, purpose, f"{name}.{leaf}")
                    nn.init.kaiming_normal_(fresh, nonlinearity="relu", generator=keyed)
                    parameter.copy_(fresh)
                case "one":
                    nn.init.ones_(parameter)
                case "zero":
                    nn.init.zeros_(parameter)
        if isinstance(part, nn.modules.batchnorm._NormBase):
            part.reset_running_stats()


def start(part: nn.Module, leaf: str, parameter: Tensor) -> Start:
    """How the parameter called `leaf` of `part` starts."""
    if isinstance(part, NORMS) and leaf in ("weight", "bias"):
        return "one" if leaf == "weight" else "zero"
    if parameter.ndim >= 2:
        return "drawn"
    return "zero" if "bias" in leaf else "kept"
