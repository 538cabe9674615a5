"""A cell: one arm of an experiment at one seed, and the attack on its cue, computed once an environment and kept."""

import traceback
from dataclasses import dataclass
from typing import Any

from torch import OutOfMemoryError, nn

from pitfalls.encoders.weights import packed
from pitfalls.frozen import Refused
from pitfalls.images.once import once
from pitfalls.ledger.ledger import Ledger
from pitfalls.records.blame import blamed, named
from pitfalls.records.record import describe, own_files, revive
from pitfalls.training.environment import fingerprint
from pitfalls.training.outcome import Watch, run_trial
from pitfalls.training.place import device_named
from pitfalls.trial import REVISION, Trial


@dataclass(frozen=True)
class Cell:
    """An arm at a seed; `attack` is the trial in which a small attacker reads the arm's cue, or None."""

    arm: str
    trial: Trial
    attack: Trial | None = None

    @property
    def seed(self) -> int:
        return self.trial.seed

    @property
    def key(self) -> str:
        return self.trial.key

    @property
    def attack_key(self) -> str:
        """The key of the attack, "" where there is none."""
        return self.attack.key if self.attack else ""

    def trials(self) -> dict[str, Trial]:
        """What it computes, by key: the run, and then its attack."""
        return {trial.key: trial for trial in (self.trial, self.attack) if trial}

    def left(self, ledger: Ledger, env: str) -> list[str]:
        """The keys of what is still to be computed in an environment."""
        return [key for key in self.trials() if not ledger.settled(key, env)]

    def done(self, ledger: Ledger, env: str) -> bool:
        """Whether nothing of it is left to compute."""
        return not self.left(ledger, env)

    def pack(self) -> dict[str, Any]:
        """The cell as plain data, to be sent to another process."""
        both = [self.trial, self.attack]
        told = {"arm": self.arm, "seed": self.seed, "keys": [self.key, self.attack_key]}
        return told | {"trials": [each and describe(each) for each in both], "files": own_files(both)}


def unpack(data: dict[str, Any]) -> Cell:
    """The cell that `pack` wrote down."""
    return Cell(data["arm"], *(each and revive(each, data["files"], every=True) for each in data["trials"]))


def env_of(trial: Trial, device: str) -> str:
    """The fingerprint of the environment in which a trial would be computed here."""
    return fingerprint(str(device_named(device)), trial.precision)


def compute(cell: Cell, ledger: Ledger, device: str, watch: Watch = lambda step, steps: None) -> str:
    """Compute what is missing of a cell and store it; gives its status, or "elsewhere" if another driver has had it.

    Refused where the user's own code fails, for it would fail in every other cell too.
    """
    env, status = env_of(cell.trial, device), "elsewhere"
    for key, trial in cell.trials().items():
        with ledger.claimed(key) as mine, once():
            if not mine or ledger.settled(key, env):
                continue  # another driver is at it, or has done it since it was asked for
            ended = _computed(key, trial, ledger, env, device, watch)
        status = ended if status in ("elsewhere", "ok") else status
        if ended not in ("ok", "nan"):
            break  # what has no run needs no attack yet
    return status


def _computed(key: str, trial: Trial, ledger: Ledger, env: str, device: str, watch: Watch) -> str:
    """Run one trial and store its record, and its encoder where it has learned one; gives its status."""
    head: dict[str, Any] = {"revision": REVISION}
    try:
        head |= {"trial": describe(trial), "files": own_files(trial), "images": trial.images.digest()}
        record, network = run_trial(trial, device, watch)
        weights = None if trial.encoder.weightless else _packed(network.encoder, record)
    except KeyboardInterrupt:
        ledger.attempt(key, env, head | {"status": "interrupted"})
        raise
    except Refused as error:
        ledger.attempt(key, env, head | {"status": "error", "error": str(error)})
        raise
    except (Exception, SystemExit) as error:  # whoever computes has no business with the end of Python
        own, trace = blamed(error, head.get("files")), "".join(traceback.format_exception(error))
        told = own or f"{type(error).__name__}: {error}"
        status = ledger.attempt(key, env, head | {"status": "error", "error": told, "trace": trace})
        if own and not _of_memory(error):
            raise Refused(f"{own}; the whole trace is in attempts/{key}/{env}.json of the results") from error
        return status
    ledger.finish(key, head | record, weights)
    return record["status"]


def _of_memory(error: BaseException) -> bool:
    """Whether memory ran out, as it may in one arm and in no other; torch has no type for that of the CPU."""
    return isinstance(error, MemoryError | OutOfMemoryError) or "alloc_cpu" in str(error)


def _packed(encoder: nn.Module, record: dict[str, Any]) -> bytes | None:
    """The weights as bytes; where they cannot be stored the record says so, and is kept: it took the training."""
    try:
        return packed(encoder)
    except Exception as error:  # a module may give any state, and safetensors refuses it in its own ways
        record["warnings"] = [*record.get("warnings", ()), f"The encoder could not be stored: {named(error)}."]
        return None
