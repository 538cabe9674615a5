"""A claim that was run, as an object: its rows, its verdicts, and the text that `pitfalls results` prints. No torch."""

import warnings
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pitfalls.ledger.ledger import Ledger
from pitfalls.ledger.stored import claims
from pitfalls.refused import Refused, nearest
from pitfalls.report.screen import as_text
from pitfalls.report.shown import show
from pitfalls.statistics.verdict import Judgment, judge

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True)
class Finding:
    """What a claim shows: its name and question, raw rows as dictionaries, and a verdict a primary contrast.

    `finding["harm"]` is the verdict on one contrast: its word, sentence, effect (in accuracy) and interval.
    """

    claim: dict[str, Any] = field(repr=False)
    rows: list[dict[str, Any]] = field(repr=False)

    @property
    def name(self) -> str:
        """What the claim is called."""
        return self.claim["name"]

    @property
    def question(self) -> str:
        """What was asked."""
        return self.claim["question"]

    @cached_property
    def verdicts(self) -> tuple[Judgment, ...]:
        """One a primary contrast, in their order."""
        return tuple(judge(self.claim, self.rows))

    @property
    def table(self) -> "DataFrame":
        """The rows as a data frame, one an arm and seed; which images were right is left out."""
        from pandas import DataFrame

        return DataFrame([{name: value for name, value in row.items() if name != "hits"} for row in self.rows])

    def figure(self) -> Any:
        """The arms, or the curve over a dose, and the contrasts, as a matplotlib Figure."""
        from pitfalls.report.figures import figure

        return figure(self.claim, self.rows)

    def __getitem__(self, contrast: str) -> Judgment:
        found = {each.name: each for each in self.verdicts}
        if contrast not in found:
            raise Refused(f"{self.name} has no verdict on {contrast!r}; {nearest(contrast, list(found))}")
        return found[contrast]

    def __repr__(self) -> str:
        return as_text(lambda console: show(self.claim, self.rows, console))


def key_of(name: str, arm: str, seed: int, ledger: Ledger) -> str:
    """The key of the run of an arm at a seed of the claim of that name; Refused with those there are."""
    claim = results(name, str(ledger.folder)).claim
    arms = list(dict.fromkeys(cell["arm"] for cell in claim["cells"]))
    if not arm:
        raise Refused(f"{name} is the name of an experiment; say which arm of it, as arm={arms[0]!r}")
    if arm not in arms:
        raise Refused(f"{name} has no arm {arm!r}; {nearest(arm, arms)}")
    keys = {cell["seed"]: cell["key"] for cell in claim["cells"] if cell["arm"] == arm}
    if seed not in keys:
        raise Refused(f"{arm} of {name} was not run at seed {seed}; its seeds are {min(keys)} to {max(keys)}")
    return keys[seed]


def results(name: str, results: str = "results") -> Finding:
    """What was run under a name, or is kept beside the experiments; Refused where nothing was, or several fit."""
    told: list[str] = []
    found = [Finding(claim, rows) for claim, rows in claims(name, Ledger(results), told.append)]
    if len(found) > 1:
        raise Refused(
            f"{name} itself was not run under {results}; name one of {', '.join(each.name for each in found)}"
        )
    for each in told:
        warnings.warn(each, stacklevel=2)
    return found[0]
