"""Claims and rows made by hand: no trial is run."""

import numpy as np
import pytest

ARMS = {
    "clean": {"proxy": 0.70, "probe": 0.80},
    "planted": {"proxy": 0.99, "probe": 0.68, "proxy_removed": 0.35, "proxy_reversed": 0.05, "attack": 0.97},
    "sham": {"proxy": 0.69, "probe": 0.795},
    "clean+defense": {"proxy": 0.55, "probe": 0.71},
    "planted+defense": {"proxy": 0.56, "probe": 0.708},
}
ROLES = {"clean": "clean", "planted": "planted", "sham": "sham", "attacker": "channel_displacement"}
FOUR = [
    ("harm", {"planted": 1, "clean": -1}, -1, ROLES),
    ("leak left", {"planted+defense": 1, "clean+defense": -1}, 0, ROLES | {"sham": ""}),
    ("price", {"clean+defense": 1, "clean": -1}, -1, {"clean": "clean"}),
    ("rescue", {"planted+defense": 1, "clean+defense": -1, "planted": -1, "clean": 1}, 1, ROLES),
]
NONE = {"clean": "", "planted": "", "sham": "", "attacker": ""}


def contrasts_of(named):
    return [{"name": a, "terms": b, "sign": c, "scale": 1.0} | NONE | roles for a, b, c, roles in named]


def plan_of(arms, contrasts, seeds=5, **more):
    """A claim as it is stored."""
    cells = [{"arm": arm, "seed": seed, "key": f"{arm}{seed}", "attack": ""} for seed in range(seeds) for arm in arms]
    known = {"schema": 2, "name": "tiny", "revision": "2", "question": "Does a lens harm a jigsaw, and what closes it?"}
    known |= {"outcome": "probe", "delta": 0.03, "alpha": 0.05, "exploratory": False, "settings": [], "fresh": True}
    known |= {"n_test": 2000, "lacking": "", "images": {}, "cells": cells}
    known |= {"arms": {arm: {"fields": {"steps": 100}} for arm in arms}}
    known |= {"contrasts": contrasts_of(contrasts), "also": [], "ordered": True, "learning": False}
    return known | {"named_late": 0, "shared": []} | more


def rows_of(arms, seeds=5, spread=0.008, ceiling=True, **more):
    """Rows whose probes vary over seeds by `spread`, with floors, further readings and a ceiling of three seeds."""
    rng, rows = np.random.default_rng(7), []
    for seed in range(seeds):
        block = rng.normal(0, spread)
        for arm, told in arms.items():
            row = {"arm": arm, "seed": seed, "key": f"{arm}{seed}", "status": "ok", "env": "e", "fresh": True}
            row |= {"n_test": 2000, "questions": 2048, "chance": 0.02, "floor_probe": 0.43, "floor_knn": 0.2}
            row |= {"knn": told["probe"] - 0.25, "second": told["probe"] - 0.2, "floor_second": 0.45, "overlap": 0.0}
            row |= {"proxy_removed": told["proxy"], "proxy_reversed": told["proxy"], "exploratory": False}
            row |= told | {"probe": min(told["probe"] + block + rng.normal(0, spread), 1.0)} | more
            row |= {"proxy": float(np.clip(told["proxy"] + rng.normal(0, 0.01), 0, 1))}
            rows.append(row | ({"attack_chance": 0.02} if "attack" in row else {}))
        if ceiling and seed < 3:
            above = {"arm": "ceiling", "seed": seed, "key": f"c{seed}", "status": "ok", "env": "e", "proxy": 0.97}
            rows.append(above | {"chance": 0.06, "probe": 0.95, "fresh": True, "n_test": 2000, "knn": 0.9})
    return rows


DOSES = (0.0, 0.25, 0.5, 1.0, 2.0)


def dose_claim(seeds=10, **more):
    """A claim of doses with its rows."""
    reached = {dose: 1 - 2.0 ** (-3 * dose) for dose in DOSES}
    arms = {
        f"{dose:g} px": {"proxy": 0.7 + 0.29 * part, "probe": 0.8 - 0.2 * part} | {"attack": 0.02 + 0.97 * part}
        for dose, part in reached.items()
    }
    roles = {"clean": "0 px", "attacker": "channel_displacement"}
    named = [(f"harm of {d:g} px", {f"{d:g} px": 1, "0 px": -1}, -1, roles | {"planted": f"{d:g} px"}) for d in DOSES]
    return plan_of(arms, named[1:], seeds, ordered=False, **more), rows_of(arms, seeds)


def demo(seeds=5, **more):
    """The four contrasts of a cue and a defense, with rows that decide them."""
    return plan_of(ARMS, FOUR, seeds, **more), rows_of(ARMS, seeds)


@pytest.fixture
def claim():
    return demo()


@pytest.fixture
def doses():
    return dose_claim()


def many_arms():
    """A claim of 21 arms at ten seeds."""
    rng = np.random.default_rng(3)
    names = ["none", "drop color by noise", *(f"defense number {k}" for k in range(2, 21))]
    arms = {
        name: {"proxy": float(rng.uniform(0.1, 0.99)), "probe": float(rng.uniform(0.5, 0.9)), "attack": 0.5}
        for name in names
    }
    return plan_of(arms, [(f"leak left behind {n}", {n: 1, "none": -1}, 0, {}) for n in names[1:]], 10), rows_of(
        arms, 10
    )


def broken():
    """The demo at ten seeds, with runs that failed and runs that learned nothing."""
    plan, rows = demo(10)
    for row in rows:
        if row["arm"] == "planted" and row["seed"] in (2, 6):
            left = {"arm": "planted", "seed": row["seed"], "status": "failed", "key": "k", "fresh": True}
            row.clear()
            row.update(left)
        elif row["arm"] == "sham" and row["seed"] < 4:
            row.update(proxy=0.02, probe=0.45)
    return plan, rows


def nothing_yet():
    plan, rows = demo()
    told = ("arm", "seed", "key", "fresh")
    return plan, [{name: row[name] for name in told} | {"status": "missing"} for row in rows]


def dose_and_sham():
    """Doses by the plan's word, and an arm that is none."""
    plan, rows = dose_claim()
    arms = {"sham": {"proxy": 0.7, "probe": 0.8}}
    plan |= {"dose": {arm: float(arm.split()[0]) for arm in plan["arms"]}, "arms": plan["arms"] | {"sham": {}}}
    return plan, rows + rows_of(arms, 10, ceiling=False)


def proxy_alone():
    """Photographs without labels: nothing is known of the features."""
    plan, rows = demo(outcome="proxy")
    left = ("probe", "knn", "second", "floor_probe", "floor_knn", "floor_second")
    return plan, [{k: v for k, v in row.items() if k not in left} for row in rows if row["arm"] != "ceiling"]


def long_names():
    """Two arms of long names, twelve contrasts, a long question and every reading."""
    one, two = "tiles with a gap of six pixels and jitter", "tiles that touch, with the edge band masked out"
    arms = {one: {"proxy": 0.5, "probe": 0.7}, two: {"proxy": 0.6, "probe": 0.74}}
    named = [(f"what a gap does to what is known, part {k}", {one: 1, two: -1}, 1, {}) for k in range(12)]
    plan = plan_of(arms, named, question="Does it matter, " * 12 + "or not?")
    return plan, rows_of(arms, logistic=0.7, probe_1=0.3, probe_10=0.5, balanced=0.4, attack=0.3)


CASES = {"demo": demo, "one seed": lambda: demo(1), "fifty": lambda: demo(50), "many": many_arms, "broken": broken}
CASES |= {"nothing": nothing_yet, "doses": dose_claim, "dose and sham": dose_and_sham}
CASES |= {"proxy alone": proxy_alone, "long names": long_names}


@pytest.fixture(params=CASES)
def any_claim(request):
    return CASES[request.param]()


@pytest.fixture
def fails():
    return broken()


@pytest.fixture
def sham_and_doses():
    return dose_and_sham()
