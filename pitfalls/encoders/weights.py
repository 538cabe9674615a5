"""The weights of a module as bytes and back, whatever it shares between its parts or keeps beside its tensors."""

import io
from copy import deepcopy
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
    """Give a module of the same build the state that was packed, in place; Refused where it is another module's."""
    try:
        module.load_state_dict(_state(data))
    except Exception as error:  # the bytes may be anybody's, and a module may refuse a state in its own ways
        told = (str(error).strip().splitlines() or [""])[-1].strip()
        raise Refused(f"the weights do not fit {type(module).__name__}: {type(error).__name__}: {told}") from error


def _state(data: bytes) -> dict[str, Any]:
    state: dict[str, Any] = {}
    for name, value in load(data).items():
        if name.endswith(BESIDE):
            kept = io.BytesIO(value.numpy().tobytes())
            state[name.removesuffix(BESIDE)] = torch.load(kept, weights_only=True)
        else:
            state[name] = value
    return state


def check_kept(module: nn.Module) -> None:
    """Refused where the module keeps a state that could not be stored after training, or would not be taken back."""
    for name, value in module.state_dict().items():
        kind = f"a {type(value).__name__}"
        try:
            if isinstance(value, Tensor):
                kind = f"a tensor of {value.dtype}, {value.layout}, on {value.device}"
                save({"one": value.detach()[:0].cpu().contiguous() if value.ndim else value.detach().cpu()})
            else:
                torch.load(io.BytesIO(_saved(value)), weights_only=True)
        except Exception:  # pickle and safetensors say in many ways that they will not
            told = f"{name} of {type(module).__name__} keeps {kind}, which cannot be stored safely"
            raise Refused(f"{told}; keep plain tensors, numbers and text there, or nothing.") from None
    try:
        copy = deepcopy(module)
    except Exception:  # the digest says what it is that is no copy's
        return
    try:
        unpacked(copy, packed(module))
    except Refused as error:
        told = f"{type(module).__name__} does not take back the state that it gives"
        raise Refused(f"{told} ({str(error).rstrip('.')}); its encoder could not be loaded.") from None


def _saved(value: Any) -> bytes:
    out = io.BytesIO()
    torch.save(value, out)
    return out.getvalue()
