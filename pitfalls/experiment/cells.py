"""A cell: one arm of an experiment at one seed, computed once and kept."""

import traceback
from dataclasses import dataclass
from typing import Any

from safetensors.torch import save

from pitfalls.audit.attack import attack
from pitfalls.frozen import Refused
from pitfalls.ledger.ledger import Ledger
from pitfalls.records.blame import blamed
from pitfalls.records.record import describe, digest, own_files, revive
from pitfalls.training.outcome import Watch, device_named, run_trial
from pitfalls.trial import REVISION, Trial


@dataclass(frozen=True)
class Cell:
    """An arm at a seed; `attacker` names the small attacker that must read the arm's cue, or is empty."""

    arm: str
    trial: Trial
    attacker: str = ""

    @property
    def seed(self) -> int:
        return self.trial.seed

    @property
    def key(self) -> str:
        return self.trial.key

    @property
    def attack_key(self) -> str:
        return digest("attack", self.attacker, self.trial.key)[:24]

    def left(self, ledger: Ledger) -> str:
        """The key of what is to be computed next, the run or its attack; "" where nothing is left."""
        keys = (self.key, self.attack_key) if self.attacker else (self.key,)
        return next((key for key in keys if ledger.find(key) is None), "")

    def done(self, ledger: Ledger) -> bool:
        """Whether nothing of it is left to compute."""
        return not self.left(ledger)

    def pack(self) -> dict[str, Any]:
        """The cell as plain data, to be sent to another process."""
        return {
            "arm": self.arm,
            "trial": describe(self.trial),
            "files": own_files(self.trial),
            "attacker": self.attacker,
        }


def unpack(data: dict[str, Any]) -> Cell:
    """The cell that `pack` wrote down."""
    return Cell(data["arm"], revive(data["trial"], data["files"]), data["attacker"])


def compute(cell: Cell, ledger: Ledger, device: str, watch: Watch = lambda step, steps: None) -> str:
    """Compute what is missing of a cell and store it; gives its status, or "elsewhere" if another driver has had it.

    Refused where the user's own code fails, for it would fail in every other cell too.
    """
    with ledger.claimed(cell.key) as mine:
        if not mine:
            return "elsewhere"
        if cell.done(ledger):
            return "elsewhere"  # since it was asked for
        key, found = cell.key, ledger.find(cell.key)
        head: dict[str, Any] = {"revision": REVISION}
        try:
            head |= {"trial": describe(cell.trial), "files": own_files(cell.trial)}
            head |= {"images": cell.trial.images.digest()}
            if found is None:
                record, network = run_trial(cell.trial, device, watch)
                tensors = {
                    name: value.detach().cpu().contiguous() for name, value in network.encoder.state_dict().items()
                }
                ledger.finish(key, head | record, save(tensors))
                found = record
            if cell.attacker:
                key = cell.attack_key  # what fails from here on is the attack: the run is kept
                if ledger.find(key) is None:
                    outcome = attack(cell.trial, cell.attacker, device_named(device))
                    ledger.finish(key, {"status": "ok", "kind": "attack", "of": cell.key, "outcome": outcome})
            return found["status"]
        except (KeyboardInterrupt, SystemExit):
            ledger.attempt(key, head | {"status": "interrupted"})
            raise
        except Refused as error:
            ledger.attempt(key, head | {"status": "error", "error": str(error)})
            raise
        except Exception as error:
            own, trace = blamed(error, head.get("files")), "".join(traceback.format_exception(error))
            told = own or f"{type(error).__name__}: {error}"
            ledger.attempt(key, head | {"status": "error", "error": told, "trace": trace})
            if own:
                raise Refused(own) from error
            return "error"
