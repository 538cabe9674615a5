"""Can the place of a patch in its picture be read from the patch, under aberration, and what closes it?

One patch of a grid of nine is shown, and a net is asked which it was: how well absolute position is decoded, as Doersch
et al. asked it of a net that regresses where a patch lies. Aberration is in their direction, green against red and
blue, 2.5 px at the corner. Four arms at paired seeds: no lens, raw, projected (which closes this direction to first
order) and re-registered. A guess is right in one of nine; what a picture without a lens tells beyond that (figures
stand in the middle) is the chance that the others are held against.

Expected before any row, after the source: raw, the place is read far better than without a lens; projected and re-
registered it is read no better. Smallest effect that counts: 4 points of the nine-way accuracy on pictures not trained
on.

Seen beforehand on seed 1000: raw 95.8, and 16.5 once the lens is taken away at the test; with 32 patches a step and
1.5 px a net had not begun to read it after 400 steps (19.4).

Source: Doersch, Gupta and Efros (2015), section 4.2: root mean squared error raw .255, projected .321, always the
center .371.
"""

from dataclasses import replace
from typing import Literal

import torch
from torch import Tensor

from pitfalls.experiment.experiment import Experiment
from pitfalls.frozen import frozen, knob
from pitfalls.reference import JIGSAW_20
from pitfalls.shapes import Answer, answered
from pitfalls.shortcuts.aberration import LateralAberration
from pitfalls.shortcuts.projection import Projection
from pitfalls.shortcuts.registration import Registration
from pitfalls.statistics.contrast import Contrast
from pitfalls.streams import Rng
from pitfalls.tasks.base import Task
from pitfalls.tasks.grid import grid_windows, tile_side


@frozen
class Place(Task):
    """Show one patch of a 3 x 3 grid, ask which; views (B, 1, 3, tile, tile)."""

    tile: int = knob(default=0, ge=0, le=128, unit="px", help="side of a patch; 0 takes a quarter of the image")
    roam: int = knob(default=4, ge=0, le=64, unit="px", help="how far the grid may lie from the center")

    @property
    def views(self) -> int:
        return 9  # it looks at all nine places and shows one

    @property
    def shows(self) -> int:
        return 1

    @property
    def answers(self) -> int:
        return 9

    def cut(self, size: tuple[int, int]) -> tuple[int, int]:
        side = tile_side(size, 3, self.tile, self.roam, "Place")
        return side, side

    def place(self, size: tuple[int, int], count: int, rng: Rng) -> Tensor:
        return grid_windows(size, 3, self.cut(size)[0], self.roam, count, rng)

    def pose(self, patches: Tensor, rng: Rng) -> tuple[tuple[Tensor, ...], Answer]:
        which = rng.integers(0, 9, len(patches))
        shown = patches[torch.arange(len(patches), device=patches.device), which]
        return (shown[:, None],), answered(which)


lens = LateralAberration(strength=2.5, direction="green")
# as many patches a step as a jigsaw of nine shows: with 32 a net has not begun to read the lens after 400 steps
bare = replace(JIGSAW_20, task=Place(), cues=(lens.removed(),), batch=256)
raw = replace(bare, cues=(lens,))


def against(arm: str, sign: Literal[-1, 0, 1]) -> Contrast:
    return Contrast(f"{arm} against no lens", {arm: 1, "no lens": -1}, sign=sign, clean="no lens")


experiment = Experiment(
    question="Can the place of a patch be read from the patch under aberration, and what closes it?",
    arms={
        "no lens": bare,
        "raw": raw,
        "projected": replace(raw, defenses=(Projection(),)),
        "re-registered": replace(raw, defenses=(Registration(),)),
    },
    contrasts=(against("raw", 1), against("re-registered", 0), against("projected", 0)),
    outcome="proxy",
    delta=0.04,
    ordered=True,
    learning=True,
    ceiling=False,
)
