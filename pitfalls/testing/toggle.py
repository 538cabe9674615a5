"""What cues and defenses promise alike: a toggle changes what it is said to change, and nothing else moves."""

from typing import Any

import torch
from torch import Tensor

from pitfalls.path.silent import without_effect
from pitfalls.path.walk import Path
from pitfalls.shapes import Frames
from pitfalls.shortcuts.base import Cue, Defense, ViewDefense, WindowDefense
from pitfalls.streams import Rng
from pitfalls.testing.broken import Broken, name_of
from pitfalls.testing.devices import HostReads, stepped
from pitfalls.testing.given import acted, handed, held, several, tensor_of, trials, without
from pitfalls.testing.own_stream import Noted, in_own_stream
from pitfalls.trial import Trial

Toggle = Cue | Defense
HALF = 0.02  # mean difference of a picture in bfloat16, which has 8 bits, and a few more for what is worked out of it


def waits(part: Any) -> bool:
    """Whether it waits for the device in every step, and says so (guests from other libraries do)."""
    return getattr(part, "waits", False)


def draws_from_its_own_stream_alone(part: Toggle) -> None:
    """It draws from the rng that it is handed, repeats itself, and leaves what it is handed as it was."""
    given = handed(part)
    pixels = given.pixels if isinstance(given, Frames) else given
    in_own_stream(method(part), lambda rng: acted(part, given, rng), pixels)


def moves_nothing_else(part: Toggle) -> None:
    """With it or without, all else is drawn alike: windows, orders, answers."""
    for trial in trials(part):
        drawn, targets = zip(*(_asked(each) for each in (trial, without(trial))), strict=True)
        if drawn[0] != drawn[1]:
            task = type(trial.task).__name__
            raise Broken(f"{name_of(part)} changes what {task} draws, but a toggle may re-roll nothing but itself")
        if not targets[0].is_floating_point() and not torch.equal(targets[0], targets[1]):
            raise Broken(f"{name_of(part)} changes the answers of {type(trial.task).__name__}, which no toggle may")


def _asked(trial: Trial) -> tuple[list, Tensor]:
    path = Path(trial.task, trial.cues, trial.defenses, 0, "train")
    path.placing, path.posing = Noted(0, "train/place"), Noted(0, "train/pose")
    _, answer = path.ask(held(trial), several(), 3)
    assert isinstance(answer.target, Tensor)
    return path.placing.drawn + path.posing.drawn, answer.target


def changes_something(part: Toggle) -> None:
    """It has an effect, in a task of the lab or on what else it may be handed."""
    if part.idle:
        return
    if any(not without_effect(trial, held(trial)) for trial in trials(part)):
        return
    given = handed(part, wide=True)  # a task of other knobs than the defaults may look there
    if torch.equal(acted(part, given, Rng(0, "testing")), tensor_of(given)):
        raise Broken(f"{part!r} changes nothing, in whatever task, but a toggle that is on should have an effect")


def takes_any_batch(part: Toggle) -> None:
    """It takes one picture or seven, and gives as many of the same size and type."""
    for count in (1, 7):
        given = handed(part, count)
        before, after = tensor_of(given), acted(part, given, Rng(0, "testing"))
        if after.shape != before.shape or after.dtype != before.dtype:
            made, wanted = (f"{each.dtype} of {tuple(each.shape)}" for each in (after, before))
            raise Broken(f"{method(part)} makes {made} of a batch of {count}, but it should keep {wanted}")


def keeps_half_precision(part: Toggle) -> None:
    """In bfloat16 it gives bfloat16, and within 0.02 on average what it gives in float32."""
    if isinstance(part, WindowDefense):
        return
    whole, half = (acted(part, handed(part, dtype=each), Rng(0, "testing")) for each in (torch.float32, torch.bfloat16))
    if half.dtype != torch.bfloat16:
        raise Broken(f"{method(part)} makes {half.dtype} of bfloat16, but it should keep the type of what it is handed")
    away = float((whole - half.float()).abs().mean())
    if not away <= HALF:
        raise Broken(f"{method(part)} is off by {away:.3g} on average in bfloat16, but it should be by {HALF} at most")


def takes_plain_pictures(part: Toggle) -> None:
    """Of a black, a gray and a white picture it makes finite numbers about [0, 1]."""
    if isinstance(part, WindowDefense):
        return
    for level in (0.0, 0.5, 1.0):
        out = acted(part, handed(part, 3, level=level), Rng(0, "testing"))
        low, high = float(out.min()), float(out.max())
        if not (-1 <= low <= high <= 2):
            told = f"values from {low:g} to {high:g} of a picture that is {level:g} all over"
            raise Broken(f"{method(part)} makes {told}, but they should stay finite and about [0, 1]")


def gives_finite_gradients(part: Toggle) -> None:
    """Where a gradient comes through it, it is finite; and none comes out of what has none."""
    given = handed(part)
    if isinstance(part, WindowDefense):
        return
    if acted(part, given, Rng(0, "testing")).requires_grad:
        raise Broken(f"{method(part)} gives a gradient of its own, but it should have no weights")
    pixels = (given.pixels if isinstance(given, Frames) else given).clone().requires_grad_()
    out = acted(part, given.with_pixels(pixels) if isinstance(given, Frames) else pixels, Rng(0, "testing"))
    if out.requires_grad:
        out.square().mean().backward()
        if pixels.grad is not None and not bool(pixels.grad.isfinite().all()):
            raise Broken(f"{method(part)} gives a gradient that is not finite, which no network trains through")


def never_waits(part: Toggle) -> None:
    """A step reads no number back from the device, and all of it stays there (tried on fake tensors)."""
    if waits(part):
        return
    given, rng = handed(part), Rng(0, "testing")
    acted(part, given, rng.at(0))  # what is uploaded once may be
    with HostReads() as reads:
        acted(part, given, rng.at(1))
    if reads.seen:
        raise Broken(f"{method(part)} waits for the device ({', '.join(sorted(set(reads.seen)))}), which no step may")
    for trial in trials(part):
        return stepped(trial)


def method(part: Toggle) -> str:
    """The method of a toggle that does its work, for a sentence."""
    kinds = (Cue, "plant"), (WindowDefense, "spread"), (ViewDefense, "defend")
    return f"{name_of(part)}." + next((word for kind, word in kinds if isinstance(part, kind)), "repair")


PROMISES = (
    draws_from_its_own_stream_alone,
    moves_nothing_else,
    changes_something,
    takes_any_batch,
    keeps_half_precision,
    takes_plain_pictures,
    gives_finite_gradients,
    never_waits,
)
