"""The ledger: one JSON record a run and environment, written whole or not at all; no cell is done by two drivers.

    runs/KEY/ENV.json            final: status ok or nan
    attempts/KEY/ENV.json        the last error or interruption; "failed", and final, after the same error twice
    encoders/KEY/ENV.safetensors the final encoder; its sha256 stands in the record
    locks/KEY.lock               held while a cell is computed; the system frees it when the process dies

ENV is the fingerprint of the environment, so that nothing is overwritten after an upgrade. Nothing here imports torch,
so that results are read at once.
"""

import hashlib
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pitfalls.ledger.believed import fault
from pitfalls.ledger.files import REVISION as REVISION
from pitfalls.ledger.files import SCHEMA, final, read, to_json
from pitfalls.ledger.forms import Attempt
from pitfalls.ledger.lock import held
from pitfalls.refused import Refused
from pitfalls.writing import at_home, sweep, write_whole

TRIES = 2  # with the same error, after which a cell is tried no more


class Ledger:
    """All records under one folder."""

    def __init__(self, folder: str | Path = "results"):
        self.folder = at_home(folder)
        try:
            there = self.folder.stat()
        except FileNotFoundError:
            return
        except (OSError, ValueError) as error:
            said = getattr(error, "strerror", None) or str(error)
            raise Refused(f"{str(folder)[:60]} can be no folder of records: {said}; give another name") from error
        if not stat.S_ISDIR(there.st_mode):
            raise Refused(f"{folder} is a file, but records are kept in a folder; give the name of a folder")

    def path(self, key: str, env: str) -> Path:
        return self.folder / "runs" / key / f"{env}.json"

    def encoder_path(self, key: str, env: str) -> Path:
        return self.folder / "encoders" / key / f"{env}.safetensors"

    def attempt_path(self, key: str, env: str) -> Path:
        return self.folder / "attempts" / key / f"{env}.json"

    def written(self, key: str) -> list[Path]:
        """The files of a run, whole or damaged, by environment."""
        return sorted((self.folder / "runs" / key).glob("*.json"))

    def count(self) -> int:
        """How many runs have a file here."""
        return sum(1 for folder in (self.folder / "runs").glob("*") if any(folder.glob("*.json")))

    def environments(self, key: str) -> list[str]:
        """The environments in which a run is finished or failed for good, by name."""
        tried = (self.folder / "attempts" / key).glob("*.json")
        names = {path.stem for path in (*self.written(key), *tried)}
        return sorted(env for env in names if self.settled(key, env))

    def find(self, key: str, env: str | None = None) -> dict[str, Any] | None:
        """The final record of a run in an environment (in any, if None), or None where it has to be computed (again).

        Refused from another version of the lab.
        """
        for path in self.written(key) if env is None else [self.path(key, env)]:
            record, _ = final(path, key)
            if record is not None:  # one that was damaged from outside is computed again
                return record
        return None

    def faults(self, key: str) -> list[str]:
        """The files of a run that are not believed, each with what is wrong with it."""
        told = ((path, final(path, key)[1]) for path in self.written(key))
        return [f"{path} ({wrong})" for path, wrong in told if wrong]

    def settled(self, key: str, env: str) -> bool:
        """Whether nothing is left to do for a run in an environment: it is finished, or failed for good."""
        if self.find(key, env) is not None:
            return True
        return (self.attempted(key, env) or {}).get("status") == "failed"

    def finish(self, key: str, record: dict[str, Any], weights: bytes | None = None) -> None:
        """Store a final record and, before it, the weights of the encoder it speaks of."""
        env = record["env"]["fingerprint"]
        record = {"schema": SCHEMA, "key": key} | record
        if weights is not None:
            record["encoder"] = {"sha256": hashlib.sha256(weights).hexdigest(), "bytes": len(weights)}
            write_whole(self.encoder_path(key, env), weights)
        write_whole(self.path(key, env), to_json(record))
        self.attempt_path(key, env).unlink(missing_ok=True)

    def attempt(self, key: str, env: str, record: dict[str, Any]) -> str:
        """Note an error or an interruption; gives the status: "failed" where the same error has come twice.

        `tries` counts them; another error starts anew, an interruption lets the count be.
        """
        before = self.attempted(key, env) or {}
        known = {"error": before.get("error", ""), "tries": before.get("tries", 0)}
        if record["status"] == "error":
            again = record["error"] == known["error"]
            known = {"error": record["error"], "tries": 1 + (known["tries"] if again else 0)}
        status = "failed" if known["tries"] >= TRIES and record["status"] == "error" else record["status"]
        told = {"schema": SCHEMA, "key": key, "env": env} | record | known | {"status": status}
        write_whole(self.attempt_path(key, env), to_json(told))
        return status

    def attempted(self, key: str, env: str | None = None) -> dict[str, Any] | None:
        """The last error or interruption of a cell in an environment (in any, if None) where it was never finished."""
        folder = self.folder / "attempts" / key
        for path in sorted(folder.glob("*.json")) if env is None else [self.attempt_path(key, env)]:
            record = read(path)
            if record and not fault(Attempt, record):
                return record
        return None

    @contextmanager
    def claimed(self, key: str) -> Iterator[bool]:
        """Hold a cell while it is computed; gives False where another driver holds it.

        What a killed write has left of it is deleted: nobody else writes to it now.
        """
        with held(self.folder / "locks" / f"{key}.lock") as mine:
            if mine:
                for room in ("runs", "attempts", "encoders"):
                    sweep(self.folder / room / key)
            yield mine is not False

    def weights(self, key: str, env: str | None = None) -> bytes:
        """The bytes of a final encoder, checked against the record."""
        record = self.find(key, env)
        if record is None or "encoder" not in record:
            raise Refused(f"there is no finished run {key} with an encoder under {self.folder}.")
        path = self.encoder_path(key, record["env"]["fingerprint"])
        try:
            data = path.read_bytes()
        except OSError as error:
            raise Refused(f"{path}, the encoder of a finished run, cannot be read: {error.strerror}") from error
        if hashlib.sha256(data).hexdigest() != record["encoder"]["sha256"]:
            raise Refused(f"{path} is damaged: its sha256 is not that of the record.")
        return data
