"""The part of the noise that the test images bring: by their hits where they were kept, else by the binomial."""

import numpy as np

from pitfalls.statistics.noise import Pair, Row, images_behind

PERSISTENT = 0.125  # share of a contrast's variance over test images that stays with an image whatever the seed; the
# largest one measured on photographs with shared test images was .11


def effects_by_image(pairs: list[Pair], terms: dict[str, float], outcome: str) -> np.ndarray | None:
    """The contrast of the hits on every test image, (seeds, images); None where hits were not kept for the outcome."""
    rows = [arms[arm] for _, arms in pairs for arm in terms]
    counts = {row.get("n_test") for row in rows}
    if outcome != "probe" or len(counts) != 1 or not all(row.get("hits") for row in rows):
        return None
    count = counts.pop()
    if not count or count < 2:
        return None

    def hits(row: Row) -> np.ndarray:
        return np.unpackbits(np.frombuffer(bytes.fromhex(row["hits"]), np.uint8), count=count).astype(float)

    return np.array([sum(weight * hits(arms[arm]) for arm, weight in terms.items()) for _, arms in pairs])


def crossed(table: np.ndarray) -> float:
    """Variance of the grand mean of a (seeds, images) table that its images bring, whatever the seeds.

    The component of the columns in the two-way random-effects analysis (Searle, Casella and McCulloch, 1992),
    without the part that belongs to seed and image together, which the spread over seeds already holds.
    """
    seeds, images = table.shape
    if seeds == 1:
        return float(table.var(ddof=1)) / images
    by_seed, by_image = table.mean(1, keepdims=True), table.mean(0, keepdims=True)
    between = seeds * by_image.var(ddof=1)
    rest = ((table - by_seed - by_image + table.mean()) ** 2).sum() / ((seeds - 1) * (images - 1))
    return max(float(between - rest), 0.0) / (seeds * images)


def binomial(rows: dict[str, list[Row]], terms: dict[str, float], outcome: str, count: int) -> float:
    """Variance of a contrast of accuracies on `count` images as if arms agreed by chance only, which holds too much.

    Laplace's rule of succession at the ends: an accuracy of 0 or 1 is not certain.
    """
    found = 0.0
    for arm, weight in terms.items():
        share = np.clip([row[outcome] for row in rows[arm]], 0, 1)
        smooth = (share * count + 1) / (count + 2)
        found += weight**2 * float((smooth * (1 - smooth)).mean())
    return found / count


def from_images(
    pairs: list[Pair], rows: dict[str, list[Row]], terms: dict[str, float], outcome: str
) -> tuple[float, float, int]:
    """Variances of an effect that its test images bring: to one seed, and to all seeds alike; and how many they are.

    pairs: the whole ones; rows: all that count, by arm. Images of one seed alone (`fresh`) bring nothing to the
    others. Of splits re-drawn from a folder of N pictures, a test image stands in others' test sets with chance
    n_test / N: its lasting part is shared so far. The correction of Nadeau and Bengio (2003), which takes the whole
    variance for lasting, covers .98 to 1.00 there at nominal .95; this one .93 to .97.
    """
    every = [row for own in rows.values() for row in own]
    count = min(images_behind(row, outcome) for row in every)
    table = effects_by_image(pairs, terms, outcome) if pairs else None
    if table is None:
        within = binomial(rows, terms, outcome, count)
    else:
        within = float(table.var(axis=1, ddof=1).mean()) / count
    if any(row.get("fresh") is False for row in every):
        return within, within if table is None else crossed(table), count
    overlap = max(float(row.get("overlap") or 0.0) for row in every)
    lasting = PERSISTENT if abs(sum(terms.values())) < 1e-9 else 1.0  # an arm alone is hard on the same images always
    return within, within * lasting * overlap / (1 + overlap), count
