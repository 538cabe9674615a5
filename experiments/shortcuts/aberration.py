"""Does lateral chromatic aberration let a jigsaw cheat, and does dropping colors stop it?

Five arms at paired seeds: {clean, planted} x {no defense, drop-color}, and the sham. The clean arms are
resampled with the planted arms' kernel, so that only the displacement differs.

Expected before any row: harm is negative (the probe falls by more than delta when red is moved out and
blue in by one pixel at the corner); drop-color leaves nothing of it (leak left within delta); its price is
not foretold; rescue is positive. Smallest effect that counts: 3 points of linear-probe accuracy.
On photographs (372 test images of clothing10, which all seeds share; no fringes of their own above 0.03 px) the
same signs and the same delta. Before any row of theirs, the plan puts what 10 seeds are sure to confirm at 17 points,
and at 23 for the rescue: they allow no small effects. Added after 10 seeds there, in which the quick profile left the
clean jigsaw hardly learned (19 % right): the full profile asks the same with six times the steps and expects the
same; no row of it exists yet.

Source: Doersch, Gupta and Efros (2015), who saw the cue and dropped colors; Noroozi and Favaro (2016).
"""

from pitfalls.experiment.arms import two_by_two
from pitfalls.experiment.experiment import Experiment
from pitfalls.shortcuts.aberration import LateralAberration
from pitfalls.shortcuts.drop_color import DropColor
from pitfalls.statistics.contrast import four_contrasts
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.trial import Trial

experiment = Experiment(
    question="Does lateral chromatic aberration let a jigsaw cheat, and does dropping colors stop it?",
    arms=two_by_two(Trial(task=Jigsaw()), LateralAberration(strength=1.0, direction="red-blue"), DropColor()),
    contrasts=four_contrasts("clean", "planted", "clean+defense", "planted+defense"),
    outcome="probe",
    delta=0.03,
    clean="clean",
    planted="planted",
    sham="sham",
    attacker="channel_displacement",
)
