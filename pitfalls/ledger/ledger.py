"""The ledger: one JSON record a run, written whole or not at all; two drivers never do one cell twice.

    runs/KEY.json            final: status ok or nan
    attempts/KEY.json        the last error or interruption of a cell that is to be tried again
    encoders/KEY.safetensors the final encoder; its sha256 stands in the record
    locks/KEY.lock           held while a cell is computed; the system frees it when the process dies

Nothing here imports torch, so that results are read at once.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pitfalls.refused import Refused
from pitfalls.writing import write_whole

FINAL = ("ok", "nan")
SCHEMA = 1  # of the files written here; raised when an older lab could not read them
REVISION = "1"  # of the path from images to rows; raised when a change of the code changes any outcome


class Ledger:
    """All records under one folder."""

    def __init__(self, folder: str | Path = "results"):
        self.folder = Path(folder)
        if self.folder.exists() and not self.folder.is_dir():
            raise Refused(f"{folder} is a file, but records are kept in a folder; give the name of a folder")

    def path(self, key: str) -> Path:
        return self.folder / "runs" / f"{key}.json"

    def encoder_path(self, key: str) -> Path:
        return self.folder / "encoders" / f"{key}.safetensors"

    def find(self, key: str) -> dict[str, Any] | None:
        """The final record of a run, or None where it has to be computed (again); Refused from another version."""
        record = read(self.path(key))
        if record is None or "schema" not in record:
            return None  # a record damaged from outside is computed again
        of_this_version(record, self.path(key))
        return record if record.get("status") in FINAL and _whole(record) else None

    def finish(self, key: str, record: dict[str, Any], weights: bytes | None = None) -> None:
        """Store a final record and, before it, the weights of the encoder it speaks of."""
        record = {"schema": SCHEMA, "key": key} | record
        if weights is not None:
            record["encoder"] = {"sha256": hashlib.sha256(weights).hexdigest(), "bytes": len(weights)}
            write_whole(self.encoder_path(key), weights)
        write_whole(self.path(key), to_json(record))
        (self.folder / "attempts" / f"{key}.json").unlink(missing_ok=True)

    def attempt(self, key: str, record: dict[str, Any]) -> None:
        """Note an error or an interruption; the cell will be tried again."""
        write_whole(self.folder / "attempts" / f"{key}.json", to_json({"schema": SCHEMA, "key": key} | record))

    def attempted(self, key: str) -> dict[str, Any] | None:
        """The last error or interruption of a cell, if it was never finished."""
        record = read(self.folder / "attempts" / f"{key}.json")
        return record if record and isinstance(record.get("status"), str) else None

    @contextmanager
    def claimed(self, key: str) -> Iterator[bool]:
        """Hold a cell while it is computed; gives False where another driver holds it."""
        from filelock import FileLock, Timeout  # not above: who only reads holds nothing

        lock_path = self.folder / "locks" / f"{key}.lock"
        try:
            lock_path.parent.mkdir(parents=True, exist_ok=True)
            lock = FileLock(lock_path)
            lock.acquire(timeout=0)
        except Timeout:
            yield False
            return
        except OSError as error:
            raise Refused(f"{lock_path.parent} cannot be written: {error.strerror}.") from error
        try:
            yield True
        finally:
            lock.release()

    def weights(self, key: str) -> bytes:
        """The bytes of a final encoder, checked against the record."""
        record = self.find(key)
        if record is None or "encoder" not in record:
            raise Refused(f"there is no finished run {key} with an encoder under {self.folder}.")
        try:
            data = self.encoder_path(key).read_bytes()
        except OSError as error:
            raise Refused(
                f"{self.encoder_path(key)}, the encoder of a finished run, cannot be read: {error.strerror}"
            ) from error
        if hashlib.sha256(data).hexdigest() != record["encoder"]["sha256"]:
            raise Refused(f"{self.encoder_path(key)} is damaged: its sha256 is not that of the record.")
        return data


def read(path: Path) -> dict[str, Any] | None:
    """The record in a file; None where there is none, or none that can be read as one."""
    try:
        record = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}") from error
    return record if isinstance(record, dict) else None


def of_this_version(record: dict[str, Any], path: Path) -> None:
    """Refuse what another version of the lab wrote, so that it is neither misread nor overwritten."""
    if record["schema"] != SCHEMA:
        raise Refused(
            f"{path} was written by another version of the lab (schema {record['schema']}, this one reads {SCHEMA}); "
            "use that version, or another --results"
        )


def _whole(record: dict[str, Any]) -> bool:
    """Whether a record has what its row is made of."""
    outcome, env = record.get("outcome"), record.get("env")
    if not isinstance(outcome, dict):
        return False
    if record.get("kind") == "attack":
        return {"accuracy", "chance"} <= outcome.keys()
    return isinstance(env, dict) and "fingerprint" in env


def to_json(record: dict[str, Any]) -> bytes:
    """Canonical JSON: sorted names, one a line, a number as short as it reads back equal."""
    return (json.dumps(record, sort_keys=True, indent=1, allow_nan=False) + "\n").encode()
