"""An experiment: arms (trials), the contrasts named beforehand, and the way from cells to rows.

A module in experiments/ holds one `experiment`; nothing is registered.
"""

from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from typing import Any, Literal

from pitfalls.experiment.arms import ceiling, is_labeled
from pitfalls.experiment.attackers import attack_on, attackers_of
from pitfalls.experiment.cells import Cell
from pitfalls.experiment.checks import PROFILES, check
from pitfalls.frozen import Refused, frozen, knob, nearest
from pitfalls.ledger.ledger import Ledger
from pitfalls.report.tables import CEILING
from pitfalls.statistics.contrast import Contrast
from pitfalls.trial import Trial

Profile = Literal["smoke", "quick", "full"]
CEILINGS = 3  # seeds of it; it decides nothing


@frozen
class Experiment:
    """A claim put to the test: the question, its arms, and what counts, all named before any row.

    contrasts are the m primary ones on `outcome`, also those measured beside them, each with roles of its own: its
    clean, planted and sham arm and the attacker of its cue; delta is the smallest effect that counts. Where they are
    `ordered`, those behind an undecided one wait and spend no alpha.
    """

    question: str = knob(help="what is asked, in one sentence")
    arms: dict[str, Trial] = knob(help="the trials, by name, at any seed")
    contrasts: tuple[Contrast, ...] = knob(help="the primary contrasts")
    also: tuple[Contrast, ...] = knob(default=(), help="further contrasts, which get plain intervals and no verdict")
    outcome: str = knob(default="probe", help="the one outcome that decides")
    delta: float = knob(default=0.02, gt=0, le=1, help="smallest effect that counts")
    alpha: float = knob(default=0.05, gt=0, lt=1, help="chance of any false word")
    ordered: bool = knob(default=False, help="test the contrasts in the order written, each after the one before")
    learning: bool = knob(default=False, help="whether an arm learns is part of what is asked, and closes nothing")
    seeds: int = knob(default=5, ge=1, le=1000, help="seeds, unless more are asked for")
    ceiling: bool = knob(default=True, help="also train the encoder on the labels, as a ceiling")
    profiles: dict[str, dict[str, Any]] = knob(default={}, help="what a profile changes here instead")
    dose: dict[str, float] = knob(default={}, help="how much each arm is of what is turned, for the curve over it")
    photographs: dict[str, Any] = knob(
        default={}, help="what is changed in every arm where a folder's pictures are asked"
    )

    def __post_init__(self) -> None:
        check(self)

    def at(self, profile: str) -> "Experiment":
        """The same experiment with every arm at the scale of a profile; what is not trained stays so.

        A smoke run has one seed, for it shows nothing anyway.
        """
        if profile not in PROFILES:
            raise Refused(f"profile is {profile!r}, but it should be one of {', '.join(PROFILES)}.")
        scaled = self._with(self.profiles.get(profile, PROFILES[profile]))
        return replace(scaled, seeds=1) if profile == "smoke" else scaled

    def on(self, pictures: Any) -> "Experiment":
        """The same experiment about other pictures, `pictures(source)` of those of each arm, with what they ask for."""
        return self.each(lambda trial: replace(trial, images=pictures(trial.images)))._with(self.photographs)

    def _with(self, changes: dict[str, Any]) -> "Experiment":
        untrained = {name: value for name, value in changes.items() if name != "steps"}
        return self.each(lambda trial: scaled(trial, changes if trial.steps else untrained))

    def each(self, change: Any) -> "Experiment":
        """The same experiment with `change(trial)` in the place of every arm."""
        return replace(self, arms={name: change(trial) for name, trial in self.arms.items()})

    def cells(self, seeds: int) -> list[Cell]:
        """All cells, seed by seed, so that every look at the table sees whole pairs."""
        first = next(iter(self.arms.values()))
        attackers = attackers_of((*self.contrasts, *self.also))
        above = ceiling(first) if self.ceiling and is_labeled(first) else None
        out = []
        for seed in range(seeds):
            for arm, trial in self.arms.items():
                own = replace(trial, seed=seed)
                out.append(Cell(arm, own, attack_on(own, attackers.get(arm))))
            if above is not None and seed < CEILINGS:
                out.append(Cell(CEILING, replace(above, seed=seed)))
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


def missing(cells: Iterable[Cell], ledger: Ledger, env: str) -> list[Cell]:
    """The cells that are still to be computed in the environment `env`, so that each seed becomes whole in one.

    A seed that is whole in any environment is done; of another all is computed that `env` lacks.
    """
    by_seed: dict[int, list[Cell]] = {}
    for cell in cells:
        by_seed.setdefault(cell.seed, []).append(cell)
    left = []
    for own in by_seed.values():
        keys = [key for cell in own for key in cell.trials()]
        whole = set.intersection(*(set(ledger.environments(key)) for key in keys))
        left += [] if whole else [cell for cell in own if not cell.done(ledger, env)]
    return left
