"""Does a net that is trained with one kernel fail with another, and does drawing the kernels make it sure?

Rotation of pictures that were made half as large again: columns by a box (nearest pixel), rows by a triangle
(bilinear), so that the kernel tells a quarter turn from none. The trained net is asked about unseen pictures once with
the kernels as they were (i) and once exchanged (j), which is what it decides on here: its proxy accuracy with the cue
reversed. In the sham the axis that gets a kernel is drawn for each picture: exchanged, it is the same.

Expected before any row: with the kernels exchanged the planted net answers worse than the net of the sham does, by
more than 10 points (error rises where j is not i); drawing factor and kernels for each view (RandomResample) brings at
least as much back. Whether the features are harmed (Noroozi et al.: drawing the method gains 2.2 points of detection)
is measured beside, as is the proxy with the kernels as they were: the cue settles one of two bits, and what the other
needs may teach enough. What the small attacker of spectra reads on seed 1000: .53 planted, .29 in the sham, .45 behind
drawn kernels.

Source: Noroozi, Pirsiavash and Favaro (2017), Tables 4 and 5.
"""

from pitfalls.experiment.arms import two_by_two
from pitfalls.experiment.experiment import Experiment
from pitfalls.reference import ON_PHOTOGRAPHS, SCENES
from pitfalls.shortcuts.resampling import RandomResample, UnevenResize
from pitfalls.statistics.contrast import Contrast

roles = {"planted": "planted", "attacker": "resampling_spectrum"}
given_back = {"planted+defense": 1.0, "sham+defense": -1.0, "planted": -1.0, "sham": 1.0}
arms = two_by_two(SCENES["rotation"], UnevenResize(strength=0.5), RandomResample())
sham = two_by_two(SCENES["rotation"], UnevenResize(strength=0.5).sham(), RandomResample())

experiment = Experiment(
    question="Does a net that is trained with one kernel fail with another, and does drawing the kernels help?",
    arms={name: arms[name] for name in ("planted", "sham", "planted+defense")}
    | {"sham+defense": sham["planted+defense"]},
    contrasts=(
        Contrast("exchanged kernels", {"planted": 1, "sham": -1}, sign=-1, **roles),
        Contrast("drawn kernels give back", given_back, sign=1, **roles),
    ),
    also=(Contrast("left behind drawn kernels", {"planted+defense": 1, "sham+defense": -1}, sign=-1, **roles),),
    outcome="proxy_reversed",
    delta=0.1,
    ordered=True,
    learning=True,
    ceiling=False,
    photographs=ON_PHOTOGRAPHS,
)
