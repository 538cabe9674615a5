"""Is the temperature with the best proxy the one with the best features?

Contrastive at .05, .1, .2, .5 and 1.5, 600 steps; all else is equal.

Expected before any row: 1.5 teaches less than .2 and less than .1, tested in this order. Beside them: .2 against .05
(the published optimum lies inside; on scenes a plateau is as likely), and .5 against .1, where the proxy falls by tens
of points and the features by few. Smallest effect that counts: 3 points of linear-probe accuracy.

On a prototype (one run an arm, 700 steps) the proxy was .334, .439, .415, .107, .055 and the probe .556, .567, .552,
.526, .470: from .1 to .5 the proxy loses three quarters and the probe 4 points. That the best proxy has the worst
probe, as published, was not seen there, for every code is normalized.

Source: Chen et al. (2020), Table 5: proxy 90.5, 87.8, 68.2, 59.1 and probe 59.7, 64.4, 60.7, 58.0 at .05, .1, .5, 1;
without normalization proxy 92.1 and probe 57.0. Wang and Liu (2021).
"""

from dataclasses import replace

from pitfalls.difficulty.base import Dial
from pitfalls.experiment.experiment import Experiment
from pitfalls.reference import ON_PHOTOGRAPHS, SCENES
from pitfalls.statistics.contrast import Contrast

dial = Dial("score.temperature", (1.5, 0.5, 0.2, 0.1, 0.05))
contrastive = replace(SCENES["contrastive"], steps=600)
arms = {f"temperature {value:g}": dial.at(contrastive, value) for value in dial.values}


def against(one: float, other: float, sign: int = 1) -> Contrast:
    first, second = f"temperature {one:g}", f"temperature {other:g}"
    return Contrast(f"{one:g} against {other:g}", {first: 1, second: -1}, sign)  # pyright: ignore[reportArgumentType]


experiment = Experiment(
    question="Is the temperature with the best proxy the one with the best features?",
    arms=arms,
    contrasts=(against(0.2, 1.5), against(0.1, 1.5)),
    also=(against(0.2, 0.05), against(0.5, 0.1, 0), against(0.2, 0.1, 0)),
    dose=dict(zip(arms, dial.values, strict=True)),
    outcome="probe",
    delta=0.03,
    ordered=True,
    learning=True,
    ceiling=False,
    photographs=ON_PHOTOGRAPHS,
)
