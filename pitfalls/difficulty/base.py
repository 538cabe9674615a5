"""Dials: a trial -> easier or harder trials. A dial changes the size of the question and never touches a tensor."""

from collections.abc import Sequence
from typing import Any

from pitfalls.frozen import Refused, frozen, knob
from pitfalls.knobs import with_knobs
from pitfalls.trial import Trial


@frozen
class Dial:
    """Turn a knob of a trial, or several at once, through `values`.

    `field` is a dotted name, as "task.permutations" or "defenses.gap.pixels", or a tuple of them; each value is then a
    tuple of as many, and `amounts` may say how much each setting is. Refused where the values are fewer than two, or
    not as many as the knobs or the amounts.
    """

    field: str | tuple[str, ...] = knob(help="dotted name of the knob, or of several")
    values: tuple[Any, ...] = knob(help="its settings, from easy to hard")
    amounts: tuple[float, ...] = knob(default=(), help="how much each setting is; none takes its number, or its place")

    def __post_init__(self) -> None:
        if len(self.values) < 2:
            raise Refused(f"a dial of {self.field} has the settings {self.values}, but it needs two at least")
        told = [repr(value) for value in self.values]
        if twice := [value for value in told if told.count(value) > 1]:
            raise Refused(f"a dial of {self.field} has the setting {twice[0]} twice")
        if self.amounts and len(self.amounts) != len(self.values):
            raise Refused(f"a dial of {self.field} has {len(self.values)} settings, but {len(self.amounts)} amounts")
        if isinstance(self.field, tuple):
            for value in self.values:
                if not isinstance(value, tuple | list) or len(value) != len(self.field):
                    raise Refused(f"a setting of {', '.join(self.field)} is {value!r}, but each needs a value")

    def turn(self, trial: Trial) -> Sequence[Trial]:
        """One trial a setting, all else equal."""
        return tuple(self.at(trial, value) for value in self.values)

    def at(self, trial: Trial, value: Any) -> Trial:
        """The trial at one setting."""
        return with_knobs(trial, self.knobs(value))

    def knobs(self, value: Any) -> dict[str, Any]:
        """The knobs that one setting sets, by their dotted names."""
        return {self.field: value} if isinstance(self.field, str) else dict(zip(self.field, value, strict=True))

    def label(self, value: Any) -> str:
        """What a setting is called where there is little room: how much it is, or its numbers."""
        if self.amounts:
            return f"{self.amounts[self.values.index(value)]:g}"
        told = value if isinstance(self.field, tuple) else (value,)
        return ", ".join(f"{each:g}" if isinstance(each, float) else str(each) for each in told)

    def doses(self) -> dict[str, float]:
        """How much each setting is, by its label: its amount, its number, or else its place among them, from 1."""
        plain = all(isinstance(value, int | float) and not isinstance(value, bool) for value in self.values)
        numbers = self.amounts or (self.values if plain else range(1, len(self.values) + 1))
        return {self.label(value): float(number) for value, number in zip(self.values, numbers, strict=True)}
