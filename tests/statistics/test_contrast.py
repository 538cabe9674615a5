"""Contrasts, the bootstrap beside them, and what reading results imports."""

import subprocess
import sys

import numpy as np
import pytest
from scipy import stats

from pitfalls.refused import Refused
from pitfalls.statistics.bootstrap import boot_t
from pitfalls.statistics.contrast import Contrast, four_contrasts


def test_the_four_contrasts_are_the_two_by_two():
    arms = {"clean": 0.6, "planted": 0.4, "clean_on": 0.57, "planted_on": 0.52}
    found = {
        each.name: (each.sign, sum(w * arms[arm] for arm, w in each.terms.items())) for each in four_contrasts(*arms)
    }
    assert {name: (sign, round(size, 6)) for name, (sign, size) in found.items()} == {
        "harm": (-1, -0.2),
        "leak left": (0, -0.05),
        "price": (0, -0.03),
        "rescue": (1, 0.15),
    }


@pytest.mark.parametrize(
    "terms", [{}, {"a": 1}, {"a": 1, "b": 0}, {"a": 0, "b": 0}, {"a": 2, "b": -1}, {"a": 0.5, "b": -0.4}]
)
def test_weights_that_are_no_contrast_are_refused(terms):
    with pytest.raises(Exception, match="nonzero and sum to zero"):
        Contrast("x", terms)


def test_the_studentized_bootstrap_is_keyed_equivariant_and_covers_a_skewed_mean():
    rng = np.random.default_rng(2)
    data = rng.exponential(size=8)
    low, high = boot_t(data, 0.95, 3)
    assert (low, high) == boot_t(data, 0.95, 3) != boot_t(data, 0.95, 4)
    assert np.allclose(boot_t(-2 * data, 0.95, 3), (-2 * high, -2 * low), rtol=0.05)
    assert np.allclose(boot_t(data + 5, 0.95, 3), (low + 5, high + 5))
    assert boot_t(np.full(6, 0.1)) is None
    with pytest.raises(Refused, match="at least 5"):
        boot_t(data[:4])
    hits = sum(low < 1 < high for low, high in (boot_t(rng.exponential(size=8), 0.95, rng) for _ in range(150)))
    assert hits >= stats.binom.ppf(0.001, 150, 0.92)


def test_a_contrast_knows_its_scale_sign_and_roles():
    main = Contrast("main effect", {str(k): 0.1 * (-1) ** k for k in range(6)}, 0, scale=0.3)
    assert main.scale == 0.3 and main.sign == 0 and (main.clean, main.planted, main.sham, main.attacker) == ("",) * 4
    for wrong in ({"scale": 0}, {"scale": -1}, {"sign": 2}):
        with pytest.raises(Refused):
            Contrast("x", {"a": 1, "b": -1}, **wrong)
    harm, leak, price, rescue = four_contrasts("c", "p", "c+", "p+", "s", "displacement", price=-1)
    assert (harm.clean, harm.planted, harm.sham, harm.attacker) == ("c", "p", "s", "displacement")
    assert (leak.planted, leak.sham, leak.attacker) == ("p", "", "displacement") and rescue.sham == "s"
    assert price.sign == -1 and (price.clean, price.planted, price.attacker) == ("c", "", "")
    with pytest.raises(Refused):
        four_contrasts("c", "p", "c+", "p+", price=3)


def test_reading_statistics_imports_nothing_heavy():
    code = (
        "import sys, pitfalls.statistics.verdict; "
        "print([n for n in ('torch', 'pandas', 'scipy', 'seaborn') if n in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"
