"""Claims about a dose: an interior optimum and a trend say what they should, and no false word too often."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from pitfalls.refused import Refused
from pitfalls.statistics.effects import effect
from pitfalls.statistics.interior import interior_optimum, together
from pitfalls.statistics.simulated import OVER, false, planned, runs, words
from pitfalls.statistics.trend import gap_of_trends, trend
from pitfalls.statistics.verdict import judge

ALPHA, DELTA, TABLES = 0.05, 0.03, 3000
MOST = stats.binom.ppf(0.999, TABLES, ALPHA) / TABLES
ARMS = tuple("01234")


def weights_of(*contrasts):
    return np.array([[each.terms.get(arm, 0.0) / each.scale for arm in ARMS] for each in contrasts])


def told(shape, spreads, means, contrasts, delta=DELTA, order=True):
    """The words of simulated tables whose arms have these true means, and the true effects."""
    weights = weights_of(*contrasts)
    values = runs(shape, spreads, TABLES, np.random.default_rng(3)) + np.array(means)[None, :, None]
    return words(values, weights, planned(weights, delta, ordered=order))[0], weights @ np.array(means)


def rows(means, seeds=5, spread=0.01):
    rng = np.random.default_rng(0)
    return [
        {"arm": arm, "seed": seed, "status": "ok", "env": "e", "probe": mean + spread * rng.normal()}
        | {"fresh": True, "n_test": 4000}
        for seed in range(seeds)
        for arm, mean in zip(ARMS, means, strict=True)
    ]


def plan(*contrasts, **more):
    named = [{"name": each.name, "terms": each.terms, "sign": each.sign, "scale": each.scale} for each in contrasts]
    base = {"outcome": "probe", "alpha": ALPHA, "delta": DELTA, "fresh": True, "arms": {}, "learning": True}
    return base | {"ordered": True, "contrasts": named} | more


@pytest.mark.parametrize("spreads", [(0.02,) * 5, (0.01, 0.01, 0.03, 0.01, 0.03)], ids=str)
@pytest.mark.parametrize("shape", ["normal", "skewed", "bimodal .2"])
@pytest.mark.parametrize(
    "means", [(0, 0, DELTA, 0, 0), (0.2 - DELTA, 0, 0.2, 0, 0), (0, 0, 0.2, 0, 0.2 - DELTA), (0.1, 0, 0.2, 0, 0.3)]
)
def test_an_optimum_that_is_not_inside_is_told_in_at_most_five_of_a_hundred(means, shape, spreads):
    found, _ = told(shape, spreads, means, interior_optimum("0", "2", "4"))
    assert (found == OVER).all(1).mean() <= MOST


@pytest.mark.parametrize("order", [True, False])
@pytest.mark.parametrize("spreads", [(0.02,) * 5, (0.01, 0.02, 0.03, 0.02, 0.01)], ids=str)
@pytest.mark.parametrize("means", [(0,) * 5, tuple(DELTA * k / 4 for k in range(5)), (0, 0, 0, 0, DELTA)])
def test_false_words_of_trends_and_optima_stay_below_alpha(means, spreads, order):
    contrasts = (trend(ARMS), *interior_optimum("0", "2", "4"))
    found, truth = told("normal", spreads, means, contrasts, order=order)
    assert false(found, np.round(truth, 9), DELTA).any(1).mean() <= MOST


def test_five_seeds_see_what_is_there():
    found, _ = told("normal", (0.02,) * 5, (0.43, 0.5, 0.57, 0.5, 0.33), interior_optimum("0", "2", "4"))
    assert (found == OVER).all(1).mean() > 0.9
    found, _ = told("normal", (0.02,) * 5, (0, 0.025, 0.05, 0.075, 0.1), (trend(ARMS),))
    assert (found == OVER).mean() > 0.9


def test_the_effect_of_a_trend_is_that_of_the_line_from_end_to_end():
    line = [0.3 + 0.02 * k for k in range(5)]
    assert effect(rows(line, spread=0), trend(ARMS).terms, "probe", scale=trend(ARMS).scale).estimate == pytest.approx(
        0.08
    )
    places = {arm: float(x) for arm, x in zip(ARMS, (0, 1, 2, 5, 10), strict=True)}
    y = np.random.default_rng(0).normal(size=5)
    uneven = trend(places)
    slope = np.polyfit(list(places.values()), y, 1)[0]
    found = sum(uneven.terms.get(arm, 0) * value for arm, value in zip(ARMS, y, strict=True)) / uneven.scale
    assert found == pytest.approx(10 * slope)
    gap = gap_of_trends(trend(ARMS[:3], name="up"), trend(("a", "b", "c"), name="down"), "gap")
    assert sum(gap.terms.values()) == pytest.approx(0) and gap.terms["2"] == 1 and gap.terms["c"] == -1


def test_the_judge_takes_them_as_any_contrast():
    both = interior_optimum("0", "2", "4")
    judged = judge(plan(*both, trend(ARMS)), rows((0.3, 0.4, 0.5, 0.4, 0.31)))
    assert [each.word for each in judged[:2]] == ["holds", "holds"] and judged[2].word != "holds"
    assert together(judged[:2]) == "holds"
    plateau = judge(plan(*both), rows((0.3, 0.4, 0.5, 0.5, 0.5), seeds=10, spread=0.003))
    assert together(plateau) == "equivalent"
    slope = judge(plan(*both), rows((0.3, 0.4, 0.5, 0.6, 0.7)))
    assert together(slope) == "contradicted"


def test_what_holds_together_holds_in_each():
    both = lambda *said: together([SimpleNamespace(word=word) for word in said])
    assert both("holds", "holds") == "holds" and both("holds", "undecided") == "undecided"
    assert both("holds", "not testable") == "not testable" and both("contradicted", "not testable") == "contradicted"
    assert both("undecided", "equivalent") == "equivalent"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: trend(("a", "b")), "needs three arms or more at different doses"),
        (lambda: trend({"a": 1, "b": 1, "c": 2}), "at different doses"),
        (lambda: trend(("a", "b", "b")), "at different doses"),
        (lambda: interior_optimum("a", "b", "a"), "an interior optimum needs three arms"),
        (lambda: together([]), "no contrasts"),
        (lambda: gap_of_trends(trend(ARMS), trend(ARMS), "gap"), "share arms"),
    ],
)
def test_what_is_no_such_claim_is_refused(make, words):
    with pytest.raises(Refused, match=words):
        make()
