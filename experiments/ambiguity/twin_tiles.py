"""What do twin tiles do to a jigsaw, and does it help to leave out pictures that have them?

A puzzle of 2 x 2 tiles in all of its 24 orders, which does not roam. In a known share of the training pictures two
tiles are copies of one: of each two orders that exchange them one is asked for and both are right, so that the best
possible accuracy about the training pictures is 1 - share / 2. Where the mask is on, a picture two of whose tiles are
alike counts nothing: what is left then is the cost of fewer pictures.

All arms are read alike: proxy and features of test pictures without twins, the probe fitted on the first half of the
training pictures, in which nothing is planted in any arm.

Expected before any row: proxy and probe fall a little, together, and less than the ceiling does, for a net that halves
its bets still learns the other tiles; the mask recovers the proxy. Smallest effect that counts: 5 points of
linear-probe accuracy. Whether an arm learns is part of what is asked.

Source: Noroozi and Favaro (2016), who keep the orders of a puzzle far apart, so that no two differ in twins alone.
"""

from dataclasses import replace

from pitfalls.experiment.experiment import Experiment
from pitfalls.images.twins import Twins
from pitfalls.reference import JIGSAW_20
from pitfalls.statistics.contrast import Contrast
from pitfalls.tasks.jigsaw import Jigsaw

GRID, TILE = 2, 24
every = Jigsaw(grid=GRID, tile=TILE, permutations=24, distance=2, roam=0)
masked = replace(every, alike=0.005)
puzzle = replace(JIGSAW_20, task=every, reading=replace(JIGSAW_20.reading, train=2048))


def twins(share: float, task: Jigsaw = every):
    return replace(puzzle, task=task, images=Twins(puzzle.images, share, alike=2, grid=GRID, tile=TILE))


experiment = Experiment(
    question="What do twin tiles do to a jigsaw, and does it help to leave out pictures that have them?",
    arms={
        "none": twins(0.0),
        "25 % twins": twins(0.25),
        "50 % twins": twins(0.5),
        "50 % twins, masked": twins(0.5, masked),
    },
    contrasts=(
        Contrast("50 % twins", {"50 % twins": 1, "none": -1}, sign=-1),
        Contrast("the mask recovers", {"50 % twins, masked": 1, "50 % twins": -1}, sign=1),
    ),
    also=(
        Contrast("25 % twins", {"25 % twins": 1, "none": -1}, sign=-1),
        Contrast("fewer pictures", {"50 % twins, masked": 1, "none": -1}, sign=0),
    ),
    outcome="probe",
    delta=0.05,
    learning=True,
    ceiling=False,
)
