"""Laws 1 to 3: the key is everything, the round trip is equal, a toggle re-rolls nothing else."""

import dataclasses
import typing
from dataclasses import replace

import pytest
import torch

from pitfalls.catalog import parts
from pitfalls.frozen import Refused
from pitfalls.images.scenes import Scenes
from pitfalls.path import Path
from pitfalls.record import describe, revive
from pitfalls.shortcuts.aberration import LateralAberration
from pitfalls.shortcuts.base import WindowDefense
from pitfalls.shortcuts.continuity import Gap, Jitter
from pitfalls.shortcuts.drop_color import DropColor
from pitfalls.shortcuts.mirror import Mirror
from pitfalls.shortcuts.normalize import Normalize
from pitfalls.tasks.colorization import Colorization
from pitfalls.tasks.contrastive import Contrastive
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.tasks.rotation import Rotation
from pitfalls.trial import Trial, seeds, with_knob

small = Scenes(margin=8, train=64)
trial = Trial(task=Jigsaw(tile=12), images=small, cues=(LateralAberration(),), defenses=(Gap(pixels=2), DropColor()))
WHOLE = [
    trial,
    Trial(task=Contrastive(), images=small),
    Trial(task=Colorization(), images=small),
    Trial(task=Rotation(), images=small),
]


def knobs_in(thing, at=""):
    """Dotted names of all fields of all nested objects."""
    for field in dataclasses.fields(thing):
        value, name = getattr(thing, field.name), f"{at}{field.name}"
        if dataclasses.is_dataclass(value):
            yield from knobs_in(value, f"{name}.")
        else:
            yield name


def others(owner, name, value):
    """Other values that a field might take, the nearest first."""
    field = typing.get_type_hints(type(owner))[name]
    if typing.get_origin(field) is typing.Literal:
        return [each for each in typing.get_args(field) if each != value]
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1, value * 2, value // 2, value + 16]
    if isinstance(value, float):
        return [value * 0.9, 0.01] if value else [0.01, 0.5]
    return [()] if value else [(DropColor(),), (LateralAberration(),), (Normalize(),)]


def changed(thing, name):
    """`thing` with that one field changed; None where every other value is refused for its own reasons."""
    *path, last = name.split(".")
    owner = thing
    for step in path:
        owner = getattr(owner, step)
    for value in others(owner, last, getattr(owner, last)):
        if value == getattr(owner, last):
            continue
        try:
            return with_knob(thing, name, value)
        except (Refused, ValueError):
            continue
    return None


CASES = [(whole, name) for whole in WHOLE for name in knobs_in(whole)]


@pytest.mark.parametrize("whole,name", CASES, ids=[f"{type(w.task).__name__}-{n}" for w, n in CASES])
def test_any_one_changed_field_changes_the_key_and_survives_the_round_trip(whole, name):
    other = changed(whole, name)
    assert other is not None, f"no other value of {name} is accepted"
    assert other.key != whole.key
    assert revive(describe(other)) == other and revive(describe(other)).key == other.key


@pytest.mark.parametrize("kind", ["task", "cue", "defense", "score", "encoder", "images"])
def test_every_part_is_written_down_and_read_back(kind):
    for name, cls in parts(kind).items():
        try:
            part = cls()
        except (TypeError, ValueError):
            assert name in ("Given", "Folder", "Tensors"), f"{name} has a field without a default"
            continue
        assert revive(describe(part)) == part


def test_a_subclass_keeps_its_own_fields_in_the_key():
    assert replace(trial, task=Jigsaw(roam=3)).key != trial.key
    assert replace(trial, defenses=(DropColor(fill="mean"),)).key != replace(trial, defenses=(DropColor(),)).key


def test_the_same_trial_has_the_same_key_in_another_process():
    import subprocess
    import sys

    code = "from pitfalls.trial import Trial; from pitfalls.tasks.jigsaw import Jigsaw; print(Trial(task=Jigsaw()).key)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert told == Trial(task=Jigsaw()).key


def asked(task, cues, defenses):
    pictures = small.load("train", 0, 16)
    path = Path(task, cues, defenses, 0, "train", "cpu")
    return path.ask(pictures, torch.arange(16), 3)


TOGGLES = [((cls(),), ()) for cls in parts("cue").values()] + [((), (cls(),)) for cls in parts("defense").values()]


@pytest.mark.parametrize("cues,defenses", TOGGLES, ids=[type((c or d)[0]).__name__ for c, d in TOGGLES])
@pytest.mark.parametrize("task", [Jigsaw(tile=14), Contrastive(group=8)], ids=lambda t: type(t).__name__)
def test_toggling_a_part_re_rolls_neither_the_answers_nor_any_other_part(task, cues, defenses):
    plain_views, plain = asked(task, (), ())
    views, answer = asked(task, cues, defenses)
    assert torch.equal(answer.target, plain.target) and torch.equal(answer.index, plain.index)
    assert views[0].shape == plain_views[0].shape
    # beside another defense that draws, the other's draws stay: a channel dropped is dropped with and without
    drop = DropColor(fill="mean")
    if not defenses or isinstance(defenses[0], DropColor | Mirror):
        return
    with_both, _ = asked(task, (), (*defenses, drop))
    alone, _ = asked(task, (), (drop,))
    flat = lambda each: each[0].std((-2, -1)) < 1e-4
    agree = (flat(with_both) == flat(alone)).float().mean()
    assert agree > 0.9


@pytest.mark.parametrize("cues,defenses", TOGGLES, ids=[type((c or d)[0]).__name__ for c, d in TOGGLES])
def test_toggling_a_part_keeps_initial_weights(cues, defenses):
    from pitfalls.loop import start

    pictures = small.load("train", 0, 16)
    base = Trial(task=Contrastive() if any(isinstance(each, Mirror) for each in defenses) else Jigsaw(tile=12))
    one = start(base, pictures, torch.device("cpu")).state_dict()
    two = start(replace(base, cues=cues, defenses=defenses), pictures, torch.device("cpu")).state_dict()
    assert all(torch.equal(one[name], two[name]) for name in one)


@pytest.mark.parametrize(
    "extra", [cls() for cls in parts("defense").values() if issubclass(cls, WindowDefense)], ids=repr
)
def test_a_window_defense_moves_windows_and_nothing_else_moves_them(extra):
    if isinstance(extra, Mirror):
        pytest.skip("a mirror turns windows round and moves none")
    one, two = asked(Jigsaw(tile=12), (), ())[0][0], asked(Jigsaw(tile=12), (), (extra,))[0][0]
    assert not torch.equal(one, two)


def test_a_gap_is_kept_under_jitter():
    from pitfalls.streams import Rng

    task = Jigsaw(tile=12)
    windows = task.place((64, 64), 50, Rng(0, "place"))
    spread = Jitter(pixels=4).spread(Gap(pixels=6).spread(windows, (64, 64), Rng(0, "g")), (64, 64), Rng(0, "j"))
    corner = spread[..., :2].view(50, 3, 3, 2)
    across = corner[:, :, 1:, 0] - corner[:, :, :-1, 0] - 12
    down = corner[:, 1:, :, 1] - corner[:, :-1, :, 1] - 12
    for gaps in (across, down):
        assert int(gaps.min()) >= 6 and int(gaps.max()) <= 14 and len(gaps.unique()) > 4
    assert int(spread[..., :2].min()) >= 0 and int(spread[..., :2].max()) + 12 <= 64


@pytest.mark.parametrize(
    "make,told",
    [
        (lambda: Trial(task=Rotation(), defenses=(Mirror(),)), "Mirror"),
        (lambda: Trial(task=Colorization(), defenses=(DropColor(),)), "DropColor changes the color"),
        (lambda: Trial(task=Jigsaw(), defenses=(Gap(pixels=40),)), "leaves no room"),
        (lambda: Trial(task=Jigsaw(tile=30)), "30 px tiles"),
        (lambda: Trial(task=Jigsaw(grid=2, permutations=100, distance=2)), "only 24"),
        (lambda: Trial(task=Jigsaw(), cues=(LateralAberration(strength=8),)), "margin"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_sentence(make, told):
    with pytest.raises(ValueError, match=told):
        make()


def test_seeds_are_the_same_trial_otherwise():
    assert [each.seed for each in seeds(trial, 3)] == [0, 1, 2]
    assert replace(seeds(trial, 3)[2], seed=0) == trial
