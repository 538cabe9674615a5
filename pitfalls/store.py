"""Trials from Python: run one (once), load it again, and take its encoder."""

import re
import warnings
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import nn

from pitfalls.encoders.centered import Centered
from pitfalls.encoders.network import Network
from pitfalls.encoders.weights import unpacked
from pitfalls.experiment.cells import Cell, compute, env_of
from pitfalls.frozen import Refused
from pitfalls.ledger.ledger import Ledger
from pitfalls.path.silent import SAYS, NoEffect
from pitfalls.path.walk import Path
from pitfalls.records.record import revive
from pitfalls.refused import plain
from pitfalls.report.finding import key_of
from pitfalls.report.learning import learning
from pitfalls.report.printed import printed
from pitfalls.report.progress import watched
from pitfalls.tasks.base import Task
from pitfalls.training.finite import outcome_of
from pitfalls.training.loop import start
from pitfalls.training.place import alone
from pitfalls.training.represented import represented
from pitfalls.trial import Trial

KEY = re.compile("[0-9a-f]{24}")  # what a trial is called in the ledger


@dataclass(frozen=True)
class Run:
    """A finished trial: its record as plain data, which prints as a table, and its encoder on demand."""

    trial: Trial
    record: dict[str, Any]
    ledger: Ledger

    @property
    def outcome(self) -> dict[str, Any]:
        """What was measured, accuracies in [0, 1], on images not trained on; printing the run explains those it has.

        probe: the label that decides, by a linear (ridge) probe of the frozen features; balanced: its mean over
        classes; knn: by the nearest neighbors; probe_1, probe_10: the probe taught 1 % or 10 % of the labels; second: a
        further label; logistic: by a logistic probe; layers: the probe of each stage map; floor_...: the same of the
        untrained net. proxy: the task's own questions; proxy_removed, proxy_reversed: with the cue gone or turned
        round; chance: the best blind guess at them. penalty of the probe; n_test images, questions asked.
        """
        return outcome_of(self.record)

    def __repr__(self) -> str:
        return printed(self.trial, self.record)

    def figure(self) -> Any:
        """Its learning curve, a matplotlib Figure: proxy and probe over steps, at the points that were asked for."""
        return learning({type(self.trial.task).__name__: [self.record]})

    @property
    def encoder(self) -> nn.Module:
        """The trained encoder, in evaluation mode on the CPU: (N, C, h, w) in [0, 1], centered, to its stage maps."""
        return Centered(self._trained().encoder).eval()

    def features(self, images: Any, layer: int | None = None, pool: int | None = None) -> torch.Tensor:
        """Features (N, D), float32, of images (N, 3, S, S), uint8 or in [0, 1], as the probe of this run read them.

        That is the map `layer` of the encoder (as the trial's reading says: -1, the last) averaged to pool x pool cells
        (4), channel by channel, of whole pictures, behind the defenses that draw nothing.
        """
        return represented(self.fitted, self._trained(), images, layer, pool)

    @property
    def fitted(self) -> Trial:
        """The trial with what was estimated from its pictures in the place of what was to be."""
        fitted, files = self.record.get("fitted"), self.record.get("files", {})
        told = fitted.get("fields", {}) if fitted else {}
        estimated = [name for name in ("cues", "defenses", "score") if name in told]
        return replace(self.trial, **{name: revive(told[name], files, apart=self.ledger.folder) for name in estimated})

    def _trained(self) -> Network:
        """The network with its encoder as trained; its head stays untrained."""
        network = self.network()
        unpacked(network.encoder, self.ledger.weights(self.record["key"], self.record["env"]["fingerprint"]))
        return network

    def network(self) -> Network:
        """The untrained network of the trial, its encoder still at its initial weights."""
        trial = self.fitted
        with alone(torch.device("cpu"), trial.seed):
            path = Path(trial.task, trial.cues, trial.defenses, trial.seed, "train")
            return start(trial, path, trial.images.load("train", trial.seed, 2))


def run(trial: Trial, device: str = "auto", results: str = "results", watch: Any = None) -> Run:
    """Train and read a trial, or read it from `results` where it was finished before in this environment.

    device: auto, cpu, cuda or mps; watch: what is told (step, steps) instead of a bar, which a terminal or a notebook
    shows. Refused, with the reason, where it was not finished.
    """
    ledger, trial = Ledger(results), afresh(trial)
    env = env_of(trial, device)
    with nullcontext(watch) if watch else watched(type(trial.task).__name__) as seen:
        status = compute(Cell("", trial), ledger, device, seen)
    record = ledger.find(trial.key, env)
    if record is None:
        tried = ledger.attempted(trial.key, env) or {}
        why = tried.get("error") or "another process is at it"
        if tried.get("status") == "failed":
            why += f" (twice, and is tried again once {ledger.attempt_path(trial.key, env)} is deleted)"
        raise Refused(f"the trial {trial.key} was not finished ({tried.get('status', status)}): {why}")
    for told in record.get("warnings", ()):
        warnings.warn(plain(told), NoEffect if SAYS in told else UserWarning, stacklevel=2)
    if record["status"] == "nan" and not record.get("warnings"):
        told = f"the weights became NaN or infinite within {record['steps']} steps: nothing was read of the network"
        warnings.warn(told, stacklevel=2)
    return Run(trial, record, ledger)


def load(
    which: Trial | str, results: str = "results", device: str = "auto", *, arm: str = "", seed: int | None = None
) -> Run:
    """A finished trial, by itself, by its key, or by the name of an experiment with an arm and a seed (0).

    As it was computed here, or else elsewhere; Refused where there is none.
    """
    ledger = Ledger(results)
    if isinstance(which, str) and (arm or seed is not None or not KEY.fullmatch(which)):
        which = key_of(which, arm, seed or 0, ledger)
    which = which if isinstance(which, str) else afresh(which)
    key = which if isinstance(which, str) else which.key
    record = ledger.find(key)
    if record is None:
        bad = [*ledger.faults(key), f"there is no finished run {key} under {results}; `run` it first."]
        raise Refused(f"{bad[0]} is not believed; `run` it again." if len(bad) > 1 else bad[0])
    told = record.get("trial"), record.get("files", {})
    trial = revive(*told, apart=ledger.folder) if isinstance(which, str) else which
    if not isinstance(trial, Trial):
        raise Refused(f"the record {key} under {results} speaks of a {type(trial).__name__} in the place of a trial.")
    return Run(trial, ledger.find(key, env_of(trial, device)) or record, ledger)


def afresh(trial: Trial) -> Trial:
    """The same trial with its key still to be taken: a notebook's later cell may have changed what it calls."""
    if not isinstance(trial, Trial):
        told = f"Trial(task={type(trial).__name__}(...))" if isinstance(trial, Task) else "Trial(task=Jigsaw())"
        raise Refused(f"{trial!r:.60} was given in the place of a trial; write {told}")
    return replace(trial)
