"""On which side a picture seems to stand, and how many of a folder's pictures seem to have no upright.

What is known of scenes is estimated elsewhere: a net that was trained to tell turns is asked about a picture in all of
them. If it is off by the same turn each time, the picture itself stands on another side; if it contradicts itself, the
picture has no side.
"""

import torch
from torch import Tensor

from pitfalls.frozen import Refused


def sides(guess: Tensor) -> Tensor:
    """How probable it is that a picture stands on each side, (N, A) of sum 1, upright first.

    guess (N, A, A): what the net gives, `guess[:, k]`, of pictures turned by k of A even turns. Each guess is turned
    back by as much as was asked, and their probabilities are averaged.
    """
    if guess.ndim != 3 or guess.shape[1] != guess.shape[2]:
        told = f"the guesses have the shape {tuple(guess.shape)}"
        raise Refused(f"{told}, but they should be A numbers at each of A turns of a picture, (N, A, A)")
    turns = guess.shape[1]
    place = torch.arange(turns, device=guess.device)
    back = (place[:, None] + place) % turns  # what was asked plus the side is what the net sees
    return guess.softmax(2).gather(2, back.expand_as(guess)).mean(1)


def free_share(side: Tensor) -> float:
    """The share of pictures of free orientation that would explain sides (N, A) as they were found, in [0, 1].

    Those on another side than the first, and as many as belong to them by the uniform draw of sides. The errors of the
    net count as well, so that it is too large rather than too small: on pictures that are all upright by how much is
    seen.
    """
    turns = side.shape[1]
    off = (side.argmax(1) != 0).double().mean()
    return float((off * turns / (turns - 1)).clamp(max=1))
