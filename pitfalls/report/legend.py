"""What the heads of a table and the words below it mean, said where they stand. No torch."""

from collections.abc import Sequence
from typing import Any

from pitfalls.report.notes import attackers
from pitfalls.statistics.looks import LOOKS

LOOK = (
    f"A look judges the first {', '.join(map(str, LOOKS[:-1]))} or {LOOKS[-1]} seeds; a verdict falls at a look only."
)
TOLD = {
    "learned": "runs whose proxy beats chance",
    "cue removed": "the trained net's proxy without the cue",
    "cue reversed": "with the cue turned round",
    "over floor": "less the untrained net",
    "balanced": "the mean over classes",
    "kNN": "the label of the nearest pictures",
    "2nd probe": "the same probe of a second label",
    "10 % probe": "fitted on a tenth of the labels",
    "1 % probe": "on a hundredth",
    "saturation": "of guessed colors, as a share of the true",
    "attacker": "what a small program gets at the proxy that sees the cue alone",
}


def legend(heads: Sequence[str], plan: dict[str, Any]) -> str:
    """The heads of a claim's table, each with its meaning, in one line."""
    told, read = TOLD, ", ".join(attackers(plan))
    if read:
        told = told | {"attacker": f"{read} alone at the proxy task"}
        heads = [*(head for head in heads if head != "attacker"), "attacker"]  # told before it has read anything too
    if second := second_label(plan):
        told = told | {"2nd probe": f"the same probe of a second label, {second}"}
    known = [f"{head}: {told[head]}" for head in heads if head in told]
    return "; ".join(("points of accuracy on unseen images", "±: how far the 95 % interval reaches", *known))


def second_label(plan: dict[str, Any]) -> str:
    """The name of the second label that the arms read; "" for none."""
    readings = [arm.get("fields", {}).get("reading", {}).get("fields", {}) for arm in plan["arms"].values()]
    return next((str(each["second"]) for each in readings if each.get("second")), "")
