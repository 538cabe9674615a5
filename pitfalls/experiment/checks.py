"""What is looked at before an experiment is one: its names, and whether its arms can be set against each other."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pitfalls.experiment.attackers import attackers_of
from pitfalls.frozen import Refused, nearest
from pitfalls.report.tables import CEILING, OUTCOMES
from pitfalls.statistics.contrast import Contrast
from pitfalls.trial import Trial

if TYPE_CHECKING:
    from pitfalls.experiment.experiment import Experiment

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


def check(experiment: "Experiment") -> None:
    """Refused where a part of the experiment has no name or a wrong one, or where two arms are one."""
    every = (*experiment.contrasts, *experiment.also)
    _check_arms(experiment.arms)
    for told, name, known in (
        ("the outcome", experiment.outcome, OUTCOMES),
        *(("a profile", name, tuple(PROFILES)) for name in experiment.profiles),
    ):
        if name not in known:
            raise Refused(f"{told} is {name!r}; {nearest(name, [each for each in known if each])}")
    _check_contrasts(every, experiment.arms)
    attackers_of(every)
    for arm in experiment.dose:
        if arm not in experiment.arms:
            raise Refused(f"a dose is given for the arm {arm!r}; {nearest(arm, list(experiment.arms))}")
    _check_pairs(every, experiment.arms)


def _check_arms(arms: dict[str, Trial]) -> None:
    if not arms:
        raise Refused("an experiment has no arms, but it should have at least one.")
    if CEILING in arms:
        raise Refused(f"an arm is called {CEILING!r}, which is kept for the supervised trial; give another name.")
    _check_seen("an arm", arms)


def _check_seen(told: str, names: Iterable[str]) -> None:
    for name in names:
        if not name.strip() or not name.isprintable():
            raise Refused(f"{told} is called {name!r}; give it a name that can be seen, in one line")


def _check_contrasts(contrasts: tuple[Contrast, ...], arms: dict[str, Trial]) -> None:
    names = [contrast.name for contrast in contrasts]
    _check_seen("a contrast", names)
    if twice := [name for name in names if names.count(name) > 1]:
        raise Refused(f"two contrasts are called {twice[0]!r}; give each a name of its own")
    for contrast in contrasts:
        for arm in (*contrast.terms, contrast.clean, contrast.planted, contrast.sham):
            if arm and arm not in arms:
                raise Refused(f"contrast {contrast.name!r} names the arm {arm!r}; the arms are {', '.join(arms)}")


def _check_pairs(contrasts: tuple[Contrast, ...], arms: dict[str, Trial]) -> None:
    """Refused where two arms are one, or could form no pairs."""
    own: dict[str, str] = {}
    for arm, trial in arms.items():
        same = own.setdefault(replace(trial, seed=0).key, arm)
        if same != arm:
            told = f"the arms {same!r} and {arm!r} are one trial of one key, which is run once"
            raise Refused(f"{told}; change something in one of them, or leave one out")
    first = next(iter(arms.values()))
    for arm in (arm for contrast in contrasts for arm in contrast.terms):
        if arms[arm].precision != first.precision:
            told = f"{arm!r} is computed in {arms[arm].precision} and others in {first.precision}"
            raise Refused(f"{told}, but pairs form only between runs of one environment; take one precision")
