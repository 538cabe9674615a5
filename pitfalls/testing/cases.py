"""All that a part promises as pytest cases, one a promise; pytest itself is imported only where cases are made."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import torch

from pitfalls.ambiguity.base import Score
from pitfalls.audit.attackers.base import Attacker
from pitfalls.difficulty.base import Dial
from pitfalls.frozen import Refused
from pitfalls.shortcuts.base import Cue, Defense
from pitfalls.tasks.base import Task
from pitfalls.testing import attacker, cue, defense, dial, score, task
from pitfalls.testing.broken import Promise, keeps
from pitfalls.testing.on_a_gpu import agrees_on_a_gpu

KINDS: tuple[tuple[type, Any], ...] = (
    (Cue, cue),
    (Defense, defense),
    (Task, task),
    (Score, score),
    (Dial, dial),
    (Attacker, attacker),
)


def promises(part: Any) -> Iterator[Promise]:
    """What the kind of a part promises; Refused where it is no part, or a class in the place of one."""
    for kind, room in KINDS:
        if isinstance(part, kind):
            yield from room.PROMISES
            if kind is not Dial:
                yield agrees_on_a_gpu
            return
    name = part.__name__ if isinstance(part, type) else repr(part)
    hint = f"; make one, as in {name}()" if isinstance(part, type) else ""
    raise Refused(f"{name} is no cue, defense, task, score, dial or attacker{hint}")


def cases(*parts: Any) -> list[Any]:
    """One case a promise of each part, for `@pytest.mark.parametrize("promise", cases(Mine()))`: call it, promise()."""
    import pytest

    made = []
    for part in parts:
        for promise in promises(part):
            lacks = promise is agrees_on_a_gpu and not torch.cuda.is_available()
            marks = [pytest.mark.skip(reason="there is no GPU")] if lacks else []
            made.append(
                pytest.param(partial(keeps, promise, part), id=f"{_told(part)}-{promise.__name__}", marks=marks)
            )
    return made


def _told(part: Any) -> str:
    if isinstance(part, Dial):
        return part.field if isinstance(part.field, str) else "+".join(part.field)
    return type(part).__name__
