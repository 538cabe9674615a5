"""From a claim and the ledger to raw rows: one row an arm and seed, all of a seed from one environment. No torch."""

import csv
import io
from collections import Counter
from typing import Any

from pitfalls.ledger.ledger import Ledger
from pitfalls.statistics.learned import learned


def rows_of(plan: dict[str, Any], ledger: Ledger) -> list[dict[str, Any]]:
    """One row a cell, finished or not, in the order of the plan."""
    envs = environments(plan, ledger)
    return [row_of(cell, plan, ledger, envs.get(cell["seed"])) for cell in plan["cells"]]


def environments(plan: dict[str, Any], ledger: Ledger) -> dict[int, str]:
    """The environment whose rows speak for each seed, for its arms must be of one.

    That in which most of the seed is done, and then most of it did not fail; where several are level the one that has
    more of the whole claim, then the first by name.
    """
    done: dict[int, Counter[str]] = {}
    ran: Counter[tuple[int, str]] = Counter()
    of_all: Counter[str] = Counter()
    for cell in plan["cells"]:
        seed = cell["seed"]
        for key in keys_of(cell):
            envs = ledger.environments(key)
            done.setdefault(seed, Counter()).update(envs)
            ran.update((seed, env) for env in envs if ledger.find(key, env))
            of_all.update(envs)
    rank = lambda seed, env: (-done[seed][env], -ran[seed, env], -of_all[env], env)
    return {seed: min(envs, key=lambda env: rank(seed, env)) for seed, envs in done.items() if envs}


def keys_of(cell: dict[str, Any]) -> list[str]:
    """The keys of the run of a cell and of its attack, if it has one."""
    return [key for key in (cell["key"], cell["attack"]) if key]


def row_of(cell: dict[str, Any], plan: dict[str, Any], ledger: Ledger, env: str | None) -> dict[str, Any]:
    """What is known of a cell in an environment: its status and all measured numbers; None stands for no environment.

    The status is ok, nan, failed (twice with one error: final), error, interrupted or missing. A run whose attack is
    still to come, or failed, has the status of the attack: its cell is not finished.
    """
    row = {"arm": cell["arm"], "seed": cell["seed"], "key": cell["key"], "exploratory": plan["exploratory"]}
    row |= {"fresh": plan["fresh"], "overlap": plan.get("overlap", 0.0)}
    record = ledger.find(cell["key"], env) if env else None
    if record is None:
        return row | _tried(cell["key"], ledger, env)
    row |= {"status": record["status"], "env": env}
    row |= record["outcome"] | {"warnings": record.get("warnings", [])}
    if (told := learned(row)) is not None:
        row["learned"] = told
    if not cell["attack"]:
        return row
    found = ledger.find(cell["attack"], env)
    if found is None:
        return row | _tried(cell["attack"], ledger, env)
    names = {"attack": "proxy", "attack_chance": "chance"}
    return row | {name: found["outcome"][own] for name, own in names.items() if own in found["outcome"]}


def _tried(key: str, ledger: Ledger, env: str | None) -> dict[str, Any]:
    """The status of what was never finished, with the error that ended it, here or in another environment."""
    attempt = ledger.attempted(key, env) if env else None
    if attempt is None:
        attempt = ledger.attempted(key) or {}
        if env and attempt.get("status") == "failed":  # elsewhere, which settles nothing here
            attempt = {}
    known = {name: attempt[name] for name in ("status", "error") if attempt.get(name)}
    bad = [str(path) for path in ledger.written(key) if ledger.find(key, path.stem) is None]
    return {"status": "missing"} | known | ({"damaged": bad[0]} if bad else {})


def damage(rows: list[dict[str, Any]]) -> str:
    """Which records could not be read, in one sentence; "" where all could. The next run makes them anew."""
    paths = list(dict.fromkeys(row["damaged"] for row in rows if "damaged" in row))
    more = f" and {len(paths) - 3} more" if len(paths) > 3 else ""
    many = "1 record" if len(paths) == 1 else f"{len(paths)} records"
    return f"{many} could not be read: {', '.join(paths[:3])}{more}" if paths else ""


COLUMNS = (
    *("arm", "seed", "status", "learned", "proxy", "proxy_removed", "proxy_reversed", "chance", "questions"),
    *("probe", "balanced", "knn", "second", "logistic", "probe_1", "probe_10", "layers", "penalty"),
    *("floor_probe", "floor_knn", "floor_second", "floor_logistic", "floor_probe_1", "floor_probe_10", "floor_layers"),
    *("n_test", "attack", "attack_chance", "fresh", "overlap", "exploratory", "env", "key", "hits"),
)
TEXTS = {"experiment", "arm", "status", "env", "key", "hits"}
WHOLE = {"seed", "questions", "n_test"}
TRUTHS = {"learned", "fresh", "exploratory"}
LISTS = {"layers", "floor_layers"}  # numbers with a space between them


def to_csv(rows: list[dict[str, Any]], experiment: str = "", head: bool = True) -> str:
    """The rows as CSV, every column in its place, numbers as short as they read back equal.

    Rows of several claims are told apart by a first column, the name of each row's experiment, under one head.
    """
    out, columns = io.StringIO(), (*(["experiment"] if experiment else []), *COLUMNS)
    writer = csv.DictWriter(out, columns, restval="", extrasaction="ignore", lineterminator="\n")
    if head:
        writer.writeheader()
    writer.writerows({"experiment": experiment} | {name: _cell(value) for name, value in row.items()} for row in rows)
    return out.getvalue()


def _cell(value: Any) -> Any:
    return " ".join(map(repr, value)) if isinstance(value, list) else value


def from_csv(text: str) -> list[dict[str, Any]]:
    """Rows as `to_csv` wrote them; what was not measured has no key."""
    return [
        {name: _value(name, value) for name, value in raw.items() if value != "" or name in TEXTS}
        for raw in csv.DictReader(io.StringIO(text))
    ]


def _value(name: str, value: str) -> Any:
    if name in TEXTS:
        return value
    if name in TRUTHS:
        return value == "True"
    if name in LISTS:
        return [float(each) for each in value.split()]
    return int(value) if name in WHOLE else float(value)
