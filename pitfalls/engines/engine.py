"""What an engine is: it says where cells would be computed, and has them computed."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from pitfalls.engines.here import Watcher
from pitfalls.experiment.cells import Cell
from pitfalls.experiment.origin import Origin
from pitfalls.frozen import Refused
from pitfalls.ledger.ledger import Ledger
from pitfalls.trial import Trial


class Engine(ABC):
    """Used as a context: inside it is ready, and at the end it has nothing left behind."""

    def __enter__(self) -> "Engine":
        return self

    def __exit__(self, *error: object) -> None:
        return None

    @abstractmethod
    def place(self, device: str) -> str:
        """The device that is meant by auto, cpu, cuda or mps; Refused where there is none."""

    @abstractmethod
    def env(self, trial: Trial, place: str) -> str:
        """The fingerprint of the environment in which it computes a trial."""

    @abstractmethod
    def run(
        self,
        cells: Sequence[Cell],
        ledger: Ledger,
        place: str,
        watch: Watcher,
        deadline: float | None = None,
        origin: Origin | None = None,
    ) -> None:
        """Compute the cells into the ledger; past the deadline (time.monotonic) none is begun."""


def engine_named(text: str) -> Engine:
    """The engine that "local", "ray" or "ray:ADDRESS" stands for."""
    name, colon, address = text.partition(":")
    if name == "ray" and (address or not colon):
        from pitfalls.engines.cluster import Cluster

        return Cluster(address)
    if text != "local":
        raise Refused(f"--engine is {text!r}, but it should be local, ray or ray:ADDRESS, as ray:10.0.0.1:6379")
    from pitfalls.engines.local import Local

    return Local()
