"""Every cue with a slider, every defense that may close it with a switch, at a task that the cue can fool."""

from dataclasses import dataclass
from typing import Any

from pitfalls.commands.catalog import find, knobs
from pitfalls.shortcuts.base import Cue, Defense
from pitfalls.teaching.attack_now import Stage
from pitfalls.teaching.drawn import Drawn
from pitfalls.teaching.live import Live, Slider, Switch, live
from pitfalls.trial import Trial


@dataclass(frozen=True)
class Scene:
    """A cue by name, its strength at first and at most, a task it can fool, its attacker, and defenses by name."""

    cue: str
    start: float
    most: float
    trial: Trial
    attacker: str
    defenses: dict[str, Defense]

    @property
    def stage(self) -> Stage:
        """Where its attacker is asked."""
        return Stage(self.trial, self.attacker)

    def planted(self, strength: float) -> Cue:
        """The cue of that strength."""
        return find("cue", self.cue)(strength=strength)

    def reach(self, strength: float, *defenses: str) -> float:
        """How far its attacker gets, as a share of the way from chance to perfect."""
        return self.stage.reach(self.planted(strength), tuple(self.defenses[name] for name in defenses)).share

    def play(self) -> Live:
        """The slider, the switches, the pictures and the attacker."""

        def draw(strength: float, **on: Any) -> Drawn:
            chosen = tuple(each for name, each in self.defenses.items() if on[name])
            return self.stage.shown(self.planted(strength), chosen)

        unit = next(each.unit for each in knobs(find("cue", self.cue)) if each.name == "strength")
        slider = Slider(self.start, 0.0, self.most, self.most / 10, unit)
        return live(draw, strength=slider, **{name: Switch() for name in self.defenses})
