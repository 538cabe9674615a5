"""What does the loss of colorization do to the features?

The trials of `colorization_loss.py`, read for their features. Of them no published order was seen: Zhang, Isola and
Efros (2016) report features of the rebalanced classification net alone.

Expected before any row: bins teach more than the squared error, which may be content with the mean of colors that it
cannot tell apart; of rebalancing no sign. Smallest effect that counts: 5 points of linear-probe accuracy.
"""

from colorization_loss import experiment as colors

from pitfalls.experiment.experiment import Experiment
from pitfalls.statistics.contrast import Contrast

experiment = Experiment(
    question="What does the loss of colorization do to the features?",
    arms=colors.arms,
    contrasts=(
        Contrast("bins over squared error", {"bins": 1, "squared error": -1}, sign=1),
        Contrast("rebalancing", {"bins, rebalanced": 1, "bins": -1}, sign=0),
    ),
    outcome="probe",
    delta=0.05,
    learning=True,
    ceiling=False,
)
