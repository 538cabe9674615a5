"""The audit: what a task leaks on these pictures, before any training.

A *leak* is what an attacker gets beyond what the pictures themselves tell. That is found by a control, the same
questions about pictures that have no cue: the same pictures where the cue was planted, else scenes (then it must get
twice as far, for the world is richer than scenes); and for borders the same views without them (then it must go half
of the rest of the way besides, for smooth content reaches over a gap). What goes no further
than its control, or reads content by its nature (brightness, color), is an *easy way*: it may be honest.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import torch

from pitfalls.audit.able import able
from pitfalls.audit.attacked import Asking, attacked, fitted
from pitfalls.audit.checks import checks
from pitfalls.audit.control import controlled
from pitfalls.audit.costs import cost
from pitfalls.audit.finding import Finding
from pitfalls.audit.reach import Reach
from pitfalls.audit.reading import Watch, walked
from pitfalls.audit.remedies import remedies
from pitfalls.frozen import Refused
from pitfalls.images.base import Pictures
from pitfalls.path.faults import check_path
from pitfalls.shortcuts.base import Defense
from pitfalls.trial import Trial

FIT, JUDGE = 4096, 2048  # questions
PICTURES = 4096


@dataclass(repr=False)
class Audit:
    """What was found, filled as it is found; `finished` where all of it was.

    counts: questions that are fitted and judged; seek: whether defenses are looked for that close what leaks;
    findings: of the question; reaches: of each attacker before and behind the defenses; tried: behind others that
    close what leaks; costs: what each defense leaves of color and detail; skipped: attackers that cannot be asked, why.
    """

    trial: Trial
    counts: tuple[int, int] = (FIT, JUDGE)
    seek: bool = True
    findings: list[Finding] = field(default_factory=list)
    reaches: list[Reach] = field(default_factory=list)
    tried: list[Reach] = field(default_factory=list)
    costs: dict[str, dict[str, float]] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    finished: bool = False

    def __repr__(self) -> str:
        from pitfalls.audit.verdict import headline, verdict

        return "\n".join([headline(self), *(f"{each.gravity}: {each.told} {each.advice}" for each in verdict(self))])

    @property
    def last(self) -> str:
        """What the column behind all defenses is called."""
        return called(self.trial.defenses)

    @property
    def left(self) -> list[Reach]:
        """How far each attacker gets behind all defenses, the furthest first."""
        return sorted((each for each in self.reaches if each.behind == self.last), key=lambda each: -each.share)

    @property
    def leaks(self) -> list[Reach]:
        """What leaks behind all defenses, the furthest first."""
        return [each for each in self.left if each.leaks]

    @property
    def ceiling(self) -> float:
        """The best accuracy in [0, 1] that any answerer can have, as far as the checks of the question tell."""
        return min((each.ceiling for each in self.findings), default=1.0)

    def fails(self, above: float) -> bool:
        """Whether the question is broken, or a leak certainly goes further than so much of the way."""
        return any(each.gravity == "broken" for each in self.findings) or any(each.low > above for each in self.leaks)

    def steps(self, watch: Watch = lambda what, done, count: None) -> Iterator[Finding | Reach]:
        """Do it; gives each thing as it is found, so that a caller may show it, and stop between two."""
        load = lambda split: self.trial.images.load(split, self.trial.seed, PICTURES)
        pictures = load("train"), load("test")
        yield from self._question(self.trial, pictures[0])
        trial = fitted(self.trial, pictures[0])
        readers, self.skipped = able(trial)
        columns = {called(each): each for each in _columns(trial.defenses)}
        asking = Asking(len(readers) * len(columns), self.counts, watch)
        for behind, defenses in columns.items():
            asked = replace(trial, defenses=defenses)
            found = []
            for each in attacked(asked, behind, readers, pictures, asking):
                found.append(each)
                self.reaches.append(each)
                yield each
            for each in controlled(asked, found, readers, pictures, asking):
                place = next(k for k, old in enumerate(self.reaches) if _same(old, each))
                self.reaches[place] = each
                yield each
        for defense in trial.defenses:
            self.costs[defense.called] = cost(trial, defense, pictures[1])
        leaking = {each.attacker: readers[each.attacker] for each in self.leaks}
        if leaking and self.seek:
            fewer = replace(asking, counts=(self.counts[0] // 2, self.counts[1] // 2))
            for defense, found, left in remedies(trial, leaking, pictures, fewer):
                self.tried += found
                self.costs[defense.called] = left
                yield from found
        self.finished = True

    def _question(self, trial: Trial, pictures: Pictures) -> Iterator[Finding]:
        """What can be known of the question without asking an attacker."""
        try:
            check_path(trial, pictures)
        except Refused as error:
            self.findings.append(Finding("conformance", "flaw", f"{str(error).rstrip('.')}."))
            yield self.findings[-1]
        path = walked(trial, "checks")
        for check in checks().values():
            with torch.no_grad():
                found = check(path, pictures)
            if found:
                self.findings.append(found)
                yield found


def called(defenses: tuple[Defense, ...]) -> str:
    """What a column of these defenses is called."""
    return " + ".join(each.called for each in defenses)


def _columns(defenses: tuple[Defense, ...]) -> list[tuple[Defense, ...]]:
    """None, each alone, all together."""
    alone = [(each,) for each in defenses] if len(defenses) > 1 else []
    return [(), *alone, defenses] if defenses else [()]


def _same(one: Reach, other: Reach) -> bool:
    return (one.attacker, one.behind) == (other.attacker, other.behind)
