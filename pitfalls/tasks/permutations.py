"""Permutation sets for the jigsaw: deterministic, with a guaranteed minimum Hamming distance, balanced slots.

The mean distance, which the usual generators maximize, is at most 8N / (N - 1) for nine tiles and hardly
moves; the minimum and the balance of tiles over slots are what a puzzle feels. A mean that is asked for is reached by a
generator of its own (the levels of Noroozi and Favaro, 2016, Table 4, top).
"""

import math
from functools import cache
from itertools import permutations as every

import numpy as np

from pitfalls.frozen import Refused
from pitfalls.streams import key

ENUMERATED = 9  # up to 9! = 362,880 orders are all looked at; beyond, a keyed sample of as many
ENOUGH = 120  # all orders of five tiles; of more tiles that many are looked for, or as many as are asked for
PATIENCE = 2000  # orders for which a better distance is still looked for, in seconds
SAMPLE = 40_000  # enough of them for most sets, at a ninth of the time
NEAR = 0.1  # places by which the mean distance may be off


@cache
def candidates(tiles: int) -> np.ndarray:
    """Orders of `tiles` things to choose from, (K, tiles), in a keyed random sequence."""
    generator = np.random.default_rng(key("permutations", tiles))
    if tiles <= ENUMERATED:
        orders = np.array(list(every(range(tiles))), dtype=np.int8)
        return orders[generator.permutation(len(orders))]
    return np.argsort(generator.random((math.factorial(ENUMERATED), tiles)), axis=1).astype(np.int8)


@cache
def permutation_set(tiles: int, count: int, distance: int, mean: float = 0.0) -> np.ndarray:
    """`count` orders of `tiles` tiles, (count, tiles): any two differ in at least `distance` places.

    Row k says which tile stands in each slot. With a `mean` above 0 two differ in so many places on average, to within
    .1. Refused, with how many were found or the mean that was reached, where there are not enough.
    """
    if mean:
        return with_mean(tiles, count, distance, mean)
    found = balanced(candidates(tiles)[:SAMPLE], count, distance)
    if len(found) < count:
        found = max(found, balanced(candidates(tiles), count, distance), key=len)
    if len(found) < count:
        # In sequence of the alphabet the far-apart orders close into groups, of which there are more.
        alphabet = candidates(tiles)[np.lexsort(candidates(tiles).T[::-1])]
        found = max(found, first_fit(alphabet, count, distance), key=len)
    if len(found) < count:
        told = f"{len(found)} order" + (f" of {tiles} tiles was" if len(found) == 1 else f"s of {tiles} tiles were")
        raise Refused(
            f"permutations is {count}, but only {told} found at a distance of at least {distance} places "
            f"(there are never more than {bound(tiles, distance)}); {_instead(tiles, count, distance)}."
        )
    return found


def with_mean(tiles: int, count: int, distance: int, mean: float) -> np.ndarray:
    """`count` orders that differ in `mean` places on average and in `distance` at least; Refused where none were found.

    Next comes the order, of those far enough away, that brings the mean of all pairs nearest to what is asked for; of
    several the one whose tiles stood least in their slots.
    """
    best, off = np.empty((0, tiles)), np.inf
    for orders in (candidates(tiles)[:SAMPLE], candidates(tiles))[: 1 + (count <= ENOUGH)]:  # more would take minutes
        found = steered(orders, count, distance, mean)
        if len(found) == count and abs(mean_distance(found) - mean) < off:
            best, off = found, abs(mean_distance(found) - mean)
        if off <= NEAR:
            return best
    told = f"reach {mean_distance(best):.2f}" if len(best) else f"were not found at a distance of at least {distance}"
    raise Refused(
        f"mean_distance is {mean:g}, but {count} orders of {tiles} tiles {told}; it lies above distance and is at most "
        f"{(tiles - 1) * count / (count - 1):.2f} there: ask for another mean, fewer orders or a smaller distance."
    )


def steered(orders: np.ndarray, count: int, distance: int, mean: float) -> np.ndarray:
    """Up to `count` orders whose mean distance is steered toward `mean`."""
    chosen: list[np.ndarray] = []
    tiles = orders.shape[1]
    stood = np.zeros((tiles, tiles), dtype=np.int32)
    away = np.zeros(len(orders), dtype=np.int32)  # places in which each differs from all chosen, summed
    total = 0
    while len(chosen) < count and len(orders):
        pairs = len(chosen) * (len(chosen) + 1) / 2
        weight = sum(stood[orders[:, slot], slot] for slot in range(tiles))
        pick = int(np.argmin(np.abs(total + away - mean * pairs) + 1e-4 * weight))
        best = orders[pick]
        total += int(away[pick])
        chosen.append(best)
        stood[best, np.arange(tiles)] += 1
        apart = (orders != best).sum(1)
        orders, away = orders[apart >= distance], (away + apart)[apart >= distance]
    return np.stack(chosen)


def mean_distance(orders: np.ndarray) -> float:
    """In how many places two of the orders (N, tiles) differ on average, 0 for fewer than two."""
    count, tiles = orders.shape
    alike = sum(int((np.bincount(orders[:, slot]) ** 2).sum()) - count for slot in range(tiles))  # ordered pairs
    return tiles - alike / (count * (count - 1)) if count > 1 else 0.0


def bound(tiles: int, distance: int) -> int:
    """More orders than that never differ in `distance` places, for then two would agree in all the others."""
    return math.factorial(tiles) // math.factorial(min(distance, tiles + 1) - 1)


def _instead(tiles: int, count: int, distance: int) -> str:
    """What to ask for: the largest distance at which there are so many, and how many there are."""
    if count > PATIENCE:
        return "ask for fewer or a smaller distance"
    enough = max(count, ENOUGH)
    for less in range(min(distance - 1, tiles), 1, -1):
        if bound(tiles, less) >= count and (found := len(balanced(candidates(tiles)[:SAMPLE], enough, less))) >= count:
            most = f"a distance of {less} allows {found}{' or more' if found == enough else ''}"
            return f"{most}: set permutations={count},distance={less}"
    most = len(balanced(candidates(tiles)[:SAMPLE], ENOUGH, 2))
    return f"{tiles} tiles have {most} orders at a distance of 2 places: set permutations={min(most, count)},distance=2"


def balanced(orders: np.ndarray, count: int, distance: int) -> np.ndarray:
    """Up to `count` orders: next comes the one, of those far enough away, whose tiles stood least in their slots."""
    chosen: list[np.ndarray] = []
    tiles = orders.shape[1]
    stood = np.zeros((tiles, tiles), dtype=np.int32)  # how often tile t stood in slot s
    while len(chosen) < count and len(orders):
        weight = sum(stood[orders[:, slot], slot] for slot in range(tiles))
        best = orders[int(np.argmin(weight))]
        chosen.append(best)
        stood[best, np.arange(tiles)] += 1
        orders = orders[(orders != best).sum(1) >= distance]
    return np.stack(chosen)


def first_fit(orders: np.ndarray, count: int, distance: int) -> np.ndarray:
    """Up to `count` orders: always the first that is far enough from all chosen."""
    chosen: list[np.ndarray] = []
    while len(chosen) < count and len(orders):
        chosen.append(orders[0])
        orders = orders[(orders != orders[0]).sum(1) >= distance]
    return np.stack(chosen)
