"""How often a claim gets any false word, and what five seeds decide, by simulating the whole procedure.

Run it as `python experiments/robustness/false_words.py`; it takes about two minutes on one core and prints tables.
"""

import numpy as np

from pitfalls.statistics.simulated import FOUR, MEASURED, UNDER, WITHIN, against_one, false, planned, runs, words

TABLES, DELTA = 20_000, 0.03
IMAGES = 0.0145  # of one accuracy by 800 test images of its own, at about .8
DESIGNS = {
    "m 1": (np.array([[-1.0, 1.0]]), False),
    "m 4": (FOUR, False),
    "4, ordered": (FOUR, True),
    "m 12": (against_one(12), False),
}
SPREADS = {
    "equal, 4 points": (0.04,) * 4,
    "equal, .8 points": (0.008,) * 4,
    "as measured": MEASURED,
    "a fifth of the measured": tuple(each / 5 for each in MEASURED),
    "one arm threefold": (0.006, 0.018, 0.006, 0.006),
    "one arm fivefold": (0.005, 0.025, 0.005, 0.005),
    "clean arm fivefold": (0.025, 0.005, 0.005, 0.005),
}
WILD = (0.01, 0.06, 0.01, 0.01)
Case = tuple[str, tuple[float, ...], float, tuple[int, ...], float]  # shape, spreads, floor, arms of the shape, delta
SHAPES = ("skewed", "bimodal .1", "bimodal .2", "bimodal .5")


def share(design: str, case: Case) -> str:
    """Any false word in percent: at no effect, and at exactly delta (the worse of the two directions)."""
    (shape, spreads, floor, only, delta), (weights, order) = case, DESIGNS[design]
    tables = TABLES if len(weights) < 12 else TABLES // 2
    rng = np.random.default_rng(0)
    values = runs(shape, tuple(np.resize(spreads, weights.shape[1])), tables, rng, only)
    values = values + floor * rng.normal(size=values.shape) if floor else values
    plan, found = planned(weights, delta, ordered=order), []
    for truth in (0.0, delta, -delta):
        told, _ = words(values, weights, plan, truth, floor)
        found.append(100 * false(told, truth, delta).any(1).mean())
    return f"{found[0]:4.1f} {max(found[1:]):5.1f}"


def table(title: str, cases: dict[str, Case]) -> None:
    """Print the shares of every case and design."""
    print(f"\n{title}\n{'':34}" + "".join(f"{design:>14}" for design in DESIGNS))
    for name, case in cases.items():
        print(f"{name:34}" + "".join(f"{share(design, case):>14}" for design in DESIGNS), flush=True)


def power() -> None:
    """Print what the first look decides of a harm of 18 points, and of no leak, by the spread."""
    print("\nDecided at 5 seeds, %: a harm of -18 points (m 4, in order); no leak, expected none (m 4, in order)")
    truth, signs = np.array([-0.18, 0.0, 0.0, 0.18]), (-1, 0, 0, 1)
    cases = {"as measured": MEASURED, "paired 2 points": (0.0141,) * 4, "paired 1.5 points": (0.0106,) * 4}
    cases["paired 1.5, planted 4"] = (0.0106, 0.04, 0.0106, 0.0106)
    for name, spreads in cases.items():
        values, found = runs("normal", spreads, TABLES, np.random.default_rng(1)), []
        for order in (False, True):
            told, when = words(values, FOUR, planned(FOUR, DELTA, signs, ordered=order), truth)
            first = when == 0
            found += [(first[:, 0] & (told[:, 0] == UNDER)).mean(), (first[:, 1] & (told[:, 1] == WITHIN)).mean()]
        harm, none, harm_ordered, none_ordered = (f"{100 * each:5.1f}" for each in found)
        print(f"{name:24} harm {harm} {harm_ordered}   no leak {none} {none_ordered}")
    own, when = words(
        runs("normal", MEASURED[:2], TABLES, np.random.default_rng(1)),
        np.array([[-1.0, 1.0]]),
        planned(np.array([[-1.0, 1.0]]), DELTA, (-1,), alpha=0.05 / 4),
        -0.18,
    )
    print(f"by its own variance alone (m 4): harm {100 * ((own[:, 0] == UNDER) & (when[:, 0] == 0)).mean():.1f}")


if __name__ == "__main__":
    print("Any false word, %, over the looks at 5, 10 and 20 seeds: no effect, then effects of exactly delta, 3 points")
    table("normal, by spread over seeds", {name: ("normal", own, 0.0, (), DELTA) for name, own in SPREADS.items()})
    table("normal, next to no delta", {"equal, 4 points": ("normal", (0.04,) * 4, 0.0, (), 1e-9)})
    for floor in (0.0, IMAGES):
        told = "800 test images a seed" if floor else "no floor of test images"
        for name, spreads, only in (
            ("every arm alike, 4 points", (0.04,) * 4, ()),
            ("planted arm alone, as measured", MEASURED, (1,)),
            ("planted arm alone, 6 points, others 1", WILD, (1,)),
        ):
            table(f"{name}, {told}", {shape: (shape, spreads, floor, only, DELTA) for shape in SHAPES})
    power()
