"""A device that is not there: fake CUDA tensors, on which a step must not mix devices nor wait for a number."""

import contextlib
import inspect
import sys
from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor, nn
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.func import functional_call
from torch.utils._python_dispatch import TorchDispatchMode

from pitfalls.path.walk import Path
from pitfalls.testing.broken import Broken, name_of
from pitfalls.testing.given import held, remembering, several
from pitfalls.training.loop import start
from pitfalls.trial import Trial

CUDA = torch.device("cuda")


class HostReads(TorchDispatchMode):
    """Notes the operations that make the host wait for the device."""

    WAIT = ("_local_scalar_dense", "nonzero", "is_nonzero", "masked_select", "unique", "equal")

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name = func.name().split("::")[-1].split(".")[0]
        if name in self.WAIT:
            self.seen.append(name)
        return func(*args, **(kwargs or {}))


@contextlib.contextmanager
def fake() -> Iterator[None]:
    """Fake tensors, and parts that forget what they have uploaded once; trials are made before."""
    forget()
    try:
        with FakeTensorMode(allow_non_fake_inputs=True):
            yield
    finally:
        forget()


def forget() -> None:
    """Empty what is kept a device: caches of functions of a `device`, and tables by (what, "cuda")."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] != "pitfalls":
            continue
        for value in list(vars(module).values()):
            if hasattr(value, "cache_clear") and "device" in inspect.signature(value).parameters:
                value.cache_clear()
            elif isinstance(value, dict):
                for key in [key for key in value if isinstance(key, tuple) and key and "cuda" in str(key[-1])]:
                    del value[key]


def there(module: nn.Module) -> dict[str, Tensor]:
    """The state of a module as fake tensors on the device, by name."""
    weights = {name for name, _ in module.named_parameters()}
    make = lambda name, each: torch.empty(each.shape, dtype=each.dtype, device=CUDA, requires_grad=name in weights)
    return {name: make(name, each) for name, each in module.state_dict().items()}


def stepped(trial: Trial) -> None:
    """Two steps of training on the fake device, each up to the backward pass, for which torch asks for a GPU.

    It fails where devices are mixed or a number is read back, and is Broken where anything lies on the CPU in the end.
    """
    assert trial.score is not None
    way = (trial.task, trial.cues, trial.defenses, trial.seed, "train")
    network, pictures = start(trial, Path(*way), held(trial)).train(), held(trial)
    with fake():
        path, seen, index, state = Path(*way, CUDA), pictures.on(CUDA), several(CUDA), there(network)
        bank = remembering(trial.score, CUDA)
        for step in (0, 1):
            views, answer = path.ask(seen, index, step)
            guess = functional_call(network, state, (views[0],)).float()
            loss = (trial.score.loss(guess, bank.tell(answer) if bank else answer) * answer.weight).mean()
            if bank:
                bank.keep(trial.score.remember(guess.detach(), answer), index)
            right = trial.task.correct(trial.score.commit(guess), answer)
            found = {"views": views[0], "the target": answer.target, "the loss": loss, "correct": right}
            for what, each in found.items():
                if isinstance(each, Tensor) and each.device.type != "cuda":
                    who = name_of((*trial.cues, *trial.defenses, trial.task)[0])
                    raise Broken(f"{who}: {what} of a trial on a GPU lies on {each.device}, but it should stay there")
