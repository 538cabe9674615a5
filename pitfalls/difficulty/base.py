"""Dials: a trial -> easier or harder trials. A dial changes the size of the question and never touches a tensor."""

from collections.abc import Sequence
from typing import Any

from pitfalls.frozen import frozen, knob
from pitfalls.trial import Trial, with_knob


@frozen
class Dial:
    """Turn one knob of a trial through `values`; `field` is its dotted name, as in "task.permutations"."""

    field: str = knob(help="dotted name of the knob")
    values: tuple[Any, ...] = knob(help="its settings, from easy to hard")

    def turn(self, trial: Trial) -> Sequence[Trial]:
        """One trial a setting, all else equal."""
        return tuple(with_knob(trial, self.field, value) for value in self.values)
