"""This machine as an engine: as many processes as it has cores, or one for a device of another kind."""

from collections.abc import Sequence

from pitfalls.engines.engine import Engine
from pitfalls.engines.here import Watcher, run_here
from pitfalls.engines.processes import run_processes
from pitfalls.experiment.cells import Cell, env_of
from pitfalls.experiment.origin import Origin
from pitfalls.images.reading import CORES
from pitfalls.ledger.ledger import Ledger
from pitfalls.training.place import device_named
from pitfalls.trial import Trial


def workers_for(device: str) -> int:
    """How many processes compute: one a core on the CPU, one on a device of another kind; with none, this one does."""
    return CORES if device == "cpu" else 1


class Local(Engine):
    """Cells are computed in processes of their own, so that one that kills its process stops no other."""

    def place(self, device: str) -> str:
        return str(device_named(device))

    def env(self, trial: Trial, place: str) -> str:
        return env_of(trial, place)

    def run(
        self,
        cells: Sequence[Cell],
        ledger: Ledger,
        place: str,
        watch: Watcher,
        deadline: float | None = None,
        origin: Origin | None = None,
    ) -> None:
        crew = min(workers_for(place), len(cells))
        if crew:
            run_processes(cells, ledger, place, watch, crew, deadline, origin)
        else:
            run_here(cells, ledger, place, watch, deadline)
