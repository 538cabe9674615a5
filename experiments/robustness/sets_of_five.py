"""Does the demo decide at its five seeds? The words of disjoint sets of five seeds, from the rows that are kept.

Run it as `python experiments/robustness/sets_of_five.py [CLAIM] [--results FOLDER]`; it takes seconds. Each set is
judged as if it were all that had been run: its rows are those of one run of `make demo` with other seeds.
"""

import argparse
from typing import Any

from pitfalls.ledger.ledger import Ledger
from pitfalls.ledger.stored import claims
from pitfalls.statistics.verdict import judge

FIVE = 5
FINAL = ("holds", "contradicted", "equivalent")


def sets(plan: dict[str, Any], rows: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The rows of seeds 0 to 4, of 5 to 9, and so on, as far as all their runs have ended."""
    found = []
    for first in range(0, 1 + max(row["seed"] for row in rows), FIVE):
        own = [row for row in rows if first <= row["seed"] < first + FIVE]
        if len({row["seed"] for row in own}) == FIVE and all(row["status"] in ("ok", "nan", "failed") for row in own):
            found.append(own)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("claim", nargs="?", default="aberration")
    parser.add_argument("--results", default="results")
    asked = parser.parse_args()
    for plan, rows in claims(asked.claim, Ledger(asked.results), print):
        whole = 0
        for own in sets(plan, rows):
            judged = judge(plan, own)
            whole += all(each.word in FINAL for each in judged)
            seeds = sorted({row["seed"] for row in own})
            told = ", ".join(f"{each.name} {each.word} ({100 * each.effect.estimate:+.1f})" for each in judged)
            print(f"seeds {seeds[0]:>2} to {seeds[-1]:>2}: {told}")
        print(f"{plan['name']}: all contrasts decided in {whole} of {len(sets(plan, rows))} sets of {FIVE} seeds")


if __name__ == "__main__":
    main()
