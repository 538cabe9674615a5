"""What a cue promises beside what every toggle does: a dose, a sham, and its own removal and reversal."""

from dataclasses import replace

import torch

from pitfalls.shapes import Frames
from pitfalls.shortcuts.base import Cue
from pitfalls.streams import Rng
from pitfalls.testing import anything, toggle
from pitfalls.testing.broken import Broken, name_of
from pitfalls.testing.broken import check as checked
from pitfalls.testing.given import handed
from pitfalls.testing.own_stream import Noted


def is_off_at_strength_zero(cue: Cue) -> None:
    """At strength zero it is idle, takes no margin, and gives back the very same object."""
    off, given = replace(cue, strength=0), handed(cue)  # pyright: ignore[reportArgumentType]
    if not off.idle or off.margin:
        told = f"idle is {off.idle} and margin {off.margin}"
        raise Broken(f"{name_of(cue)} at strength 0: {told}, but they should be True and 0")
    if off.plant(given, Rng(0, "testing")) is not given:
        raise Broken(f"{name_of(cue)}.plant at strength 0 gives other frames, but it should give the very same object")


def keeps_the_lens_and_the_range(cue: Cue) -> None:
    """It keeps size, axis and radius, stays in [0, 1], and uses up the margin that it names."""
    given, who = handed(cue), f"{name_of(cue)}.plant"
    out = cue.plant(given, Rng(0, "testing"))
    if not isinstance(out, Frames) or out.size != given.size:
        raise Broken(f"{who} gives other than frames of {given.size} px; write frames.with_pixels(...)")
    if out.margin != given.margin - cue.margin:
        raise Broken(f"{who} uses {given.margin - out.margin} px of margin, but `margin` says {cue.margin}")
    if not torch.equal(out.axis, given.axis) or not torch.equal(out.radius, given.radius):
        raise Broken(f"{who} changes the axis or the radius, but a crop must still know the lens of its picture")
    low, high = float(out.pixels.min()), float(out.pixels.max())
    if not 0 <= low <= high <= 1:
        raise Broken(f"{who} gives values from {low:g} to {high:g}, but those of a picture lie in [0, 1]")


def has_a_sham_in_its_own_stream(cue: Cue) -> None:
    """Sham, removed and reversed share its stream and margin, so that nothing but the cue differs between arms."""
    for word, other in (("sham()", cue.sham()), ("removed()", cue.removed()), ("reversed()", cue.reversed())):
        if not isinstance(other, Cue):
            raise Broken(f"{name_of(cue)}.{word} gives {other!r}, but it should give a cue")
        one, two = (getattr(type(each), "purpose", None) for each in (cue, other))
        if type(cue) is not type(other) and (one is None or one != two) and draws(cue) and draws(other):
            told = f"the streams {one!r} and {two!r}"
            raise Broken(
                f"{name_of(cue)} and its {word} draw from {told}; give both classes one and the same `purpose`"
            )
        if other.margin > cue.margin:
            told = f"{other.margin} px of margin and the cue {cue.margin}"
            raise Broken(f"{name_of(cue)}.{word} takes {told}, but no arm may need more than the cue itself")


def draws(cue: Cue) -> bool:
    """Whether it draws at all; what draws nothing has no stream to share."""
    stream = Noted(0, "testing")
    cue.plant(handed(cue), stream)
    return bool(stream.drawn)


def turns_back(cue: Cue) -> None:
    """Reversed twice it is itself, removed twice it is as removed once, and a sham's sham is the sham."""
    if cue.reversed().reversed() != cue:
        raise Broken(f"{name_of(cue)}: reversed twice it is {cue.reversed().reversed()!r}, but should be {cue!r}")
    once = cue.removed()
    if once.removed() != once:
        raise Broken(f"{name_of(cue)}: removed twice it is {once.removed()!r}, but should be {once!r}")
    if cue.sham().sham() != cue.sham():
        raise Broken(f"{name_of(cue)}: the sham of its sham is {cue.sham().sham()!r}, but should be {cue.sham()!r}")


PROMISES = (
    *anything.PROMISES,
    is_off_at_strength_zero,
    keeps_the_lens_and_the_range,
    has_a_sham_in_its_own_stream,
    turns_back,
    *toggle.PROMISES,
)


def check(cue: Cue) -> None:
    """Ask a cue for all that cues promise; Broken tells what it does not keep, a sentence each."""
    checked(PROMISES, cue)
