"""Does the grid of a JPEG codec let a jigsaw cheat, and does a random phase of its tiles stop it?

Tiles of 13 px begin at other phases of the blocks of 8 px in each column and row, so that where blocks lie in a tile
tells its place. Beside pictures compressed at quality 20, their blocks counted from the corner, stand the same pictures
whose blocks begin at a random pixel of each tile (as seams that are torn stand beside seams that run on): what a
compression takes away is alike in both. Both arms stand as they are, behind windows of random phase and behind another
compression by random quality. The puzzle does not roam, so that the cells of the sham are the tiles.

Expected before any row: the grid harms the features; windows of random phase leave nothing of it and rescue as much.
Another compression leaves a part of the grid to be read (its attacker then tells .25 of 20 orders, and .99 without),
so that the leak it leaves is measured and no sign is named. Smallest effect that counts: 4 points of linear-probe
accuracy.

Source: none that measures it on a jigsaw. Lin et al. (2020) found that demosaicing and JPEG together tell a mirrored
picture, for their grids do.
"""

from dataclasses import replace

from pitfalls.experiment.experiment import Experiment
from pitfalls.reference import JIGSAW_20, ON_PHOTOGRAPHS
from pitfalls.shortcuts.jpeg import JpegGrid
from pitfalls.shortcuts.recompress import RandomJpeg, RandomPhase
from pitfalls.statistics.contrast import Contrast, four_contrasts
from pitfalls.tasks.jigsaw import Jigsaw

grid, attacker = JpegGrid(strength=80, pitch=13), "jpeg_phase"
loose = replace(JIGSAW_20, task=Jigsaw(permutations=20, tile=13, roam=0), cues=(grid.sham(),))
planted = replace(loose, cues=(grid,))
phase, again = (RandomPhase(),), (RandomJpeg(),)
harm, leak_left, price, rescue = four_contrasts("loose", "grid", "loose+phase", "grid+phase", attacker=attacker)
roles = {"clean": "loose", "planted": "grid", "attacker": attacker}

experiment = Experiment(
    question="Does the grid of a JPEG codec let a jigsaw cheat, and does a random phase of its tiles stop it?",
    arms={
        "loose": loose,
        "grid": planted,
        "loose+phase": replace(loose, defenses=phase),
        "grid+phase": replace(planted, defenses=phase),
        "loose+jpeg": replace(loose, defenses=again),
        "grid+jpeg": replace(planted, defenses=again),
    },
    contrasts=(harm, rescue, leak_left),
    also=(price, Contrast("leak left by another compression", {"grid+jpeg": 1, "loose+jpeg": -1}, sign=0, **roles)),
    outcome="probe",
    delta=0.04,
    ordered=True,
    ceiling=False,
    photographs=ON_PHOTOGRAPHS,
)
