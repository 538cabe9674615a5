"""An experiment: arms (trials), the contrasts named beforehand, and the way from cells to rows.

A module in experiments/ holds one `experiment`; nothing is registered.
"""

from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from typing import Any, Literal

from pitfalls.experiment.arms import ceiling, is_labeled
from pitfalls.experiment.attackers import attack_on, attackers_of
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
        "reading": {"train": 200, "validation": 60, "test": 100, "questions": 128},
    },
    "quick": {},
    "full": {"steps": 3000, "reading": {"questions": 8192}},
}


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
    photographs: dict[str, Any] = knob(
        default={}, help="what is changed in every arm where a folder's pictures are asked"
    )

    def __post_init__(self) -> None:
        if not self.arms:
            raise Refused("an experiment has no arms, but it should have at least one.")
        if CEILING in self.arms:
            raise Refused(f"an arm is called {CEILING!r}, which is kept for the supervised trial; give another name.")
        for told, name, known in (
            ("the outcome", self.outcome, OUTCOMES),
            *(("a profile", name, tuple(PROFILES)) for name in self.profiles),
        ):
            if name not in known:
                raise Refused(f"{told} is {name!r}; {nearest(name, [each for each in known if each])}")
        every = (*self.contrasts, *self.also)
        names = [contrast.name for contrast in every]
        if twice := [name for name in dict.fromkeys(names) if names.count(name) > 1]:
            raise Refused(f"two contrasts are called {twice[0]!r}; give each a name of its own")
        for contrast in every:
            for arm in (*contrast.terms, contrast.clean, contrast.planted, contrast.sham):
                if arm and arm not in self.arms:
                    raise Refused(
                        f"contrast {contrast.name!r} names the arm {arm!r}; the arms are {', '.join(self.arms)}"
                    )
        attackers_of(every)
        self._check_pairs(every)

    def _check_pairs(self, contrasts: tuple[Contrast, ...]) -> None:
        """Refused where arms could not differ, or could form no pairs."""
        keys = {arm: replace(trial, seed=0).key for contrast in contrasts for arm, trial in self._in(contrast).items()}
        for contrast in contrasts:
            own: dict[str, str] = {}
            for arm, trial in self._in(contrast).items():
                same = own.setdefault(keys[arm], arm)
                if same != arm:
                    told = f"contrast {contrast.name!r} sets {same!r} against {arm!r}, which are one trial"
                    raise Refused(f"{told} of one key; change something in one of them, or leave one out")
                first = next(iter(self.arms.values()))
                if trial.precision != first.precision:
                    told = f"{arm!r} is computed in {trial.precision} and others in {first.precision}"
                    raise Refused(f"{told}, but pairs form only between runs of one environment; take one precision")

    def _in(self, contrast: Contrast) -> dict[str, Trial]:
        return {arm: self.arms[arm] for arm in contrast.terms}

    def at(self, profile: str) -> "Experiment":
        """The same experiment with every arm at the scale of a profile; what is not trained stays so."""
        if profile not in PROFILES:
            raise Refused(f"profile is {profile!r}, but it should be one of {', '.join(PROFILES)}.")
        return self._with(self.profiles.get(profile, PROFILES[profile]))

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
