"""Laws 1 to 3: the key is everything, the round trip is equal, a toggle re-rolls nothing else."""

import dataclasses
import typing
from dataclasses import replace

import numpy as np
import pytest
import torch

from pitfalls.audit.attackers.tile_statistics import TileStatistics
from pitfalls.commands.catalog import parts
from pitfalls.frozen import Refused, frozen, knob
from pitfalls.images.scenes import Scenes
from pitfalls.knobs import with_knob
from pitfalls.path.silent import without_effect
from pitfalls.path.walk import Path, named
from pitfalls.records.record import describe, revive
from pitfalls.shortcuts.aberration import LateralAberration
from pitfalls.shortcuts.base import WindowDefense
from pitfalls.shortcuts.blur import Blur
from pitfalls.shortcuts.color import ColorDistortion, Grayscale
from pitfalls.shortcuts.continuity import Gap, Jitter
from pitfalls.shortcuts.drop_color import DropColor
from pitfalls.shortcuts.mask import Mask
from pitfalls.shortcuts.mirror import Mirror
from pitfalls.shortcuts.normalize import Normalize
from pitfalls.shortcuts.projection import Projection
from pitfalls.streams import Rng
from pitfalls.tasks.colorization import Colorization
from pitfalls.tasks.context import ContextPrediction
from pitfalls.tasks.contrastive import Contrastive
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.tasks.rotation import Rotation
from pitfalls.training.loop import start, train
from pitfalls.trial import Trial, seeds

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
        return [value * 0.9, 0.01] if value else [0.01, 0.5, 7.0]
    if isinstance(value, str):
        return [f"{value}other"]
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


def lived(trial, monkeypatch):
    """All draws of three steps, by (purpose, step, call); the images of each step; the weights at the start."""
    draws, images = {}, []
    uniform, ask = Rng.uniform, Path.ask

    def drawing(rng, *shape):
        place = (rng.purpose, rng.step, rng.call)
        draws[place] = uniform(rng, *shape)
        return draws[place]

    def asking(path, pictures, index, step):
        images.append(index)
        return ask(path, pictures, index, step)

    with monkeypatch.context() as spied:
        spied.setattr(Rng, "uniform", drawing)
        spied.setattr(Path, "ask", asking)
        pictures = small.load("train", 0, 16)
        path = Path(trial.task, trial.cues, trial.defenses, trial.seed, "train")
        network = start(trial, path, pictures)
        weights = {name: value.clone() for name, value in network.state_dict().items()}
        train(trial, network, path, pictures)
    return draws, images, weights


TOGGLES = [((cls(),), ()) for cls in parts("cue").values()] + [((), (cls(),)) for cls in parts("defense").values()]
BASES = [
    Trial(task=task, images=small, steps=3, batch=4)
    for task in (Jigsaw(tile=12), ContextPrediction(tile=12), Rotation(), Colorization(), Contrastive(group=2))
]


@pytest.mark.parametrize("cues,defenses", TOGGLES, ids=[type((c or d)[0]).__name__ for c, d in TOGGLES])
@pytest.mark.parametrize("base", BASES, ids=lambda base: type(base.task).__name__)
def test_toggling_a_part_re_rolls_nothing_else(base, cues, defenses, monkeypatch):
    """Law 3: the same images in the same order, the same windows, questions and weights; only its own draws are new."""
    beside = (DropColor(fill="mean"),) if "color" in base.task.tolerates else (Normalize(),)
    base = replace(base, defenses=beside)
    try:
        toggled = replace(base, cues=cues, defenses=defenses + beside)
    except ValueError as error:  # it is refused, and for one of two reasons only
        assert defenses[0].changes not in base.task.tolerates or "leaves no room" in str(error)
        return
    draws, images, weights = lived(base, monkeypatch)
    other_draws, other_images, other_weights = lived(toggled, monkeypatch)
    part = (cues or defenses)[0]
    own = f"train/{named((*(part,) * beside.count(part), part))[-1][1]}"  # of two that are equal it is the second
    mine = {place for place in other_draws if place[0] == own}
    assert other_draws.keys() - mine == draws.keys()
    assert all(torch.equal(other_draws[place], found) for place, found in draws.items())
    assert len(images) == 4 and all(torch.equal(*pair) for pair in zip(images, other_images, strict=True))
    assert all(torch.equal(weights[name], other_weights[name]) for name in weights)


TWINS = [
    (Jigsaw(tile=12), (Jitter(pixels=2), Jitter(pixels=3))),
    (Jigsaw(tile=12), (DropColor(), DropColor(fill="mean"))),
    (Jigsaw(tile=12), (ColorDistortion(hue=0.1), ColorDistortion())),
    (Contrastive(group=2), (Blur(rate=0.4), Blur(rate=0.6))),
    (Contrastive(group=2), (Mirror(rate=0.3), Mirror())),
]


@pytest.mark.parametrize("task,twins", TWINS, ids=[f"{type(t).__name__}-{type(d[0]).__name__}" for t, d in TWINS])
@pytest.mark.parametrize("dropped", [0, 1])
def test_toggling_one_of_two_parts_of_a_class_re_rolls_nothing_of_the_other(task, twins, dropped, monkeypatch):
    whole = Trial(task=task, images=small, steps=3, batch=4, defenses=twins)
    kept = replace(whole, defenses=(twins[1 - dropped],))
    draws, _, weights = lived(whole, monkeypatch)
    other_draws, _, other_weights = lived(kept, monkeypatch)
    gone = {place[0] for place in draws} - {place[0] for place in other_draws}
    assert gone == {f"train/{named((twins[dropped],))[0][1]}"}
    assert other_draws and all(torch.equal(draws[place], found) for place, found in other_draws.items())
    assert all(torch.equal(weights[name], other_weights[name]) for name in weights)


def test_two_equal_parts_draw_apart():
    twins = named((Jitter(), Jitter(), Jitter(pixels=3)))
    assert len({name for _, name in twins}) == 3


def test_the_dose_of_a_lens_and_its_sham_draw_from_one_stream():
    lens = LateralAberration(strength=2.0)
    names = {named((each,))[0][1] for each in (lens, replace(lens, strength=1.0), lens.sham(), lens.removed())}
    assert len(names) == 1


@pytest.mark.parametrize("cues,defenses", TOGGLES, ids=[type((c or d)[0]).__name__ for c, d in TOGGLES])
def test_toggling_a_part_keeps_the_answers(cues, defenses):
    views, answer = asked(Jigsaw(tile=12), cues, defenses)
    plain_views, plain = asked(Jigsaw(tile=12), (), ())
    assert torch.equal(answer.target, plain.target) and views[0].shape == plain_views[0].shape


# tasks in which what does nothing to the middle of a picture can be seen
SEES = {"Mirror": Contrastive(), "InscribedCrop": Rotation(crop=40, roam=12)}
SEES |= dict.fromkeys(("Bars", "LooseBars"), Rotation())


@pytest.mark.parametrize("cues,defenses", TOGGLES, ids=[type((c or d)[0]).__name__ for c, d in TOGGLES])
def test_a_toggle_that_changes_nothing_is_told_and_one_that_changes_something_is_not(cues, defenses):
    pictures = small.load("train", 0, 16)
    task = SEES.get(type((cues or defenses)[0]).__name__, Jigsaw(tile=12))
    assert without_effect(Trial(task=task, images=small, cues=cues, defenses=defenses), pictures) == []
    if cues:
        idle = replace(cues[0], strength=0)
        told = without_effect(Trial(task=task, images=small, cues=(idle,)), pictures)
        assert len(told) == 1 and "changes nothing" in told[0]


def test_a_defense_that_has_nothing_left_to_close_is_told():
    pictures = small.load("train", 0, 16)
    told = without_effect(Trial(task=Rotation(), images=small, defenses=(Gap(pixels=2),)), pictures)
    assert told == ["Gap(pixels=2) changes nothing: 16 questions look the same without it."]
    gray = Trial(task=Jigsaw(), images=small, defenses=(Grayscale(), Projection()))
    assert [each.split("(")[0] for each in without_effect(gray, pictures)] == ["Projection"]


@pytest.mark.parametrize(
    "extra", [cls() for cls in parts("defense").values() if issubclass(cls, WindowDefense)], ids=repr
)
def test_a_window_defense_moves_windows_and_nothing_else_moves_them(extra):
    if isinstance(extra, Mirror):
        pytest.skip("a mirror turns windows round and moves none")
    task = SEES.get(type(extra).__name__, Jigsaw(tile=12))
    one, two = asked(task, (), ())[0][0], asked(task, (), (extra,))[0][0]
    assert not torch.equal(one, two)


def test_a_gap_is_kept_under_jitter():
    task = Jigsaw(tile=12)
    windows = task.place((64, 64), 50, Rng(0, "place"))
    spread = Jitter(pixels=4).spread(Gap(pixels=6).spread(windows, (64, 64), Rng(0, "g")), (64, 64), Rng(0, "j"))
    corner = spread[..., :2].view(50, 3, 3, 2)
    across = corner[:, :, 1:, 0] - corner[:, :, :-1, 0] - 12
    down = corner[:, 1:, :, 1] - corner[:, :-1, :, 1] - 12
    for gaps in (across, down):
        assert int(gaps.min()) >= 6 and int(gaps.max()) <= 14 and len(gaps.unique()) > 4
    assert int(spread[..., :2].min()) >= 0 and int(spread[..., :2].max()) + 12 <= 64


@frozen
class Aside(Rotation):
    """Rotation whose square lies some pixels to the right and below of where it should."""

    right: int = knob(default=0, ge=-64, le=64, unit="px", help="how far to the right")
    below: int = knob(default=0, ge=-64, le=64, unit="px", help="how far below")

    def place(self, size, count, rng):
        return super().place(size, count, rng) + torch.tensor([self.right, self.below, 0, 0])


@pytest.mark.parametrize("margin", [0, 8, 40])
@pytest.mark.parametrize("far", [4, -4, 20, -20])
@pytest.mark.parametrize("side", ["right", "below"])
def test_a_task_that_looks_beyond_the_picture_is_refused_when_the_trial_is_made(side, far, margin):
    """Beyond it lies what is kept for cues: no task may see it, and no margin makes it allowed."""
    with pytest.raises(Refused, match=r"looks beyond the pictures: .* the pictures have 64 x 64 px"):
        Trial(task=Aside(**{side: far}), images=Scenes(margin=margin))


def test_a_task_that_looks_at_the_very_edge_is_not_refused():
    assert Trial(task=Aside(crop=60, right=2, below=-2, roam=0), images=small).key


@pytest.mark.parametrize(
    "make,told",
    [
        (lambda: Trial(task=Rotation(), defenses=(Mirror(),)), "Mirror changes the mirror of views"),
        (lambda: Trial(task=Contrastive(), defenses=(Gap(),)), "Gap changes the places of views"),
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


def test_all_that_moves_windows_is_named_where_they_find_no_room():
    told = r"Gap\(pixels=4\) and Jitter\(pixels=8\) leave no room: .* would take 68 px, .* take less of them"
    with pytest.raises(Refused, match=told):
        Trial(task=Jigsaw(tile=12), defenses=(Gap(pixels=4), Mask(), Jitter(pixels=8)))


def test_numbers_of_numpy_and_torch_are_plain_numbers():
    plain = replace(trial, steps=100, lr=0.5, seed=3)
    assert replace(trial, steps=np.int64(100), lr=np.float32(0.5), seed=torch.tensor(3).item()).key == plain.key
    assert replace(trial, steps=np.int32(100), lr=torch.tensor(0.5), seed=3.0).key == plain.key


def test_a_part_without_knobs_says_that_it_has_none():
    with pytest.raises(Refused, match=r"TileStatistics has no knob 'bins'; it has none\.$"):
        with_knob(TileStatistics(), "bins", 3)


def test_seeds_are_the_same_trial_otherwise():
    assert [each.seed for each in seeds(trial, 3)] == [0, 1, 2]
    assert replace(seeds(trial, 3)[2], seed=0) == trial
