"""How well a question can be answered at best, where what makes it ambiguous is known of the pictures.

Of answers that the views cannot tell apart the best guess takes the most frequent. What is known are the `factors` of
pictures: turn (`Turned`, `Scenes`), alike (`Twins`) and twin (`Duplicates`).
"""

import numpy as np
import torch
from scipy.stats import hypergeom
from torch import Tensor

from pitfalls.frozen import Refused
from pitfalls.tasks.base import Task
from pitfalls.tasks.context import AROUND, CENTER, ContextPrediction
from pitfalls.tasks.contrastive import Contrastive
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.tasks.rotation import Rotation

NEEDS = {Rotation: "turn", Jigsaw: "alike", ContextPrediction: "alike", Contrastive: "twin"}


def ceiling(task: Task, factors: dict[str, Tensor]) -> float:
    """The best possible proxy accuracy in [0, 1] about pictures of these factors, (N, ...) each, that are not known.

    It is exact if all else can be told; Refused where nothing is known that bears on the task.
    """
    name = NEEDS.get(type(task), "")
    if name not in factors:
        told = (
            f"needs the factor {name!r}, but these pictures have {', '.join(factors) or 'none'}"
            if name
            else "is not known"
        )
        raise Refused(f"the ceiling of {type(task).__name__} {told}")
    known = factors[name].cpu()
    match task:
        case Rotation():
            return of_turns(task.answers, known)
        case Jigsaw():
            return of_orders(task.orders(), known)
        case ContextPrediction():
            return of_neighbors(known)
        case _:
            assert isinstance(task, Contrastive)
            return of_twins(known, task.group)


def of_turns(answers: int, turn: Tensor) -> float:
    """Pictures that stand on side `turn` (N,), in quarter turns, are asked by which of `answers` even turns they were.

    Sides that are one of the asked turns apart cannot be told apart: 1 - 3/4 share where four turns are asked for and
    a share of the pictures stands on any side.
    """
    share = turn.bincount(minlength=4).double() / len(turn)
    seen: dict[int, float] = {}
    for side, each in enumerate(share.tolist()):
        apart = side * answers % 4  # two sides are alike if `answers` times their distance is a whole number of turns
        seen[apart] = max(seen.get(apart, 0.0), each)
    return sum(seen.values())


def of_orders(orders: Tensor, alike: Tensor) -> float:
    """Tiles that are alike (N, tiles) may be exchanged: orders (K, tiles) that differ in these alone are all right."""
    patterns, count = torch.unique(alike, dim=0, return_counts=True)
    best = []
    for pattern in patterns:
        shown = orders.masked_fill(pattern[orders], -1)
        best.append(len(torch.unique(shown, dim=0)) / len(orders))
    return float(np.average(best, weights=count.numpy()))


def of_neighbors(alike: Tensor) -> float:
    """Neighbors of the middle patch that are alike (N, 9) are taken for one another."""
    if bool(alike[:, CENTER].any()):
        raise Refused("the middle patch is alike to a neighbor, of which nothing follows; see Twins")
    same = alike.sum(1).double()
    return float(((AROUND - same + same.clamp(max=1)) / AROUND).mean())


def of_twins(twin: Tensor, group: int) -> float:
    """Both views of each twin in the group are as near as the other view that is asked for.

    twin (N,): what each picture shows; a group is a random one of `group` pictures.
    """
    count, together = len(twin), twin.bincount()[twin].numpy()
    sizes, often = np.unique(together, return_counts=True)
    met = np.arange(min(group, int(sizes.max())))
    each = [(hypergeom.pmf(met, count - 1, size - 1, group - 1) / (1 + 2 * met)).sum() for size in sizes]
    return float(np.average(each, weights=often))
