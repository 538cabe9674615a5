"""What a defense promises beside what every toggle does: off is the identity, and what draws nothing says so."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields, replace

import torch

from pitfalls.frozen import Refused
from pitfalls.path.cut import lie_inside
from pitfalls.path.walk import Path
from pitfalls.shortcuts.base import Defense, ImageDefense, ViewDefense, WindowDefense
from pitfalls.streams import Rng
from pitfalls.testing import anything, toggle
from pitfalls.testing.broken import Broken, name_of
from pitfalls.testing.broken import check as checked
from pitfalls.testing.given import SIDE, acted, handed, held, several, tensor_of, trials, without
from pitfalls.testing.own_stream import Deaf
from pitfalls.testing.toggle import method

CHANGES = ("places", "values", "color", "shift", "turn", "mirror")


def has_a_place_on_the_path(defense: Defense) -> None:
    """It changes images, windows or views, and says what of them."""
    if not isinstance(defense, ImageDefense | WindowDefense | ViewDefense):
        told = "ImageDefense, WindowDefense nor ViewDefense"
        raise Broken(f"{name_of(defense)} is neither {told}, but one of these says where on the path it stands")
    changes = getattr(defense, "changes", "values")
    if changes not in CHANGES:
        raise Broken(f"{name_of(defense)}.changes is {changes!r}, but it should be one of {', '.join(CHANGES)}")


def is_off_bit_for_bit(defense: Defense) -> None:
    """With its dose at zero it is idle, and what it would change stays as it is, bit for bit."""
    for off in turned_off(defense):
        given = handed(off)
        if not torch.equal(acted(off, given, Rng(0, "testing")), tensor_of(given)):
            raise Broken(f"{off!r} says that it is idle, but it changes what it is handed")
        for trial in trials(off):
            asked = (
                Path(each.task, (), each.defenses, 0, "train").ask(held(each), several(), 3)[0][0]
                for each in (trial, without(trial))
            )
            if not torch.equal(*asked):
                raise Broken(f"{off!r} changes what {type(trial.task).__name__} shows, but it is off")


def turned_off(defense: Defense) -> Iterator[Defense]:
    """The same defense with one knob at zero, for each knob by which that turns it off."""
    for field in fields(defense):  # pyright: ignore[reportArgumentType]
        value = getattr(defense, field.name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            with suppress(Refused):
                off = replace(defense, **{field.name: 0})  # pyright: ignore[reportArgumentType]
                if off.idle:
                    yield off


def says_whether_it_draws(defense: Defense) -> None:
    """One that calls itself deterministic draws nothing."""
    if defense.deterministic:
        acted(defense, handed(defense), Deaf(name_of(defense)))


def keeps_windows_inside(defense: Defense) -> None:
    """Windows stay whole, as large as they were, and inside the pictures."""
    if not isinstance(defense, WindowDefense):
        return
    given = handed(defense)
    out = acted(defense, given, Rng(0, "testing"))
    if not torch.equal(out[..., 2:].abs(), given[..., 2:].abs()) or out.is_floating_point():
        raise Broken(f"{method(defense)} changes the size of windows, but it may only move or mirror them")
    if not lie_inside(out, (SIDE, SIDE)):
        raise Broken(f"{method(defense)} moves windows out of the pictures, but it should keep or refuse them")


PROMISES = (
    *anything.PROMISES,
    has_a_place_on_the_path,
    is_off_bit_for_bit,
    says_whether_it_draws,
    keeps_windows_inside,
    *toggle.PROMISES,
)


def check(defense: Defense) -> None:
    """Ask a defense for all that defenses promise; Broken tells what it does not keep, a sentence each."""
    checked(PROMISES, defense)
