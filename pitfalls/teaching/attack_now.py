"""How far one cue alone gets, asked anew at every move of a slider: few questions, a linear read-out, no training."""

from dataclasses import dataclass, replace
from functools import cache

from pitfalls.audit.attack import named
from pitfalls.audit.attacked import fitted
from pitfalls.audit.reach import Reach, reach
from pitfalls.audit.reading import see
from pitfalls.audit.readout import guessed
from pitfalls.images.base import Pictures
from pitfalls.shortcuts.base import Cue, Defense
from pitfalls.teaching.drawn import Drawn
from pitfalls.trial import Trial

FIT, JUDGE, PICTURES = 768, 384, 768


@dataclass(frozen=True)
class Stage:
    """A trial whose questions are attacked: its task and pictures stay, cues and defenses come and go."""

    trial: Trial
    attacker: str
    counts: tuple[int, int] = (FIT, JUDGE)

    def asked(self, cue: Cue | None, defenses: tuple[Defense, ...] = ()) -> Trial:
        """The trial with this cue planted, behind these defenses; Refused where they do not fit the task."""
        return replace(self.trial, cues=(cue,) if cue else (), defenses=defenses)

    def reach(self, cue: Cue | None, defenses: tuple[Defense, ...] = ()) -> Reach:
        """How far the attacker gets, judged on other pictures than it was fitted on, with a 95 % interval."""
        trial = self.asked(cue, defenses)
        pictures = loaded(self.trial, "train"), loaded(self.trial, "test")
        trial = fitted(trial, pictures[0])
        reader = {self.attacker: named(self.attacker)}
        first, second = (
            see(trial, reader, part, count, purpose, lambda what, done, total: None)
            for part, count, purpose in zip(pictures, self.counts, ("fit", "judge"), strict=True)
        )
        name = self.attacker
        found = guessed(trial.task, first.features[name], first.target, second.features[name], second.target)
        right = float(found.right.double().sum())
        return reach(name, " + ".join(each.called for each in defenses), right, len(found.right), found.blind, 1)

    def shown(self, cue: Cue | None, defenses: tuple[Defense, ...] = (), images: int = 3) -> Drawn:
        """What the network is shown, and how far the attacker gets with it."""
        from pitfalls.report.picture import show

        found = self.reach(cue, defenses)
        return Drawn(show(self.asked(cue, defenses), images), said(found))


@cache
def loaded(trial: Trial, split: str) -> Pictures:
    """A few pictures of a trial, kept, so that a move of a slider draws no picture again."""
    return trial.images.load(split, trial.seed, PICTURES)  # pyright: ignore[reportArgumentType]


def said(found: Reach) -> str:
    """How far it gets, in a sentence."""
    ends = (f"{100 * each:.0f}" for each in (found.accuracy, found.chance, found.share, found.low, found.high))
    right, chance, share, low, high = ends
    behind = f" behind {found.behind}" if found.behind else ""
    return (
        f"{found.attacker} alone{behind} is right in {right} % (blind guess {chance} %): {share} % of the way from "
        f"chance to perfect ({low} to {high})."
    )
