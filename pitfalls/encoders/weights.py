"""The weights of a module as bytes and back, whatever it shares between its parts or keeps beside its tensors."""

import io
from typing import Any

import torch
from safetensors.torch import load, save
from torch import Tensor, nn

from pitfalls.frozen import Refused

BESIDE = "@beside"  # follows the name of what is no tensor, kept as the bytes that torch saves


def packed(module: nn.Module) -> bytes:
    """All of its state, each name with numbers of its own: tied weights are written once a name."""
    tensors = {}
    for name, value in module.state_dict().items():
        if isinstance(value, Tensor):
            tensors[name] = value.detach().cpu().contiguous().clone()
        else:
            tensors[name + BESIDE] = torch.frombuffer(bytearray(_saved(value)), dtype=torch.uint8)
    return save(tensors)


def unpacked(module: nn.Module, data: bytes) -> None:
    """Give a module of the same build the state that was packed, in place."""
    state: dict[str, Any] = {}
    for name, value in load(data).items():
        if name.endswith(BESIDE):
            kept = io.BytesIO(value.numpy().tobytes())
            state[name.removesuffix(BESIDE)] = torch.load(kept, weights_only=True)
        else:
            state[name] = value
    module.load_state_dict(state)


def check_kept(module: nn.Module) -> None:
    """Refused where the module keeps a state beside its tensors that could not be stored after training."""
    for name, value in module.state_dict().items():
        if isinstance(value, Tensor):
            continue
        try:
            torch.load(io.BytesIO(_saved(value)), weights_only=True)
        except Exception:  # pickle says in many ways that it will not
            told = f"{name} of {type(module).__name__} keeps a {type(value).__name__}, which cannot be stored safely"
            raise Refused(f"{told}; keep tensors, numbers and text there, or nothing.") from None


def _saved(value: Any) -> bytes:
    out = io.BytesIO()
    torch.save(value, out)
    return out.getvalue()
