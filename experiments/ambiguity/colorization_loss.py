"""How saturated are the colors that a net commits to, by the loss that it was trained with?

Where several colors are right their mean is duller than any, and the squared error asks for the mean. A choice among
bins of color can leave them apart, and the annealed mean commits to one; rebalancing makes rare, saturated colors
count more. `colorization_features.py` asks the same trials for their features.

Expected before any row: squared error < bins < bins rebalanced, in this order. The scenes bind a part's color to its
kind, but for a hue of some width: what is left open is the lightness and the saturation of a part. Smallest effect that
counts: 5 points of saturation (the chroma of guesses as a share of the true, at most 1 a picture).

Source: Zhang, Isola and Efros (2016), Table 1 and Figure 5: their classification net is more saturated than that of the
squared error, and rebalancing adds to it.
"""

from dataclasses import replace

from pitfalls.ambiguity.bins import Bins
from pitfalls.experiment.experiment import Experiment
from pitfalls.reference import SCENES
from pitfalls.statistics.contrast import Contrast

squared = SCENES["colorization"]
squared = replace(squared, reading=replace(squared.reading, saturation=True))

experiment = Experiment(
    question="How saturated are the colors that a net commits to, by the loss that it was trained with?",
    arms={
        "squared error": squared,
        "bins": replace(squared, score=Bins()),
        "bins, rebalanced": replace(squared, score=Bins(rebalance=1.0)),
    },
    contrasts=(
        Contrast("bins over squared error", {"bins": 1, "squared error": -1}, sign=1),
        Contrast("rebalancing", {"bins, rebalanced": 1, "bins": -1}, sign=1),
    ),
    outcome="saturation",
    delta=0.05,
    ordered=True,
    learning=True,
    ceiling=False,
)
