"""Whether runs learned, shares of runs, floors, references without room, and mixtures."""

import math

import numpy as np
import pytest
from scipy import stats

from pitfalls.statistics.floors import over_floor, saturation
from pitfalls.statistics.learned import difference, exact, learned, shares
from pitfalls.statistics.mixture import mixture_of


def row(arm, seed, **more):
    return {"arm": arm, "seed": seed, "status": "ok", "env": "e", "fresh": True, "n_test": 3000} | more


def asked(right, questions=500, chance=0.25):
    return {"proxy": right / questions, "chance": chance, "questions": questions}


def test_a_run_learned_where_its_exact_bound_lies_above_chance():
    for questions, chance in ((100, 0.02), (500, 0.25), (2048, 0.201)):
        least = int(stats.binom.isf(0.01, questions, chance)) + 1  # the fewest that chance alone reaches in 1 %
        assert learned(asked(least, questions, chance)) is True
        assert learned(asked(least - 1, questions, chance)) is False
    assert learned(asked(0)) is False and learned({"proxy": 0.5}) is None and learned({"chance": 0.2}) is None
    assert learned({"proxy": math.nan, "chance": 0.2}) is None
    assert learned({"proxy": 0.3, "chance": 0.2}) is False  # of an unknown number of questions: few


def test_runs_at_chance_are_called_learned_in_at_most_one_of_a_hundred():
    right = np.random.default_rng(0).binomial(512, 0.1, 3000)
    found = sum(learned(asked(int(each), 512, 0.1)) for each in right)
    assert 0.004 * 3000 < found <= stats.binom.ppf(0.999, 3000, 0.01)


@pytest.mark.parametrize(("right", "count"), [(0, 10), (3, 10), (10, 10)])
def test_the_interval_of_a_share_is_that_of_clopper_and_pearson(right, count):
    wanted = stats.binomtest(right, count).proportion_ci(0.95, "exact")
    assert np.allclose(exact(right, count, 0.95), (wanted.low, wanted.high))


def test_shares_count_finished_runs_that_were_asked():
    rows = [row("a", seed, **asked(400 if seed < 7 else 120)) for seed in range(10)]
    rows += [row("b", seed, **asked(400)) for seed in range(10)] + [row("c", 0), row("b", 11, status="nan")]
    known = shares(rows)
    assert {arm: (each.learned, each.runs, each.enough) for arm, each in known.items()} == {
        "a": (7, 10, False),
        "b": (10, 10, True),
    }
    mean, low, high = difference(known, {"terms": {"b": 1, "a": -1}})
    assert mean == pytest.approx(0.3) and -0.05 < low < 0.3 < high < 0.7
    turned = difference(known, {"terms": {"b": -2, "a": 2}, "scale": 2})
    assert turned == pytest.approx((-mean, -high, -low))
    assert difference(known, {"terms": {"b": 1, "c": -1}}) is None


def test_differences_of_shares_cover():
    rng, covered, trials = np.random.default_rng(1), 0, 300
    for _ in range(trials):
        runs = {"a": rng.random(10) < 0.9, "b": rng.random(10) < 0.5}
        rows = [row(arm, k, **asked(400 if each else 120)) for arm, own in runs.items() for k, each in enumerate(own)]
        _, low, high = difference(shares(rows), {"terms": {"a": 1, "b": -1}})
        covered += low < 0.4 < high
    assert 0.92 < covered / trials < 0.995


def test_an_arm_is_read_against_its_own_untrained_nets():
    rng = np.random.default_rng(2)
    floors, gains = rng.normal(0.4, 0.05, 8), rng.normal(0.2, 0.01, 8)
    rows = [row("a", k, probe=floors[k] + gains[k], floor_probe=floors[k]) for k in range(8)]
    found = over_floor(rows, "a", "probe")
    assert found.estimate == pytest.approx(gains.mean()) and found.pairs == 8 and 0.15 < found.low < found.high < 0.25
    assert over_floor(rows, "a", "knn") is None and over_floor(rows, "b", "probe") is None
    rows[3]["status"] = "nan"
    assert over_floor(rows, "a", "probe").pairs == 7
    down = [each | {"probe": each["floor_probe"] - 0.2} for each in rows]
    assert over_floor(down, "a", "probe").high < 0


def test_references_that_leave_no_room_are_said():
    plan = {"outcome": "probe", "arms": {"a": {}, "b": {}}}
    rows = [row("a", 0, probe=0.6, floor_probe=0.99), row("b", 0, probe=0.5), row("ceiling", 0, probe=0.55)]
    floor, ceiling = saturation(plan, rows)
    assert "reaches 99.0 % already" in floor and "55.0 %, lies below 'a'" in ceiling
    rows[0]["floor_probe"], rows[2]["probe"] = 0.97, 0.7
    assert saturation(plan, rows) == [] and saturation(plan, rows[:2]) == []


@pytest.mark.parametrize("count", [5, 10, 20])
def test_two_kinds_of_seeds_are_seen_and_one_kind_is_not_taken_for_two(count):
    rng = np.random.default_rng(count)
    wrong = sum(mixture_of(0.1 * rng.normal(size=count)) is not None for _ in range(2000))
    assert wrong <= stats.binom.ppf(0.999, 2000, 0.01)
    seen = 0
    for _ in range(200):
        kinds = np.arange(count) < count // 3 + 1
        found = mixture_of(rng.permutation(np.where(kinds, -0.15, 0.0) + 0.01 * rng.normal(size=count)))
        seen += found is not None and found.counts == (kinds.sum(), count - kinds.sum())
    assert seen > (100 if count == 5 else 180)  # two and three seeds may look like two kinds by chance


def test_a_mixture_is_told_in_words_and_small_gaps_are_none():
    found = mixture_of(np.array([-0.15, 0.0, -0.152, 0.003, 0.001, -0.149]))
    assert found.sentence == "it is a mixture: 3 of 6 seeds lie about -15.0 points and 3 about +0.1 points"
    assert mixture_of(np.array([0.0, 0.0, 0.0, 0.03, 0.03, 0.03])) is None
    assert mixture_of(np.array([0.0, 0.0, 0.5, 0.5])) is None
