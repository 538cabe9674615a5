"""From a claim and the ledger to raw rows: one row an arm and seed, all of a seed from one environment. No torch."""

from collections import Counter
from typing import Any

from pitfalls.ledger.elsewhere import elsewhere
from pitfalls.ledger.ledger import Ledger
from pitfalls.ledger.sheet import from_csv as from_csv  # asked for beside the rows
from pitfalls.ledger.sheet import to_csv as to_csv
from pitfalls.statistics.learned import learned


def rows_of(plan: dict[str, Any], ledger: Ledger) -> list[dict[str, Any]]:
    """One row a cell, finished or not, in the order of the plan."""
    envs = environments(plan, ledger)
    rows = [row_of(cell, plan, ledger, envs.get(cell["seed"])) for cell in plan["cells"]]
    keys: dict[int, list[str]] = {}
    for cell in plan["cells"]:
        keys.setdefault(cell["seed"], []).append(cell["key"])
    for row in rows:
        env = envs.get(row["seed"])
        if row["status"] == "missing" and env and (told := elsewhere(row["key"], keys[row["seed"]], ledger, env)):
            row["elsewhere"] = told
    return rows


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
    bad = ledger.faults(key)
    return {"status": "missing"} | known | ({"damaged": bad[0]} if bad else {})


def damage(rows: list[dict[str, Any]]) -> str:
    """Which records could not be read, in one sentence; "" where all could. The next run makes them anew."""
    paths = list(dict.fromkeys(row["damaged"] for row in rows if "damaged" in row))
    more = f" and {len(paths) - 3} more" if len(paths) > 3 else ""
    many = "1 record" if len(paths) == 1 else f"{len(paths)} records"
    return f"{many} could not be read: {', '.join(paths[:3])}{more}" if paths else ""
