"""Cells on the nodes of a Ray cluster, or of one that is started here for as long as the run takes."""

import os
import time
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from pitfalls.engines.crew import WORKER
from pitfalls.engines.engine import Engine
from pitfalls.engines.here import Watcher, run_rest
from pitfalls.engines.node import Job, look, take
from pitfalls.experiment.cells import Cell
from pitfalls.experiment.origin import Origin
from pitfalls.frozen import Refused
from pitfalls.ledger.ledger import Ledger
from pitfalls.trial import Trial

LOST = "the process or the node that computed it was lost, twice"


class Cluster(Engine):
    """Ray Core: a cell is a task whose record comes back to this ledger; where it is lost it is repeated once."""

    def __init__(self, address: str):
        try:
            import ray  # pyright: ignore[reportMissingImports]
        except ImportError:
            raise Refused("--engine ray needs Ray, which is not installed; pip install 'pitfalls[ray]'") from None
        self.ray: Any = ray
        self.address = address
        self.envs: dict[tuple[str, str], str] = {}

    def __enter__(self) -> "Cluster":
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is told to anybody
        own = {} if self.address else {"include_dashboard": False}
        env = {"env_vars": WORKER}
        try:
            self.ray.init(self.address or "local", log_to_driver=False, logging_level="ERROR", runtime_env=env, **own)
        except Exception as error:  # Ray has no kind of its own for this
            told = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise Refused(f"no Ray cluster answers at {self.address or 'this machine'}: {told}") from error
        return self

    def __exit__(self, *error: object) -> None:
        self.ray.shutdown()

    def place(self, device: str) -> str:
        if device == "auto":
            device = "cuda" if self.ray.cluster_resources().get("GPU") else "cpu"
        return self._looked(device, "fp32")[0]

    def env(self, trial: Trial, place: str) -> str:
        name = (place, trial.precision)
        if name not in self.envs:
            self.envs[name] = self._looked(*name)[1]
        return self.envs[name]

    def run(
        self,
        cells: Sequence[Cell],
        ledger: Ledger,
        place: str,
        watch: Watcher,
        deadline: float | None = None,
        origin: Origin | None = None,
    ) -> None:
        waiting, at, unlike = list(enumerate(cells))[::-1], {}, []
        task = self._task(take, place)
        while waiting or at:
            if deadline is not None and time.monotonic() > deadline:
                waiting = []
            while waiting and len(at) < self._slots(place):  # so that nodes which come or go are noticed
                number, cell = waiting.pop()
                held = ExitStack()
                mine = all([held.enter_context(ledger.claimed(key)) for key in cell.trials()])
                if mine and not cell.done(ledger, self.env(cell.trial, place)):
                    at[task.remote(self._job(cell, ledger, place, origin))] = number, held
                else:
                    held.close()
                    watch({"cell": number, "status": "elsewhere"})
            for ref in self.ray.wait(list(at), timeout=1)[0] if at else ():
                number, held = at.pop(ref)
                with held:
                    event = self._taken(ref, cells[number], ledger, place)
                unlike += [number] if "unlike" in event else []
                if "status" in event:
                    watch({"cell": number, "status": event["status"]})
        run_rest(unlike, cells, ledger, place, watch, deadline)

    def _job(self, cell: Cell, ledger: Ledger, place: str, origin: Origin | None) -> Job:
        env = self.env(cell.trial, place)
        known = tuple(record for key in cell.trials() if (record := ledger.find(key, env)))
        return Job(cell.pack(), origin, place, cell.trial.precision, env, known, os.getcwd())

    def _taken(self, ref: Any, cell: Cell, ledger: Ledger, place: str) -> dict[str, Any]:
        """Store what a task gave, or that it was lost; gives what became of the cell."""
        env = self.env(cell.trial, place)
        try:
            event, finished, tried = self.ray.get(ref)
        except self.ray.exceptions.RayError as error:
            code = isinstance(error, self.ray.exceptions.RayTaskError)
            event = {"error": str(error).strip().splitlines()[-1] if code else f"{LOST} ({type(error).__name__})"}
            finished, tried = [], []
        for record, weights in finished:
            ledger.finish(record["key"], record, weights)
        for each in tried:
            event["status"] = ledger.attempt(each["key"], env, each)
        if "refused" in event:
            raise Refused(event["refused"])
        if "error" in event:
            left = cell.left(ledger, env)
            event["status"] = ledger.attempt(left[0], env, {"status": "error"} | event) if left else "ok"
        return event

    def _looked(self, device: str, precision: str) -> tuple[str, str]:
        try:
            return self.ray.get(self._task(look, device).remote(device.partition(":")[0], precision))
        except self.ray.exceptions.RayTaskError as error:
            cause = error.cause
            raise Refused(str(cause)) if isinstance(cause, Refused) else error from None

    def _task(self, function: Any, device: str) -> Any:
        gpus = 1 if device.startswith("cuda") else 0
        return self.ray.remote(num_cpus=1, num_gpus=gpus, max_retries=1)(function)

    def _slots(self, place: str) -> int:
        return max(1, int(self.ray.cluster_resources().get("GPU" if place.startswith("cuda") else "CPU", 0)))
