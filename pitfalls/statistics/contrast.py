"""Contrasts: weighted sums of arms, named before any row, each with its own scale and roles."""

import math
from typing import Any, Literal

from pitfalls.frozen import Refused, frozen, knob


@frozen
class Contrast:
    """A weighted sum of arms over a scale, named before any row, and the sign it should have if the claim is true.

    The effect is sum(weight * accuracy) / scale, so that a main effect of a factorial has its natural size. Sign 0
    expects no effect. Roles are names of arms, or "": a contrast is gated by its own arms and roles only.
    """

    name: str = knob(help="what the effect is called")
    terms: dict[str, float] = knob(help="weight of each arm; the weights sum to zero", example='{"b": 1, "a": -1}')
    sign: Literal[-1, 0, 1] = knob(default=1, help="the expected sign of the effect, 0 where none is expected")
    scale: float = knob(default=1.0, gt=0, help="what the weighted sum is divided by")
    clean: str = knob(default="", help="the arm without cue and defense")
    planted: str = knob(default="", help="the arm with the cue and no defense")
    sham: str = knob(default="", help="the arm with the sham of the cue")
    attacker: str = knob(default="", help="the small attacker that must read the planted cue")

    def __post_init__(self) -> None:
        weights = self.terms.values()
        total, size = math.fsum(weights), math.fsum(abs(weight) for weight in weights)
        if not weights or 0 in weights or abs(total) > 1e-9 * size:
            raise Refused(f"the weights of {self.name!r} are {self.terms}, but they should be nonzero and sum to zero.")


def four_contrasts(
    clean: str,
    planted: str,
    clean_on: str,
    planted_on: str,
    sham: str = "",
    attacker: str = "",
    price: Literal[-1, 0, 1] = 0,
) -> tuple[Contrast, ...]:
    """Harm of a cue, leak left under the defense, price of the defense and rescue (the interaction), by arm names.

    No leak is expected; `price` is the sign expected of the price. All but the price need a cue that its attacker
    reads; harm and rescue need a sham that does nothing, for both are read against the clean arm.
    """
    roles = {"clean": clean, "planted": planted, "sham": sham, "attacker": attacker}
    leak = roles | {"sham": ""}
    named: tuple[tuple[str, dict[str, float], Any, dict[str, str]], ...] = (
        ("harm", {planted: 1, clean: -1}, -1, roles),
        ("leak left", {planted_on: 1, clean_on: -1}, 0, leak),
        ("price", {clean_on: 1, clean: -1}, price, {"clean": clean}),
        ("rescue", {planted_on: 1, clean_on: -1, planted: -1, clean: 1}, 1, roles),
    )
    return tuple(Contrast(name, terms, sign, **given) for name, terms, sign, given in named)  # pyright: ignore
