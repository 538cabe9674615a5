"""`experiments/signature.py`: what it reads off rows, on rows whose truth is known."""

from pathlib import Path

import numpy as np
import pytest

from pitfalls.records.record import load_file
from pitfalls.statistics.effects import effect

MODULE = load_file(Path(__file__).parents[1] / "experiments" / "signature.py")


def rows(means, seeds=5):
    """Rows of arms with these (proxy, probe)."""
    rng = np.random.default_rng(0)
    return [
        {"arm": arm, "seed": seed, "status": "ok", "env": "e", "n_test": 4000, "fresh": True, "questions": 4000}
        | {"proxy": proxy + 0.005 * rng.normal(), "probe": probe + 0.005 * rng.normal()}
        for seed in range(seeds)
        for arm, (proxy, probe) in means.items()
    ]


@pytest.mark.parametrize(
    ("proxy", "probe", "word"),
    [(0.2, -0.1, "apart"), (-0.2, 0.1, "apart"), (-0.2, -0.1, "together"), (0.2, 0.0, "proxy alone")]
    + [(0.0, 0.1, "probe alone"), (0.0, 0.0, "not told")],
)
def test_how_proxy_and_probe_moved(proxy, probe, word):
    own = rows({"a": (0.5, 0.5), "b": (0.5 + proxy, 0.5 + probe)})
    terms = {"b": 1.0, "a": -1.0}
    assert MODULE.directions(effect(own, terms, "proxy"), effect(own, terms, "probe")) == word


@pytest.mark.parametrize(
    ("probes", "word"),
    [((0.4, 0.6, 0.4), "interior optimum"), ((0.4, 0.6, 0.6), "plateau"), ((0.4, 0.5, 0.6), "slope")],
)
def test_what_a_probe_does_over_a_dose(probes, word):
    plan = {"arms": dict.fromkeys("abc"), "dose": {"a": 1, "b": 2, "c": 3}, "delta": 0.04}
    assert MODULE.curve(plan, rows({arm: (0.5, probe) for arm, probe in zip("abc", probes, strict=True)})) == word


def test_the_kept_rows_give_a_mark_for_each_claim_and_say_where_it_fails():
    found = MODULE.marks()
    assert {"aberration", "aberration_dose", "crop_colors"} <= {each["claim"] for each in found}
    harm = next(each for each in found if each["claim"] == "aberration")
    assert harm["found"] == "apart" and MODULE.verdict(harm) == "as expected"
    assert {MODULE.verdict(each) for each in found} <= {"", "as expected", "FAILS", "not told"}
    assert MODULE.figure(found).axes
