"""Whether a part gives on a GPU what it gives on the CPU; asked only where there is one."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from pitfalls.ambiguity.base import Score
from pitfalls.audit.attackers.base import Attacker
from pitfalls.path.walk import Path
from pitfalls.shapes import Frames
from pitfalls.shortcuts.base import Cue, Defense
from pitfalls.streams import Rng
from pitfalls.tasks.base import Task
from pitfalls.testing import attacker, score
from pitfalls.testing.broken import Broken, name_of
from pitfalls.testing.devices import CUDA
from pitfalls.testing.given import acted, handed, held, several, small

PARITY, FEW = 1e-3, 0.01  # of the range, and the share of values that may be rounded otherwise


def agrees_on_a_gpu(part: Any) -> None:
    """On a GPU it gives what it gives on the CPU: to 1e-3, but for one value in a hundred that is rounded otherwise."""
    for here, there in both(part):
        there = there.cpu()
        bound = PARITY * here.float().abs().clamp(min=1)
        apart = float(((here.float() - there.float()).abs() > bound).float().mean())
        if here.shape != there.shape or here.dtype != there.dtype or apart > FEW:
            told = f"in {apart:.1%} of its values by more than {PARITY}"
            raise Broken(f"{name_of(part)} differs between the CPU and the GPU {told}, but {FEW:.0%} may")


def both(part: Any) -> Iterator[tuple[Tensor, Tensor]]:
    """What a part gives here and there, as tensors."""
    if isinstance(part, Cue | Defense):
        given = handed(part)
        yield acted(part, given, Rng(0, "testing")), acted(part, moved(given), Rng(0, "testing", CUDA))
    elif isinstance(part, Task):
        trial = small(part)
        asked = [
            Path(part, (), (), 0, "train", each).ask(held(trial, each), several(each), 0)
            for each in (torch.device("cpu"), CUDA)
        ]
        yield asked[0][0][0], asked[1][0][0]
        here, there = (answer.target for _, answer in asked)
        assert isinstance(here, Tensor) and isinstance(there, Tensor)
        yield here, there
    elif isinstance(part, Score):
        for _, guess, answer in score.judged(part):
            told = {name: getattr(answer, name) for name in ("target", "weight", "index", "memory")}
            sent = replace(answer, **{name: each.to(CUDA) for name, each in told.items() if each is not None})
            ready = score.fitted(part, answer)
            yield ready.loss(guess, answer), ready.loss(guess.to(CUDA), sent)
    elif isinstance(part, Attacker):
        views = attacker.views(part)
        yield part.read(views), part.read(views.to(CUDA))


def moved(given: Any) -> Any:
    """Frames, windows or views on the GPU."""
    if not isinstance(given, Frames):
        return given.to(CUDA)
    return Frames(given.pixels.to(CUDA), given.axis.to(CUDA), given.radius.to(CUDA), given.margin)
