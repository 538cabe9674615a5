"""What a score promises: a loss an example, of guess and answer alone, with a gradient that leads down."""

import inspect
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from pitfalls.ambiguity.base import Score
from pitfalls.commands.catalog import parts
from pitfalls.frozen import Refused
from pitfalls.path.walk import Path
from pitfalls.shapes import Answer
from pitfalls.streams import generator
from pitfalls.testing import anything
from pitfalls.testing.broken import Broken, name_of
from pitfalls.testing.broken import check as checked
from pitfalls.testing.devices import HostReads
from pitfalls.testing.given import COUNT, held, remembering, several, small
from pitfalls.testing.own_stream import noted
from pitfalls.testing.seen import pictures_in
from pitfalls.training.loop import start
from pitfalls.trial import Trial

STEP = 1e-3  # of the gradient's own length, by which a guess is moved to see whether the loss falls


def judged(score: Score) -> Iterator[tuple[Trial, Tensor, Answer]]:
    """A small trial of each task that it fits, a guess of the width that it asks for, and the answer."""
    for cls in parts("task").values():
        with suppress(Refused):
            if cls.supervised:
                continue
            trial = small(cls(), score=score)
            path, pictures = Path(trial.task, (), (), 0, "train"), held(trial)
            views, answer = path.ask(pictures, several(), 0)
            with torch.no_grad():
                shape = start(trial, path, pictures)(views[0]).shape
            guess = torch.randn(shape, generator=generator("testing", "guess"))
            if bank := remembering(score):
                bank.keep(score.remember(guess, answer)[:COUNT], answer.index[:COUNT])
                answer = bank.tell(answer)
            yield trial, guess, answer


def fitted(score: Any, answer: Answer) -> Score:
    """A score that is estimated, fitted to the answer."""
    return score.fit(answer) if hasattr(score, "fit") else score


def fits_a_task(score: Score) -> None:
    """It fits a task, for which it says how wide the head must be, and refuses the others by name."""
    widths = []
    for cls in parts("task").values():
        with suppress(Refused):
            widths.append(score.width(cls()))
    if not widths:
        raise Broken(f"{name_of(score)} refuses every task of the lab, but it should fit one; see `width`")
    if not all(isinstance(width, int) and width > 0 for width in widths):
        raise Broken(f"{name_of(score)}.width gives {widths}, but it should give how many numbers the head must have")


def sees_no_image(score: Score) -> None:
    """It is handed a guess and an answer, and neither holds nor reaches for pictures."""
    taken = list(inspect.signature(score.loss).parameters)
    if len(taken) != 2:
        raise Broken(
            f"{name_of(score)}.loss takes {', '.join(taken)}, but a score is handed a guess and an answer alone"
        )
    for told in pictures_in(score):
        raise Broken(f"{name_of(score)} {told}, but a score may never see an image")


def gives_a_loss_an_example(score: Score) -> None:
    """It gives one finite number an example, of float32 and of bfloat16 guesses, of as many as there are."""
    for trial, guess, answer in judged(score):
        ready = fitted(score, answer)
        for kind, few in ((torch.float32, len(guess)), (torch.bfloat16, len(guess)), (torch.float32, 2)):
            part = replace(answer, **{name: getattr(answer, name)[:few] for name in ("target", "weight", "index")})
            loss = ready.loss(guess[:few].to(kind), part)
            if loss.shape != (few,) or not bool(loss.isfinite().all()):
                told = (
                    f"a loss of the shape {tuple(loss.shape)}" if loss.shape != (few,) else "a loss that is not finite"
                )
                raise Broken(
                    f"{name_of(score)} gives {told} of {few} {kind} guesses at {type(trial.task).__name__}, but it "
                    f"should give one finite number an example, ({few},)"
                )


def leads_down(score: Score) -> None:
    """Its gradient reaches the guess, is finite, and a small step against it lowers the loss."""
    for trial, guess, answer in judged(score):
        who, ready = f"{name_of(score)} at {type(trial.task).__name__}", fitted(score, answer)
        guess = guess.requires_grad_()
        loss = (ready.loss(guess, answer) * answer.weight).mean()
        if not loss.requires_grad:
            raise Broken(f"{who} gives a loss without a gradient, but a network can only learn from one")
        (slope,) = torch.autograd.grad(loss, guess)
        if not bool(slope.isfinite().all()) or not float(slope.norm()) > 0:
            raise Broken(f"{who} gives a gradient that is zero or not finite, but a network can only learn from one")
        lower = (ready.loss(guess - STEP * slope / slope.norm(), answer) * answer.weight).mean()
        if not float(lower.detach()) <= float(loss.detach()):
            raise Broken(f"{who}: against its gradient the loss rises from {float(loss):g} to {float(lower):g}")


def draws_nothing(score: Score) -> None:
    """It draws nothing: the same guess costs the same again, and no generator moves."""
    for _, guess, answer in judged(score):
        ready, before = fitted(score, answer), torch.random.get_rng_state()
        with noted() as purposes:
            one, two = ready.loss(guess, answer), ready.loss(guess, answer)
        if purposes or not torch.equal(before, torch.random.get_rng_state()) or not torch.equal(one, two):
            raise Broken(f"{name_of(score)} draws, or keeps something from call to call, but a score may do neither")


def never_waits(score: Score) -> None:
    """A step reads no number back from the device."""
    for _, guess, answer in judged(score):
        ready = fitted(score, answer)
        ready.loss(guess, answer)  # what is uploaded once may be
        with HostReads() as reads:
            ready.loss(guess, answer)
        if reads.seen:
            told = ", ".join(sorted(set(reads.seen)))
            raise Broken(f"{name_of(score)}.loss waits for the device ({told}), which no step may")


PROMISES = (
    *anything.PROMISES,
    fits_a_task,
    sees_no_image,
    gives_a_loss_an_example,
    leads_down,
    draws_nothing,
    never_waits,
)


def check(score: Score) -> None:
    """Ask a score for all that scores promise; Broken tells what it does not keep, a sentence each."""
    checked(PROMISES, score)
