"""What an attacker promises: a few numbers of the views, without a weight, and nothing else."""

import torch
from torch import Tensor

from pitfalls.audit.attack import attack_of
from pitfalls.audit.attackers.base import FURTHEST, Attacker
from pitfalls.streams import generator
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.testing import anything
from pitfalls.testing.broken import Broken, name_of
from pitfalls.testing.broken import check as checked
from pitfalls.testing.devices import HostReads, stepped
from pitfalls.testing.given import small
from pitfalls.testing.own_stream import noted


def views(attacker: Attacker, count: int = 6) -> Tensor:
    """Views (N, C, h, w) in [0, 1], or (N, V, C, h, w) for a joint one."""
    made = torch.rand(count, 9, max(3, attacker.colors), 16, 16, generator=generator("testing", "attacker"))
    return made if attacker.joint else made[:, 0]


def has_no_weight(attacker: Attacker) -> None:
    """It is weightless: what is built of it has no parameter."""
    if not attacker.weightless or list(attacker.build(3).parameters()):
        raise Broken(f"{name_of(attacker)} has weights, but an attacker sees one cue and learns nothing")


def counts_its_features(attacker: Attacker) -> None:
    """It finds as many kinds of features as it says, of any number of views, and all are finite."""
    for count in (1, 7):
        given = views(attacker, count)
        found = attacker.read(given)
        wanted = (count, attacker.count(given.shape[-3]))
        if found.ndim != 4 or found.shape[:2] != wanted or not bool(found.isfinite().all()):
            told = f"{tuple(found.shape)} of {tuple(given.shape)}, or numbers that are not finite"
            raise Broken(f"{name_of(attacker)}.read gives {told}, but it should give {wanted} x (a, b), all finite")
    for level in (0.0, 0.5, 1.0):
        if not bool(attacker.read(torch.full_like(views(attacker), level)).isfinite().all()):
            raise Broken(
                f"{name_of(attacker)}.read gives numbers that are not finite of views that are {level:g} all over"
            )


def reads_each_by_itself(attacker: Attacker) -> None:
    """What it reads of one picture does not depend on the others; it varies with the picture, and repeats itself."""
    given = views(attacker)
    before, kept = torch.random.get_rng_state(), given.clone()
    with noted() as purposes:
        whole, first, again = attacker.read(given), attacker.read(given[:1]), attacker.read(given)
    who = name_of(attacker)
    if not torch.allclose(whole[:1], first, atol=1e-4):
        raise Broken(f"{who}.read gives something else in other company, but it should read each picture by itself")
    if purposes or not torch.equal(before, torch.random.get_rng_state()) or not torch.equal(whole, again):
        raise Broken(f"{who}.read draws, or keeps something from call to call, but an attacker may do neither")
    if not torch.equal(given, kept):
        raise Broken(f"{who}.read writes into the views that it is handed; work on a copy")
    (scaled,) = attacker.build(given.shape[-3])((given - 0.5) * 4)
    if not bool(scaled.isfinite().all()) or float(scaled.abs().max()) > FURTHEST:
        raise Broken(f"{who} gives features beyond {FURTHEST:g}, but those that a head reads should be bounded")
    if torch.equal(whole, whole[:1].expand_as(whole)):
        raise Broken(f"{who}.read gives the same of every picture, but what never varies tells nothing")


def never_waits(attacker: Attacker) -> None:
    """It reads no number back from the device, and all of it stays there (tried on fake tensors)."""
    given = views(attacker)
    attacker.read(given)
    with HostReads() as reads:
        attacker.read(given)
    if reads.seen:
        raise Broken(
            f"{name_of(attacker)} waits for the device ({', '.join(sorted(set(reads.seen)))}), which no step may"
        )
    stepped(attack_of(small(Jigsaw()), attacker))


PROMISES = (
    *anything.PROMISES,
    has_no_weight,
    counts_its_features,
    reads_each_by_itself,
    never_waits,
)


def check(attacker: Attacker) -> None:
    """Ask an attacker for all that attackers promise; Broken tells what it does not keep, a sentence each."""
    checked(PROMISES, attacker)
