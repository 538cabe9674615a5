"""A module of the user's own, taken as it is."""

import hashlib
import inspect
from copy import deepcopy
from typing import ClassVar

from torch import Tensor, nn

from pitfalls.encoders.base import Encoder
from pitfalls.frozen import frozen, knob


class Maps(nn.Module):
    """Any module's output as a tuple of maps: a tensor (N, D) becomes one map (N, D, 1, 1)."""

    def __init__(self, module: nn.Module):
        super().__init__()
        self.module = module

    def forward(self, images: Tensor) -> tuple[Tensor, ...]:
        out = self.module(images)
        maps = tuple(out.values()) if isinstance(out, dict) else out if isinstance(out, tuple | list) else (out,)
        return tuple(each if each.ndim == 4 else each.flatten(1)[:, :, None, None] for each in maps)


@frozen
class Given(Encoder):
    """A copy of `module`, which maps (N, C, h, w) to a map, a vector, or a tuple or dictionary of maps."""

    digest_only: ClassVar[bool] = True

    module: nn.Module = knob(help="the module; it is copied, never trained in place")
    keep: bool = knob(default=False, help="start from its weights instead of fresh ones")

    def build(self, channels: int) -> nn.Module:
        return Maps(deepcopy(self.module))

    def digest(self) -> str:
        """A hex digest of its source, its printed structure and, if they are kept, its weights."""
        text = hashlib.sha256(repr(self.module).encode())
        try:
            text.update(inspect.getsource(type(self.module)).encode())
        except (OSError, TypeError):
            text.update(type(self.module).__qualname__.encode())
        for name, value in self.module.state_dict().items():
            text.update(f"{name} {tuple(value.shape)}".encode())
            if self.keep:
                text.update(value.detach().cpu().contiguous().numpy().tobytes())
        return text.hexdigest()
