"""One file of a ledger: canonical JSON, of one version of the lab, or nothing. No torch."""

import json
from pathlib import Path
from typing import Any

from pitfalls.ledger.believed import fault
from pitfalls.ledger.forms import Record
from pitfalls.refused import Refused

SCHEMA = 2  # of the files written here; raised when an older lab could not read them
REVISION = "2"  # of the path from images to rows; raised when a change of the code changes any outcome


def read(path: Path) -> dict[str, Any] | None:
    """The record in a file; None where there is none, or none that can be read as one."""
    try:
        record = json.loads(path.read_bytes(), parse_constant=_no_number)
    except (FileNotFoundError, ValueError, RecursionError):
        return None
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}") from error
    return record if isinstance(record, dict) else None


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number")


def of_this_version(record: dict[str, Any], path: Path) -> None:
    """Refuse what another version of the lab wrote, so that it is neither misread nor overwritten."""
    if record["schema"] != SCHEMA:
        raise Refused(
            f"{path} was written by another version of the lab (schema {record['schema']}, this one reads {SCHEMA}); "
            "use that version, or another --results"
        )


def final(path: Path, key: str) -> tuple[dict[str, Any] | None, str]:
    """The finished run of `key` in a file, or None and what is wrong with it; Refused from another version."""
    record = read(path)
    if record is None or "schema" not in record:
        return None, "it is damaged" if path.is_file() else "it is gone"
    of_this_version(record, path)
    wrong = fault(Record, record)
    if not wrong and (record["key"], record["env"]["fingerprint"]) != (key, path.stem):
        wrong = "it speaks of another run"
    return (None if wrong else record), wrong


def to_json(record: dict[str, Any]) -> bytes:
    """Canonical JSON: sorted names, one a line, a number as short as it reads back equal."""
    return (json.dumps(record, sort_keys=True, indent=1, allow_nan=False) + "\n").encode()
