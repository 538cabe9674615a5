"""How far a cue alone gets: from chance to perfect, with an interval that holds for all attackers together."""

from dataclasses import dataclass, replace

from scipy.stats import beta

ALPHA = 0.05  # how often any interval of an audit may miss


@dataclass(frozen=True)
class Reach:
    """How far one attacker gets.

    attacker: its name; behind: the defenses as they are called, "" for none; share, low, high: of the way from chance
    to perfect, at most 1, below 0 where it is worse than chance; accuracy, chance: of its guess, and of one without
    looking; questions: how many it was judged on; control: the share it gets where there is no cue, None where that
    was not asked; bound: what `low` must exceed for a leak, None where it can be none; giveaways: numbers of questions
    that it had right and was surest of.
    """

    attacker: str
    behind: str
    share: float
    low: float
    high: float
    accuracy: float
    chance: float
    questions: int
    control: float | None = None
    bound: float | None = None
    giveaways: tuple[int, ...] = ()

    @property
    def works(self) -> bool:
        """Whether it certainly gets further than chance."""
        return self.low > 0

    @property
    def leaks(self) -> bool:
        """Whether it certainly gets further than content takes it."""
        return self.works and self.bound is not None and self.low > self.bound

    def against(self, control: "Reach", richer: float = 1.0, rest: float = 0.0) -> "Reach":
        """The same beside its control.

        Content may go `richer` times as far as the control certainly goes, and so much of the rest of the way besides.
        """
        most = min(1.0, richer * max(0.0, control.high))
        return replace(self, control=control.share, bound=most + rest * (1 - most))


def interval(right: float, count: int, together: int) -> tuple[float, float]:
    """Clopper and Pearson (1934) for `right` of `count`, at a level that holds for `together` of them (Bonferroni).

    right: a sum of values in [0, 1], whose spread is never more than that of hits.
    """
    level = ALPHA / together / 2
    low = float(beta.ppf(level, right, count - right + 1)) if right > 0 else 0.0
    high = float(beta.ppf(1 - level, right + 1, count - right)) if right < count else 1.0
    return low, high


def reach(name: str, behind: str, right: float, count: int, chance: float, together: int) -> Reach:
    """How far it is to have `right` of `count` questions right, where `chance` needs no look."""
    way = lambda accuracy: (accuracy - chance) / (1 - chance)
    low, high = interval(right, count, together)
    return Reach(name, behind, way(right / count), way(low), way(high), right / count, chance, count)
