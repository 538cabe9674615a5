"""What a task promises: a sound question, drawn from its own streams, that no blind guess answers."""

from collections import Counter

import torch
from torch import Tensor
from torch.nn import functional as F

from pitfalls.audit.checks import checks
from pitfalls.path.faults import check_path
from pitfalls.path.walk import Path
from pitfalls.shapes import answered
from pitfalls.tasks.base import Task
from pitfalls.testing import anything
from pitfalls.testing.broken import Broken, name_of
from pitfalls.testing.broken import check as checked
from pitfalls.testing.devices import HostReads, stepped
from pitfalls.testing.given import held, several, small
from pitfalls.testing.own_stream import in_own_stream
from pitfalls.trial import Trial

STEPS = 32  # batches of 64 questions
ABOVE = 5.0  # standard deviations by which the most frequent answer may come more often than evenly
EASY = 0.5  # what a guess without looking may get of a question that is no choice


def asks_a_sound_question(task: Task) -> None:
    """It looks inside the pictures, shows the views that it promises, and gives answers within its reach."""
    trial = small(task)
    check_path(trial, held(trial))


def draws_from_its_own_streams_alone(task: Task) -> None:
    """Where it looks and what it asks are drawn from the rng that it is handed; another seed asks something else."""
    trial = small(task)
    size, who = (trial.images.size, trial.images.size), name_of(task)
    in_own_stream(f"{who}.place", lambda rng: task.place(size, 6, rng))
    patches = torch.rand(6, task.views, 3, *task.cut(size))
    in_own_stream(f"{who}.pose", lambda rng: task.pose(patches, rng), patches)
    if chooses(task) and torch.equal(*(_target(Path(task, (), (), seed, "train"), trial) for seed in (0, 1))):
        raise Broken(f"{who} asks the same under two seeds, but its answer should be drawn")


def chooses(task: Task) -> bool:
    """Whether it asks for one of its answers, once a picture."""
    return task.level == "image" and not task.supervised


def _target(path: Path, trial: Trial, step: int = 0) -> Tensor:
    target = path.ask(held(trial), several(), step)[1].target
    assert isinstance(target, Tensor)
    return target


def takes_any_batch(task: Task) -> None:
    """It asks of one picture as of seven."""
    trial = small(task)
    path = Path(task, (), (), 0, "train")
    for count in (1, 7):
        views, answer = path.ask(held(trial), several()[:count], 0)
        if len(views[0]) != count or len(answer.weight) != count:
            raise Broken(
                f"{name_of(task)} asks {len(views[0])} questions of {count} pictures, but it should ask {count}"
            )


def has_no_good_blind_answer(task: Task) -> None:
    """Whoever does not look is right no more often than `blind` says, which is by chance."""
    trial, who = small(task), name_of(task)
    path = Path(task, (), (), 0, "train")
    targets = torch.cat([_target(path, trial, step) for step in range(STEPS if chooses(task) else 1)])
    blind = task.blind(answered(targets))
    if not 0 <= blind <= 1:
        raise Broken(f"{who}.blind gives {blind:g}, but it should be a share of right answers, in [0, 1]")
    if task.supervised:
        return
    if not chooses(task):
        if blind > EASY:
            raise Broken(f"{who}: a guess without looking is right in {blind:.0%}, but at most {EASY:.0%} may be")
        return
    if targets.is_floating_point():
        return
    answer, often = Counter(targets.tolist()).most_common(1)[0]
    share, even = often / len(targets), 1 / task.answers
    if share > even + ABOVE * (even * (1 - even) / len(targets)) ** 0.5:
        told = f"answer {answer} comes in {share:.0%} of the questions"
        raise Broken(f"{who}: {told}, but without looking no guess may be right more often than by chance, {even:.0%}")


def passes_the_audit(task: Task) -> None:
    """No check of the audit finds the question broken."""
    trial = small(task)
    path, pictures = Path(task, (), (), 0, "train"), held(trial)
    for check in checks().values():
        finding = check(path, pictures)
        if finding and finding.gravity == "broken":
            raise Broken(f"{name_of(task)}: {finding.told.rstrip('.')}; {finding.advice or 'see the audit'}")


def knows_a_right_answer(task: Task) -> None:
    """`correct` gives a number in [0, 1] an example, and 1 to the answer itself."""
    who, target = name_of(task), _target(Path(task, (), (), 0, "train"), small(task))
    answer = answered(target)
    choice = task.level == "image" and not target.is_floating_point()
    shapes = {"view": (len(target), task.shows, 8), "pixel": tuple(target.shape)}
    guess = F.one_hot(target, task.answers).float() if choice else torch.rand(shapes.get(task.level, target.shape))
    right = task.correct(target if task.level == "pixel" else guess, answer)
    if right.shape != (len(target),) or not bool(((right >= 0) & (right <= 1)).all()):
        raise Broken(f"{who}.correct gives {tuple(right.shape)}, but it should be one number in [0, 1] an example")
    if choice and not bool((right == 1).all()):
        raise Broken(f"{who}.correct does not call the answer itself right, but it should")


def shows_whole_pictures_for_reading(task: Task) -> None:
    """`look` gives, of whole pictures, as many as there are, with the channels that its views have."""
    images = torch.rand(2, 3, 32, 32)
    shown = task.look(images)
    if shown.shape[:2] != (2, task.channels):
        told = f"{tuple(shown.shape)} of {tuple(images.shape)}"
        raise Broken(
            f"{name_of(task)}.look gives {told}, but it should give (2, {task.channels}, h, w), as its views are"
        )


def never_waits(task: Task) -> None:
    """A step reads no number back from the device, and all of it stays there (tried on fake tensors)."""
    trial = small(task)
    path = Path(task, (), (), 0, "train")
    path.ask(held(trial), several(), 0)  # what is uploaded once may be
    with HostReads() as reads:
        path.ask(held(trial), several(), 1)
    if reads.seen:
        raise Broken(f"{name_of(task)} waits for the device ({', '.join(sorted(set(reads.seen)))}), which no step may")
    stepped(trial)


PROMISES = (
    *anything.PROMISES,
    asks_a_sound_question,
    draws_from_its_own_streams_alone,
    takes_any_batch,
    has_no_good_blind_answer,
    passes_the_audit,
    knows_a_right_answer,
    shows_whole_pictures_for_reading,
    never_waits,
)


def check(task: Task) -> None:
    """Ask a task for all that tasks promise; Broken tells what it does not keep, a sentence each."""
    checked(PROMISES, task)
