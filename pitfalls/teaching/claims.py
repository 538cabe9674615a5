"""The claims whose rows are kept beside the experiments: what they asked, of which task, and any row's trial."""

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from pitfalls.experiment.find import folders
from pitfalls.ledger.factors import knobs_of
from pitfalls.ledger.stored import kept_rows
from pitfalls.records.record import revive
from pitfalls.refused import Refused, nearest
from pitfalls.report.figures import figure, svg
from pitfalls.report.finding import Finding
from pitfalls.statistics.effects import Effect, effect
from pitfalls.trial import Trial

KEPT = ("seed", "status", "env", "fresh", "n_test")  # what an interval asks of a row beside its number


@dataclass(frozen=True)
class Kept:
    """A claim with its committed rows: what was found, the folder it stands in, and the tasks of its arms."""

    finding: Finding
    pitfall: str
    tasks: tuple[str, ...]
    path: Path

    @property
    def svg(self) -> str:
        """Its committed figure, or one drawn of its rows."""
        beside = self.path.with_suffix(".svg")
        return beside.read_text() if beside.is_file() else svg(figure(self.finding.claim, self.finding.rows))

    @property
    def name(self) -> str:
        """What the claim is called."""
        return self.finding.name

    @property
    def seeds(self) -> int:
        """How many seeds it was run at."""
        return len({row["seed"] for row in self.finding.rows})

    def effect(self, contrast: str, outcome: str = "") -> Effect:
        """The effect of a contrast over all committed seeds, with a plain 95 % interval; on the claim's own outcome,
        or on another."""
        named = {each["name"]: each for each in (*self.finding.claim["contrasts"], *self.finding.claim["also"])}
        if contrast not in named:
            raise Refused(f"{self.name} has no contrast {contrast!r}; {nearest(contrast, list(named))}")
        own, asked = named[contrast], outcome or self.finding.claim["outcome"]
        return effect(self.finding.rows, own["terms"], asked, scale=own.get("scale", 1.0))

    def change(self, arm: str, before: str, after: str) -> Effect:
        """What one outcome of an arm is more than another one of the same runs, with a plain 95 % interval."""
        own = [row for row in self.finding.rows if row["arm"] == arm]
        as_arm = lambda name: [
            {"arm": name, "value": row[name], **{k: row[k] for k in KEPT if k in row}} for row in own
        ]
        return effect([*as_arm(before), *as_arm(after)], {after: 1, before: -1}, "value")

    def mean(self, arm: str, outcome: str = "probe") -> Effect:
        """The mean of an outcome of an arm over its seeds, with a plain 95 % interval."""
        if arm not in self.finding.claim["arms"]:
            raise Refused(f"{self.name} has no arm {arm!r}; {nearest(arm, list(self.finding.claim['arms']))}")
        return effect(self.finding.rows, {arm: 1}, outcome)

    def row(self, arm: str, seed: int) -> dict[str, Any]:
        """The row of an arm at a seed; Refused with those there are."""
        for row in self.finding.rows:
            if row["arm"] == arm and row["seed"] == seed:
                return row
        arms = dict.fromkeys(row["arm"] for row in self.finding.rows)
        raise Refused(f"{self.name} has no row of {arm!r} at seed {seed}; its arms are {', '.join(arms)}")

    def trial(self, arm: str, seed: int) -> Trial:
        """The trial behind a row, as an object that can be shown, changed and run."""
        row = self.row(arm, seed)
        made = replace(revive(self.finding.claim["arms"][arm]), seed=seed)
        if made.key != row["key"]:
            raise Refused(f"the row of {arm!r} at seed {seed} is of another revision of the lab; it is not run again")
        return made


@cache
def committed(name: str) -> Kept:
    """The committed claim of that name; Refused with the nearest where there is none."""
    found = kept_rows(folders(), name)
    if not found:
        raise Refused(f"no rows of a claim {name!r} are committed; {nearest(name, names())}")
    claim, rows, path = found[0]
    told = (dict(knobs_of(arm)).get("task", "") for arm in claim["arms"].values())
    return Kept(Finding(claim, rows), path.parent.name, tuple(dict.fromkeys(told)), path)


def names() -> list[str]:
    """The names of all claims whose rows are committed."""
    beside = (path for folder in folders() for path in folder.rglob("*.json") if path.with_suffix(".csv").is_file())
    return sorted({path.stem for path in beside})


def among(pitfall: str = "", task: str = "") -> list[Kept]:
    """The committed claims of a pitfall's folder and about a task; "" asks for all."""
    every = map(committed, names())
    return [each for each in every if pitfall in ("", each.pitfall) and (not task or task in each.tasks)]
