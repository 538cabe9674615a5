"""Trials from Python: run one (once), load it again, and take its encoder."""

import warnings
from dataclasses import dataclass, replace
from typing import Any

import torch
from safetensors.torch import load as read_tensors
from torch import nn

from pitfalls.encoders.network import Network
from pitfalls.experiment.cells import Cell, compute
from pitfalls.frozen import Refused
from pitfalls.ledger.ledger import Ledger
from pitfalls.records.record import revive
from pitfalls.training.loop import start
from pitfalls.training.outcome import device_named, prepared
from pitfalls.training.outcome import load as load_pictures
from pitfalls.trial import Trial


@dataclass(frozen=True)
class Run:
    """A finished trial: its record as plain data, and its encoder on demand."""

    trial: Trial
    record: dict[str, Any]
    ledger: Ledger

    @property
    def outcome(self) -> dict[str, Any]:
        """What was measured: probe, knn, proxy, floors, ..., as accuracies in [0, 1]."""
        return {name: value for name, value in self.record["outcome"].items() if name != "hits"}

    @property
    def encoder(self) -> nn.Module:
        """The trained encoder, in evaluation mode on the CPU: (N, C, h, w) in [0, 1], centered, to its stage maps."""
        body = self.network().encoder
        body.load_state_dict(read_tensors(self.ledger.weights(self.record["key"])))
        return Centered(body).eval()

    def network(self) -> Network:
        """The untrained network of the trial, its encoder still at its initial weights."""
        trial, place = prepared(self.trial), device_named("cpu")
        return start(trial, load_pictures(trial.images, "train", trial.seed, 2, place), place)


class Centered(nn.Module):
    """An encoder that is fed plain images in [0, 1], as `Network.encode` feeds it."""

    def __init__(self, encoder: nn.Module):
        super().__init__()
        self.encoder = encoder

    def forward(self, images: torch.Tensor) -> tuple[torch.Tensor, ...]:
        return self.encoder((images - 0.5) * 4)


def run(trial: Trial, device: str = "auto", results: str = "results", watch: Any = None) -> Run:
    """Train and read a trial, or read it from `results` where it was finished before."""
    ledger, trial = Ledger(results), afresh(trial)
    status = compute(Cell("", trial), ledger, device, watch or (lambda step, steps: None))
    record = ledger.find(trial.key)
    if record is None:
        why = (ledger.attempted(trial.key) or {}).get("error", "another process is at it")
        raise Refused(f"the trial {trial.key} was not finished ({status}): {why}")
    for told in record.get("warnings", ()):
        warnings.warn(told, stacklevel=2)
    return Run(trial, record, ledger)


def load(which: Trial | str, results: str = "results") -> Run:
    """A finished trial, by itself or by its key; Refused where `results` has none."""
    ledger = Ledger(results)
    which = which if isinstance(which, str) else afresh(which)
    key = which if isinstance(which, str) else which.key
    record = ledger.find(key)
    if record is None:
        raise Refused(f"there is no finished run {key} under {results}; `run` it first.")
    trial = revive(record["trial"], record["files"]) if isinstance(which, str) else which
    return Run(trial, record, ledger)


def afresh(trial: Trial) -> Trial:
    """The same trial with its key still to be taken: a notebook's later cell may have changed what it calls."""
    return replace(trial)
