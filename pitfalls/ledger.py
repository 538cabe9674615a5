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

from filelock import FileLock, Timeout

from pitfalls.frozen import Refused
from pitfalls.writing import write_whole

FINAL = ("ok", "nan")
SCHEMA = 1


class Ledger:
    """All records under one folder."""

    def __init__(self, folder: str | Path = "results"):
        self.folder = Path(folder)

    def path(self, key: str) -> Path:
        return self.folder / "runs" / f"{key}.json"

    def encoder_path(self, key: str) -> Path:
        return self.folder / "encoders" / f"{key}.safetensors"

    def find(self, key: str) -> dict[str, Any] | None:
        """The final record of a run, or None where it has to be computed (again)."""
        try:
            record = json.loads(self.path(key).read_bytes())
        except FileNotFoundError:
            return None
        except (json.JSONDecodeError, UnicodeDecodeError):
            return None  # a record damaged from outside is computed again
        if record.get("schema") != SCHEMA or record.get("status") not in FINAL:
            return None
        return record

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
        try:
            return json.loads((self.folder / "attempts" / f"{key}.json").read_bytes())
        except (FileNotFoundError, json.JSONDecodeError):
            return None

    @contextmanager
    def claimed(self, key: str) -> Iterator[bool]:
        """Hold a cell while it is computed; gives False where another driver holds it."""
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
        data = self.encoder_path(key).read_bytes()
        if hashlib.sha256(data).hexdigest() != record["encoder"]["sha256"]:
            raise Refused(f"{self.encoder_path(key)} is damaged: its sha256 is not that of the record.")
        return data


def to_json(record: dict[str, Any]) -> bytes:
    """Canonical JSON: sorted names, one a line, a number as short as it reads back equal."""
    return (json.dumps(record, sort_keys=True, indent=1, allow_nan=False) + "\n").encode()
