"""Whether a part draws from the stream that it is handed, and from no other."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import torch
from torch import Tensor

from pitfalls import streams
from pitfalls.path.watched import watched
from pitfalls.streams import Rng
from pitfalls.testing.broken import Broken

T = TypeVar("T")


class Noted(Rng):
    """A stream that notes each of its draws; where it is `held`, a part cannot move it to another step."""

    def __init__(self, seed: int, purpose: str, device: torch.device | str = "cpu", held: str = ""):
        super().__init__(seed, purpose, device)
        self.held_by, self.drawn = held, []

    def at(self, step: int) -> "Noted":
        if self.held_by:
            raise Broken(f"{self.held_by} moves its stream to step {step}, but the path alone says which step it is")
        super().at(step)
        return self

    def uniform(self, *shape: int) -> Tensor:
        self.drawn.append((self.step, shape))
        return super().uniform(*shape)


def in_own_stream(name: str, call: Callable[[Rng], T], handed: Tensor | None = None, seed: int = 3, step: int = 5) -> T:
    """What `call` gives of a stream, asked twice; Broken where it draws from another one, Refused where it varies."""

    def once() -> T:
        rng = Noted(seed, "testing")
        rng.at(step).held_by = name
        with noted() as purposes:
            out = call(rng)
        for purpose in purposes - {rng.purpose}:
            raise Broken(f"{name} draws from a stream {purpose!r}, but it may only draw from the rng that it is handed")
        if (rng.seed, rng.purpose, rng.step) != (seed, "testing", step):
            raise Broken(f"{name} changes the rng that it is handed, but it may only draw from it")
        return out

    return watched(name, once, handed, "tensor")


@contextmanager
def noted() -> Iterator[set[str]]:
    """The purposes of all streams that are drawn from inside."""
    found: set[str] = set()
    plain = streams.generator

    def noting(*parts: object) -> torch.Generator:
        found.add(str(parts[1]) if len(parts) > 1 else str(parts))
        return plain(*parts)

    streams.generator = noting
    try:
        yield found
    finally:
        streams.generator = plain


class Deaf(Rng):
    """A stream that nothing may be drawn from."""

    def __init__(self, name: str):
        super().__init__(0, "testing")
        self.name = name

    def uniform(self, *shape: int) -> Tensor:
        raise Broken(f"{self.name} draws, but {self.name}.deterministic says that it does not")

    def noise(self, *shape: int) -> Tensor:
        return self.uniform(*shape)
