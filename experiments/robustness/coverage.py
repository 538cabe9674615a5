"""Coverage of nominal 95 % intervals on a folder of 3,000 pictures: one split for all seeds, and one drawn by seed.

Run it as `python experiments/robustness/coverage.py`; it takes about two minutes on one core and prints a table.
"""

import math
from collections.abc import Callable

import numpy as np

from pitfalls.statistics.hits import PERSISTENT
from pitfalls.statistics.noise import Noise

PICTURES, TEST, TABLES = 3000, 372, 2000
TRAIN = PICTURES - 2 * TEST
OVERLAP = TEST / TRAIN
WITHIN, SEED = 0.21 / TEST, 0.02  # variance of one effect by its test images; spread by the seed alone


def folders(seeds: int, spread: float, lasting: float, resplit: bool) -> tuple[np.ndarray, np.ndarray]:
    """Effects (TABLES, seeds), their truth 0 for this folder, and how far the folder is off all folders (TABLES,).

    Every picture pulls the effect where it is trained on, so that training sets drawn from one folder differ by
    `spread`, and has an effect of its own where it is tested on, `lasting` of the variance over test images.
    """
    rng = np.random.default_rng(seeds + int(1000 * spread))
    effects, off = np.empty((TABLES, seeds)), np.empty(TABLES)
    unit = spread / math.sqrt((1 - TRAIN / PICTURES) / TRAIN)
    for table in range(TABLES):
        pulls = unit * rng.normal(size=PICTURES)
        own = math.sqrt(lasting * WITHIN * TEST) * rng.normal(size=PICTURES)
        split = np.argpartition(rng.random((seeds if resplit else 1, PICTURES)), (TEST, 2 * TEST), axis=1)
        effects[table] = pulls[split[:, 2 * TEST :]].mean(1) - pulls.mean() + own[split[:, :TEST]].mean(1)
        off[table] = -pulls.mean()
    drawn = rng.normal(size=(2, *effects.shape))
    return effects + math.sqrt((1 - lasting) * WITHIN) * drawn[0] + SEED * drawn[1], off


def covered(effects: np.ndarray, truth: np.ndarray | float, noise: Callable[[float], Noise]) -> tuple[float, float]:
    """Share of intervals that cover, and their mean half width."""
    reach = np.array([float(noise(own).half(effects.shape[1], 0.95)) for own in effects.var(1, ddof=1)])
    return float((np.abs(effects.mean(1) - truth) < reach).mean()), float(reach.mean())


if __name__ == "__main__":
    kinds: dict[str, Callable[[int], Callable[[float], Noise]]] = {
        "plain": lambda seeds: lambda own: Noise(own, 0.0, TEST),
        "ours": lambda seeds: lambda own: Noise(own, WITHIN * PERSISTENT * OVERLAP / (1 + OVERLAP), TEST),
        "Nadeau, Bengio": lambda seeds: lambda own: Noise(own * (1 + seeds * OVERLAP), 0.0, TEST),
    }
    print(f"{TEST} of {PICTURES} pictures tested, {TRAIN} trained on; coverage (half width in points)")
    print(
        f"{'training sets':>14}{'seeds':>6}{'lasting':>9}{'one split':>18}" + "".join(f"{each:>18}" for each in kinds)
    )
    for spread in (0.0, 0.02, 0.04):
        for seeds in (5, 10, 20):
            for lasting in (0.0, 0.11, 0.25):
                fixed, _ = folders(seeds, spread, lasting, resplit=False)
                line = [covered(fixed, 0.0, lambda own, part=lasting: Noise(own, part * WITHIN, TEST))]
                drawn, off = folders(seeds, spread, lasting, resplit=True)
                line += [covered(drawn, 0.0, kind(seeds)) for kind in kinds.values()]
                told = "".join(f"{f'{share:.3f} ({100 * half:.1f})':>18}" for share, half in line)
                print(f"{f'sd {100 * spread:g} points':>14}{seeds:6}{lasting:9.2f}{told}", flush=True)
                if lasting == 0.11 and spread:
                    share, _ = covered(drawn, off, kinds["ours"](seeds))
                    print(f"{'':29}training pictures of other folders, if all that they bring lasts: {share:.3f}")
