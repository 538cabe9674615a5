"""What a node of a cluster does: it computes one cell into a folder of its own, and sends the records back."""

import os
import platform
from contextlib import suppress
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import Any

from pitfalls.engines.worker import Event, perform
from pitfalls.experiment.origin import Origin
from pitfalls.ledger.ledger import Ledger
from pitfalls.training.environment import fingerprint
from pitfalls.training.place import device_named

Record = dict[str, Any]


@dataclass(frozen=True)
class Job:
    """A packed cell and all that a node must know to compute it.

    `env` is the environment that all cells of a precision must come from, `known` the records that are there already,
    `folder` the one in which the experiment was asked for.
    """

    data: Record
    origin: Origin | None
    device: str
    precision: str
    env: str
    known: tuple[Record, ...]
    folder: str


def look(device: str, precision: str) -> tuple[str, str]:
    """The device that is meant on a node, and the fingerprint of its environment."""
    place = str(device_named(device))
    return place, fingerprint(place, precision)


def take(job: Job) -> tuple[Event, list[tuple[Record, bytes | None]], list[Record]]:
    """Compute a cell; gives what became of it, its finished records with their weights, and its failed attempts."""
    with suppress(OSError):  # where the node has no such folder, what is named by a relative path is told as missing
        os.chdir(job.folder)
    if fingerprint(job.device, job.precision) != job.env:
        told = f"the node {platform.node()} computes in another environment than the node that was asked first"
        return {"refused": f"{told}; take nodes with one kind of processor and equal versions"}, [], []
    with TemporaryDirectory(prefix="pitfalls-") as there:
        ledger = Ledger(there)
        for record in job.known:
            ledger.finish(record["key"], record)
        event = perform(job.data, job.origin, ledger, job.device, lambda step, steps: None)
        keys = [key for key in job.data["keys"] if key and key not in [record["key"] for record in job.known]]
        records = [record for key in keys if (record := ledger.find(key))]
        tried = [record for key in keys if (record := ledger.attempted(key))]
        weights = [ledger.weights(record["key"]) if "encoder" in record else None for record in records]
        return event, list(zip(records, weights, strict=True)), tried
