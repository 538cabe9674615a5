"""A torch module told whole: which parts it has and which are one, their numbers, modes, hooks and attributes."""

from collections.abc import Collection
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules import module as every_module

from pitfalls.encoders.initialize import start
from pitfalls.frozen import Refused
from pitfalls.records.live import Live

PARTS = ("_parameters", "_buffers", "_modules")
HOOKS = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks", "_state_dict_hooks")
HOOKS += ("_state_dict_pre_hooks", "_load_state_dict_pre_hooks", "_load_state_dict_post_hooks")
FLAGS = ("_forward_hooks_with_kwargs", "_forward_hooks_always_called", "_forward_pre_hooks_with_kwargs")
GLOBAL = ("_global_forward_hooks", "_global_forward_pre_hooks", "_global_backward_hooks", "_global_backward_pre_hooks")


class Wiring(Live):
    """Tells modules and tensors; of a tensor in `replaced` (by id) the numbers decide nothing."""

    def __init__(self, replaced: Collection[int] = ()):
        super().__init__()
        self.replaced = replaced

    def special(self, thing: Any, at: str) -> bool:
        if isinstance(thing, nn.Module):
            self.module(thing, at)
        elif isinstance(thing, Tensor):
            self.tensor(thing, at)
        elif isinstance(thing, torch.Generator):
            self.say("generator", thing.get_state().numpy().tobytes())
        elif type(thing).__module__ == "torch._ops":
            self.say("operator", str(thing))
        else:
            return False
        return True

    def module(self, net: nn.Module, at: str) -> None:
        """A module: its class, its parts by name, its hooks in order, and every other attribute."""
        if isinstance(net, torch.jit.ScriptModule):
            raise Refused(f"{at} was compiled by torch.jit, which hides what it does; give the module itself.")
        if isinstance(net, torch._dynamo.OptimizedModule):
            self.each("compiled", (net._orig_mod,), at)
            return
        self.tell(type(net), at)
        held = dict(vars(net))
        for kind in PARTS:
            for name, each in held.pop(kind).items():
                self.say(kind, name)
                self.tell(each, f"{at}.{name}")
        self.say("fleeting", repr(sorted(held.pop("_non_persistent_buffers_set"))))
        flags = [set(held.pop(name, ())) for name in FLAGS]
        for kind in HOOKS:
            for number, hook in (held.pop(kind, None) or {}).items():  # numbered as they were made, in this process
                self.say(kind, repr([number in flag for flag in flags]))
                self.tell(hook, f"a hook of {at}")
        self.attributes(held, at)

    def tensor(self, values: Tensor, at: str) -> None:
        """A tensor: its kind, shape and modes, whose memory it shares, and its numbers."""
        if getattr(values, "_backward_hooks", None) or getattr(values, "_post_accumulate_grad_hooks", None):
            raise Refused(f"{at} has a hook of its own, which a copy of the net loses; put it in the forward pass.")
        self.say(type(values).__name__, f"{tuple(values.shape)} {values.dtype} {values.requires_grad}")
        plain = values.detach()
        if plain.layout == torch.strided and not plain.is_quantized and plain.numel() and not plain.is_meta:
            memory = plain.untyped_storage().data_ptr()
            if self.again(values, ("memory", memory)):
                self.say("place", f"{plain.storage_offset()} {plain.stride()}")
        self.attributes(getattr(values, "__dict__", {}), at)
        if id(values) in self.replaced:
            return
        try:
            # as bytes, since numpy knows no bfloat16
            dense = plain.to_dense() if plain.layout != torch.strided else plain
            self.say("numbers", dense.cpu().contiguous().flatten().view(torch.uint8).numpy().tobytes())
        except (RuntimeError, NotImplementedError, TypeError):
            told = f"has numbers of a kind that cannot be told ({values.dtype}, {values.layout}, {values.device})"
            raise Refused(f"{at} {told}; give a dense tensor that holds them.") from None


def digest_of(net: nn.Module, keep: bool) -> str:
    """A hex digest of all that decides what `net` does once it is initialized afresh (or not, with `keep`)."""
    replaced = set()
    for part in net.modules() if not keep else ():
        weights = part.named_parameters(recurse=False)
        replaced |= {id(weight) for leaf, weight in weights if start(part, leaf, weight) != "kept"}
        if isinstance(part, nn.modules.batchnorm._NormBase):
            replaced |= {id(values) for values in part.buffers(recurse=False)}
    wiring = Wiring(replaced)
    wiring.say("keep", str(keep))
    for kind in GLOBAL:
        wiring.each(kind, getattr(every_module, kind, {}).values(), "a hook of all modules")
    return wiring.digest(net, type(net).__name__)
