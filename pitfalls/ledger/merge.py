"""Join what was computed in several folders: every run once, every claim as it was named. No torch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pitfalls.ledger.claims import changed
from pitfalls.ledger.files import final, read, to_json
from pitfalls.ledger.ledger import Ledger
from pitfalls.ledger.stored import claim_files, path_of, read_claim
from pitfalls.refused import Refused
from pitfalls.writing import write_whole

Data = dict[str, Any]
ALIKE = ("status", "outcome", "steps", "images", "revision")  # what two records of one run must have in common


@dataclass(frozen=True)
class Merged:
    """How many runs were brought, how many were there already, the names of all claims, and what was left out."""

    brought: int
    doubles: int
    claims: tuple[str, ...]
    left_out: tuple[str, ...]


def merge(sources: Sequence[Ledger], target: Ledger) -> Merged:
    """Bring the runs, attempts and claims of the sources into the target, which keeps what it has.

    Refused, before anything is written, where two folders tell one run or one claim differently.
    """
    for source in sources:
        if not (source.folder / "runs").is_dir() and not claim_files(source):
            raise Refused(f"{source.folder} holds no records; give folders that `pitfalls run --results` has filled")
    every, left_out = (target, *sources), []
    runs: dict[tuple[str, str], tuple[Ledger, Data]] = {}
    doubles = 0
    for ledger in every:
        for path in _files(ledger, "runs"):
            record, wrong = final(path, path.parent.name)
            if record is None:
                left_out.append(f"{path} ({wrong})")
                continue
            first, known = runs.setdefault((path.parent.name, path.stem), (ledger, record))
            doubles += first is not ledger
            if differing := [name for name in ALIKE if known.get(name) != record.get(name)]:
                told = f"{path} and {first.path(path.parent.name, path.stem)} tell one run differently ({differing[0]})"
                raise Refused(f"{told}; delete the one that is wrong")
    claims = _claims(every)
    brought = 0
    for (key, env), (ledger, record) in runs.items():
        if ledger is not target:
            weights = _weights(ledger, key, env, record, left_out)
            target.finish(key, record, weights)
            brought += 1
    _bring_attempts(sources, target)
    for name, claim in claims.items():
        write_whole(path_of(target, name), to_json(claim))
        for path in (path_of(source, name).parent / str(claim.get("picture", "")) for source in sources):
            if path.suffix == ".png" and path.parent.name == name and path.is_file():
                write_whole(path_of(target, name).parent / path.name, path.read_bytes())
    return Merged(brought, doubles, tuple(claims), tuple(left_out))


def _files(ledger: Ledger, room: str) -> Iterator[Path]:
    yield from sorted((ledger.folder / room).glob("*/*.json"))


def _weights(ledger: Ledger, key: str, env: str, record: Data, left_out: list[str]) -> bytes | None:
    """The weights of a run, as far as they are there and whole: the record is kept without them."""
    try:
        return ledger.weights(key, env) if "encoder" in record else None
    except Refused as error:
        left_out.append(str(error).rstrip("."))
        return None


def _claims(ledgers: Sequence[Ledger]) -> dict[str, Data]:
    """The claims of all ledgers by name, each as the ledger has it in which it has grown most."""
    found: dict[str, Data] = {}
    for ledger in ledgers:
        for path in claim_files(ledger):
            claim = read_claim(path)
            known = found.setdefault(claim["name"], claim)
            old, new = sorted((known, claim), key=lambda each: len(each["cells"]))
            differing = "" if old["revision"] == new["revision"] else "it was made by another revision of the lab"
            differing = differing or changed(old, new) or changed(new | {"cells": old["cells"]}, old)
            if not differing and any(cell not in new["cells"] for cell in old["cells"]):
                differing = "each has seeds or arms that the other lacks"
            if differing:
                told = (
                    f"the claim {claim['name']!r} of {ledger.folder} is another one than that of the folders before it"
                )
                raise Refused(f"{told}: {differing}")
            late = max(each.get("named_late", 0) for each in (old, new))
            found[claim["name"]] = new | {"named_late": late}
    return found


def _bring_attempts(sources: Sequence[Ledger], target: Ledger) -> None:
    """Bring the last error of each run that is finished nowhere, of several the one that was met oftenest."""
    for source in sources:
        for path in _files(source, "attempts"):
            key, env = path.parent.name, path.stem
            tried, known = source.attempted(key, env), target.attempted(key, env)
            oftener = tried is not None and (known is None or tried.get("tries", 0) > known.get("tries", 0))
            if oftener and target.find(key, env) is None:
                write_whole(target.attempt_path(key, env), to_json(read(path) or {}))
