"""An experiment: arms (trials), the contrasts named beforehand, and the way from cells to rows.

A module in experiments/ holds one `experiment`; nothing is registered.
"""

from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from typing import Any, Literal

from pitfalls.audit.attackers import ATTACKERS
from pitfalls.experiment.arms import ceiling, is_labeled
from pitfalls.experiment.cells import Cell
from pitfalls.frozen import Refused, frozen, knob, nearest
from pitfalls.ledger.ledger import Ledger
from pitfalls.report.tables import CEILING, OUTCOMES
from pitfalls.statistics.contrast import Contrast
from pitfalls.trial import Trial

Profile = Literal["smoke", "quick", "full"]
CEILINGS = 3  # seeds of it; it decides nothing

# What a profile changes in every arm: a few seconds to see that it runs, minutes for an answer, hours for rows.
PROFILES: dict[str, dict[str, Any]] = {
    "smoke": {
        "steps": 12,
        "batch": 32,
        "reading": {"train": 100, "validation": 60, "test": 100, "questions": 128},
    },
    "quick": {},
    "full": {"steps": 3000, "reading": {"train": 2000, "validation": 500, "test": 1000, "questions": 4096}},
}


@frozen
class Experiment:
    """A claim put to the test: the question, its arms, and what counts, all named before any row.

    contrasts are the m primary ones on `outcome`, also those measured beside them; delta is the smallest effect
    that counts; roles say which arms are the clean one, the planted one and the sham, for the conditions under
    which a claim is not testable at all; attacker reads the planted cue itself.
    """

    question: str = knob(help="what is asked, in one sentence")
    arms: dict[str, Trial] = knob(help="the trials, by name, at any seed")
    contrasts: tuple[Contrast, ...] = knob(help="the primary contrasts")
    also: tuple[Contrast, ...] = knob(default=(), help="further contrasts, which get plain intervals and no verdict")
    outcome: str = knob(default="probe", help="the one outcome that decides")
    delta: float = knob(default=0.02, gt=0, le=1, help="smallest effect that counts")
    alpha: float = knob(default=0.05, gt=0, lt=1, help="chance of any false word")
    clean: str = knob(default="", help="the arm without cue and defense")
    planted: str = knob(default="", help="the arm with the cue and no defense")
    sham: str = knob(default="", help="the arm with the sham")
    attacker: str = knob(default="", help="the small attacker that must read the planted cue")
    seeds: int = knob(default=5, ge=1, le=1000, help="seeds, unless more are asked for")
    ceiling: bool = knob(default=True, help="also train the encoder on the labels, as a ceiling")
    profiles: dict[str, dict[str, Any]] = knob(default={}, help="what a profile changes here instead")

    def __post_init__(self) -> None:
        if not self.arms:
            raise Refused("an experiment has no arms, but it should have at least one.")
        if CEILING in self.arms:
            raise Refused(f"an arm is called {CEILING!r}, which is kept for the supervised trial; give another name.")
        for told, name, known in (
            ("the outcome", self.outcome, OUTCOMES),
            ("the attacker", self.attacker, ("", *ATTACKERS)),
            *(("a profile", name, tuple(PROFILES)) for name in self.profiles),
        ):
            if name not in known:
                raise Refused(f"{told} is {name!r}; {nearest(name, [each for each in known if each])}")
        for contrast in (*self.contrasts, *self.also):
            for arm in contrast.terms:
                if arm not in self.arms:
                    raise Refused(
                        f"contrast {contrast.name!r} names the arm {arm!r}; the arms are {', '.join(self.arms)}"
                    )
        for role in (self.clean, self.planted, self.sham):
            if role and role not in self.arms:
                raise Refused(f"a role names the arm {role!r}; the arms are {', '.join(self.arms)}")

    def at(self, profile: str) -> "Experiment":
        """The same experiment with every arm at the scale of a profile."""
        if profile not in PROFILES:
            raise Refused(f"profile is {profile!r}, but it should be one of {', '.join(PROFILES)}.")
        changes = self.profiles.get(profile, PROFILES[profile])
        return self.each(lambda trial: scaled(trial, changes))

    def each(self, change: Any) -> "Experiment":
        """The same experiment with `change(trial)` in the place of every arm."""
        return replace(self, arms={name: change(trial) for name, trial in self.arms.items()})

    def cells(self, seeds: int) -> list[Cell]:
        """All cells, seed by seed, so that every look at the table sees whole pairs."""
        first = next(iter(self.arms.values()))
        labeled = self.ceiling and is_labeled(first)
        out = []
        for seed in range(seeds):
            for arm, trial in self.arms.items():
                out.append(Cell(arm, replace(trial, seed=seed), self.attacker))
            if labeled and seed < CEILINGS:
                out.append(Cell(CEILING, replace(ceiling(first), seed=seed)))
        return out


def scaled(thing: Any, changes: dict[str, Any]) -> Any:
    """`thing` with fields replaced, nested dictionaries reaching into nested objects."""
    new, known = {}, [field.name for field in fields(thing)]
    for name, value in changes.items():
        if name not in known:
            raise Refused(f"a profile changes {name!r}, which {type(thing).__name__} lacks; {nearest(name, known)}")
        old = getattr(thing, name)
        new[name] = scaled(old, value) if isinstance(value, dict) and is_dataclass(old) else value
    return replace(thing, **new)


def missing(cells: Iterable[Cell], ledger: Ledger) -> list[Cell]:
    """The cells that are still to be computed."""
    return [cell for cell in cells if not cell.done(ledger)]
