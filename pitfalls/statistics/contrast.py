"""Contrasts: weighted sums of arms, named before any row."""

from typing import Literal

from pitfalls.frozen import Refused, frozen, knob


@frozen
class Contrast:
    """A weighted sum of arms, named before any row, and the sign it should have if the claim is true."""

    name: str = knob(help="what the effect is called")
    terms: dict[str, int] = knob(help="weight of each arm; the weights sum to zero")
    sign: Literal[-1, 1] = knob(default=1, help="the expected sign of the effect")

    def __post_init__(self) -> None:
        weights = self.terms.values()
        if not weights or 0 in weights or sum(weights) != 0:
            raise Refused(f"the weights of {self.name!r} are {self.terms}, but they should be nonzero and sum to zero.")


def four_contrasts(clean: str, planted: str, clean_on: str, planted_on: str) -> tuple[Contrast, ...]:
    """Harm of a cue, leak left under the defense, price of the defense and rescue (the interaction), by arm names."""
    return (
        Contrast("harm", {planted: 1, clean: -1}, -1),
        Contrast("leak left", {planted_on: 1, clean_on: -1}, -1),
        Contrast("price", {clean_on: 1, clean: -1}, -1),
        Contrast("rescue", {planted_on: 1, clean_on: -1, planted: -1, clean: 1}, 1),
    )
