"""The maps that a net gives of a few images: told in words where it cannot take them, or gives no maps."""

from typing import Any

import torch
from torch import Tensor, nn

from pitfalls.frozen import Refused
from pitfalls.records.blame import blamed, named

SHAPES = (RuntimeError, ValueError, IndexError, AssertionError)  # by which nets say that a shape does not suit them
READ = "average over positions (AdaptiveAvgPool2d) before a linear layer, so that it takes both"


def maps_of(net: nn.Module, images: Tensor, who: str, when: str) -> tuple[Tensor, ...]:
    """The maps (N, C, h, w) of images (N, C, h, w), or (N, V, C, h, w) for a joint net; Refused, told of `who`.

    when: what these images are, and what else the net is fed, for the refusal of their shape.
    """
    size = " x ".join(map(str, images.shape[1:]))
    try:
        with torch.no_grad():
            maps = net(images)
    except Refused:
        raise
    except SHAPES as error:
        if "alloc" in str(error) or "out of memory" in str(error):
            raise  # it has nothing to do with the shape
        odd = {str(each.dtype) for each in net.parameters() if each.is_floating_point() and each.dtype != torch.float32}
        hint = f"its weights are {' and '.join(sorted(odd))}, so call .float() on it" if odd else when
        raise Refused(f"{who} cannot take {size} ({blamed(error) or named(error)}); {hint}") from error
    _check_maps(maps, len(images), who)
    return maps


def _check_maps(maps: Any, count: int, who: str) -> None:
    wanted = f"but it should give a tuple of its stage maps, ({count}, C, h, w) each"
    if not isinstance(maps, tuple) or not maps:
        shape = f"a tensor {tuple(maps.shape)}" if isinstance(maps, Tensor) else f"a {type(maps).__name__}"
        raise Refused(f"{who} gives {shape} for {count} images, {wanted}; a comma makes a tuple: (map,)")
    for each in maps:
        if not isinstance(each, Tensor) or each.ndim != 4 or len(each) != count:
            shape = f"the shape {tuple(each.shape)}" if isinstance(each, Tensor) else f"a {type(each).__name__}"
            hint = "; a vector (N, D) is a map of one place: (vector[:, :, None, None],)"
            raise Refused(f"{who} gives {shape} for {count} images, {wanted}{hint}")
