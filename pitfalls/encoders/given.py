"""A module of the user's own, taken as it is."""

from copy import deepcopy
from itertools import chain
from typing import Any, ClassVar

from torch import Tensor, nn
from torch.nn.parameter import is_lazy

from pitfalls.encoders.base import Encoder
from pitfalls.encoders.weights import check_kept
from pitfalls.encoders.wiring import digest_of
from pitfalls.frozen import Refused, frozen, knob

EXPECTED = "it should give a map (N, C, h, w), a vector (N, D), or a tuple or dictionary of them"


class Maps(nn.Module):
    """Any module's output as a tuple of maps: a tensor (N, D) becomes one map (N, D, 1, 1)."""

    def __init__(self, module: nn.Module):
        super().__init__()
        self.module = module

    def forward(self, images: Tensor) -> tuple[Tensor, ...]:
        out = self.module(images)
        maps = tuple(out.values()) if isinstance(out, dict) else out if isinstance(out, tuple | list) else (out,)
        for each in maps:
            if not isinstance(each, Tensor) or each.ndim < 2 or len(each) != len(images):
                told = f"the shape {tuple(each.shape)}" if isinstance(each, Tensor) else f"a {type(each).__name__}"
                raise Refused(f"{type(self.module).__name__} gives {told} for {len(images)} images, but {EXPECTED}.")
        if not maps:
            raise Refused(f"{type(self.module).__name__} gives nothing, but {EXPECTED}.")
        return tuple(each if each.ndim == 4 else each.flatten(1)[:, :, None, None] for each in maps)


@frozen
class Given(Encoder):
    """A copy of `module`, which maps (N, C, h, w) to a map, a vector, or a tuple or dictionary of maps."""

    digest_only: ClassVar[bool] = True

    module: nn.Module = knob(help="the module; it is copied, never trained in place")
    keep: bool = knob(default=False, help="start from its weights instead of fresh ones")

    def __post_init__(self) -> None:
        for name, value in chain(self.module.named_parameters(), self.module.named_buffers()):
            if is_lazy(value):
                raise Refused(f"{name} of the module has no shape yet; call the module once on images to settle it")
        check_kept(self.module)

    @property
    def called(self) -> str:
        return type(self.module).__name__

    def build(self, channels: int) -> nn.Module:
        return Maps(deepcopy(self.module))

    def digest(self) -> str:
        """A hex digest of all that decides what it does; Refused where a part of it cannot be told."""
        return digest_of(self.module, self.keep)


def as_encoder(thing: Any) -> Any:
    """A plain module as the encoder it stands for; anything else as it is."""
    return Given(module=thing) if isinstance(thing, nn.Module) else thing
