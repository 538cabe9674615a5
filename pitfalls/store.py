"""Trials from Python: run one (once), load it again, and take its encoder."""

import warnings
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import nn

from pitfalls.encoders.network import Network
from pitfalls.encoders.weights import unpacked
from pitfalls.experiment.cells import Cell, compute, env_of
from pitfalls.frozen import Refused
from pitfalls.ledger.ledger import Ledger
from pitfalls.path.walk import Path
from pitfalls.records.record import revive
from pitfalls.training.loop import start
from pitfalls.training.place import alone
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
        unpacked(body, self.ledger.weights(self.record["key"], self.record["env"]["fingerprint"]))
        return Centered(body).eval()

    def network(self) -> Network:
        """The untrained network of the trial, its encoder still at its initial weights."""
        fitted, files = self.record.get("fitted"), self.record["files"]
        told = fitted["fields"] if fitted else {}
        estimated = [name for name in ("cues", "defenses", "score") if name in told]
        trial = replace(self.trial, **{name: revive(told[name], files) for name in estimated})
        with alone(torch.device("cpu"), trial.seed):
            path = Path(trial.task, trial.cues, trial.defenses, trial.seed, "train")
            return start(trial, path, trial.images.load("train", trial.seed, 2))


class Centered(nn.Module):
    """An encoder that is fed plain images in [0, 1], as `Network.encode` feeds it."""

    def __init__(self, encoder: nn.Module):
        super().__init__()
        self.encoder = encoder

    def forward(self, images: torch.Tensor) -> tuple[torch.Tensor, ...]:
        return self.encoder((images - 0.5) * 4)


def run(trial: Trial, device: str = "auto", results: str = "results", watch: Any = None) -> Run:
    """Train and read a trial, or read it from `results` where it was finished before in this environment."""
    ledger, trial = Ledger(results), afresh(trial)
    env = env_of(trial, device)
    status = compute(Cell("", trial), ledger, device, watch or (lambda step, steps: None))
    record = ledger.find(trial.key, env)
    if record is None:
        tried = ledger.attempted(trial.key, env) or {}
        why = tried.get("error") or "another process is at it"
        if tried.get("status") == "failed":
            why += f" (twice, and is tried again once {ledger.attempt_path(trial.key, env)} is deleted)"
        raise Refused(f"the trial {trial.key} was not finished ({tried.get('status', status)}): {why}")
    for told in record.get("warnings", ()):
        warnings.warn(told, stacklevel=2)
    if record["status"] == "nan":
        told = f"the weights became NaN or infinite within {record['steps']} steps: nothing was read of the network"
        warnings.warn(told, stacklevel=2)
    return Run(trial, record, ledger)


def load(which: Trial | str, results: str = "results", device: str = "auto") -> Run:
    """A finished trial, by itself or by its key, as computed here or else elsewhere; Refused where there is none."""
    ledger = Ledger(results)
    which = which if isinstance(which, str) else afresh(which)
    key = which if isinstance(which, str) else which.key
    record = ledger.find(key)
    if record is None:
        raise Refused(f"there is no finished run {key} under {results}; `run` it first.")
    trial = revive(record["trial"], record["files"]) if isinstance(which, str) else which
    return Run(trial, ledger.find(key, env_of(trial, device)) or record, ledger)


def afresh(trial: Trial) -> Trial:
    """The same trial with its key still to be taken: a notebook's later cell may have changed what it calls."""
    return replace(trial)
